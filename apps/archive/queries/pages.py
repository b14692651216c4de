"""What the archive's pages show: volumes with their state, the card of a document."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from apps.archive.models import Seal, SealJob
from apps.archive.queries.assemble import class_title, term_title
from apps.archive.queries.material import OTHER_VOLUMES, class_schemes, own_term
from apps.archive.queries.snapshot import course_name
from apps.archive.rules import CourseState, check_may_seal, not_accepted, not_handed_in
from apps.core.errors import RuleViolation
from apps.core.jobs import JobState
from apps.lessons.models import CourseTerm
from apps.school.enums import ServiceKind
from apps.school.models import Course, SchoolClass, Term


@dataclass(frozen=True)
class VolumeRow:
    """One class and term on the archive's page."""

    school_class: SchoolClass
    term: Term
    title: str
    courses: int
    handed_in: int
    accepted: int
    waits_for: tuple[str, ...]
    seal: Seal | None
    job: SealJob | None
    obstacle: str

    @property
    def is_running(self) -> bool:
        """Whether it is being printed now."""
        return self.job is not None and self.job.is_running

    @property
    def may_seal(self) -> bool:
        """Whether the button is offered."""
        return not self.obstacle and not self.seal and not self.is_running

    @property
    def error(self) -> str:
        """Why the last attempt failed."""
        is_failed = self.job is not None and self.job.state == JobState.FAILED and not self.seal
        return self.job.error if is_failed else ""

    @property
    def key(self) -> str:
        """Identifier of the row in the page."""
        return f"volume-{self.school_class.pk}-{self.term.pk}"


def volumes(year_id: int, *, now: dt.datetime, today: dt.date, school_class_id: int | None = None) -> list[VolumeRow]:
    """Volumes of a year whose term has begun, by class and term; the number of queries does not depend on them."""
    classes = SchoolClass.objects.filter(year_id=year_id).order_by("level", "letter", "pk")
    if school_class_id is not None:
        classes = classes.filter(pk=school_class_id)
    schemes = class_schemes(year_id)
    courses = _courses_by_class(year_id)
    all_terms = list(Term.objects.filter(scheme__year_id=year_id).select_related("scheme").order_by("number"))
    rows = {(row.course_id, row.term_id): row for row in CourseTerm.objects.filter(term__scheme__year_id=year_id)}
    seals = {(seal.school_class_id, seal.term_id): seal for seal in Seal.objects.filter(term__scheme__year_id=year_id)}
    jobs = {}
    for job in SealJob.objects.filter(term__scheme__year_id=year_id).order_by("pk"):
        jobs[job.school_class_id, job.term_id] = job
    found = []
    for school_class in classes:
        for term in schemes[school_class.pk]:
            if term.starts_on <= today:
                states = _states(courses[school_class.pk], term, schemes[school_class.pk], all_terms, rows)
                key = school_class.pk, term.pk
                found.append(_row(school_class, term, states, seals.get(key), jobs.get(key), now, today))
    return found


@dataclass(frozen=True)
class TermChoice:
    """A term to choose on the archive's page, and how many of its volumes are sealed."""

    term: Term
    title: str
    volumes: int
    sealed: int


def terms_of_volumes(rows: list[VolumeRow]) -> list[TermChoice]:
    """The terms of the volumes, in the order of their beginning."""
    by_term = defaultdict(list)
    for row in rows:
        by_term[row.term].append(row)
    terms = sorted(by_term, key=lambda term: (term.starts_on, term.ends_on, term.pk))
    return [
        TermChoice(term, term_title(term), len(by_term[term]), sum(1 for row in by_term[term] if row.seal))
        for term in terms
    ]


def term_to_show(choices: list[TermChoice], code: str, today: dt.date) -> TermChoice | None:
    """The term of the address, else the one that ended last (that is what is sealed now), else the first."""
    for choice in choices:
        if str(choice.term.pk) == code:
            return choice
    ended = [choice for choice in choices if choice.term.ends_on < today]
    return max(ended, key=lambda choice: choice.term.ends_on) if ended else next(iter(choices), None)


def _courses_by_class(year_id: int) -> dict[int, list[Course]]:
    found = defaultdict(list)
    courses = Course.objects.filter(year_id=year_id, kind=ServiceKind.CORE)
    courses = courses.exclude(study_group__kind__in=OTHER_VOLUMES).select_related("subject", "study_group")
    for course in courses.prefetch_related("study_group__classes").order_by("subject__position", "pk"):
        if course.volume_class_id:
            found[course.volume_class_id].append(course)
        elif course.study_group.is_class_set:
            for school_class in course.study_group.classes.all():
                found[school_class.pk].append(course)
    return found


def _states(courses, term, class_terms, all_terms, rows) -> list[CourseState]:
    states = []
    for course in courses:
        own = own_term(course, term, class_terms, all_terms)
        if own is None:
            continue
        row = rows.get((course.pk, own.pk))
        states.append(
            CourseState(
                course_name(course),
                bool(row and row.handed_in_at),
                bool(row and row.accepted_at),
                row.reopened_until if row else None,
            )
        )
    return states


def _row(school_class, term, states, seal, job, now, today) -> VolumeRow:
    try:
        check_may_seal(states, ends_on=term.ends_on, is_sealed=seal is not None, now=now, today=today)
        obstacle = ""
    except RuleViolation as violation:
        obstacle = str(violation)
    return VolumeRow(
        school_class=school_class,
        term=term,
        title=f"{class_title(school_class)}, {term_title(term)}",
        courses=len(states),
        handed_in=sum(state.is_handed_in for state in states),
        accepted=sum(state.is_accepted for state in states),
        waits_for=tuple(not_handed_in(states) + not_accepted(states)),
        seal=seal,
        job=job,
        obstacle=obstacle,
    )


def latest_open_job(school_class: SchoolClass, term: Term) -> SealJob | None:
    """The work on this volume that has not ended."""
    jobs = SealJob.objects.filter(school_class=school_class, term=term, state__in=[JobState.QUEUED, JobState.CLAIMED])
    return jobs.order_by("-pk").first()
