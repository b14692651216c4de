"""The journal pages of a person: taught and substituted today, of the led class, or the whole school's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.text import by_look, search_key
from apps.lessons.models import CourseTerm, Lesson
from apps.lessons.queries import holds_as_substitute
from apps.lessons.rules.terms import WRITABLE, term_state
from apps.school.models import ClassTeacher, Course, SchoolClass, StaffMember, TeachingAssignment, Term
from apps.school.queries import current_year, norms_on, term_of

from .duties import Badge


@dataclass(frozen=True)
class CourseLine:
    """A journal page in a list."""

    path: str
    subject: str
    detail: str
    badge: Badge | None


@dataclass(frozen=True)
class Group:
    """Pages of one class; ``class_pk`` is set where the reader may open the class."""

    name: str
    class_pk: int | None
    courses: tuple[CourseLine, ...]


@dataclass(frozen=True)
class Section:
    """A part of the list with its heading."""

    title: str
    groups: tuple[Group, ...]
    empty_sentence: str = ""
    is_whole_school: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether the classes are shown folded: forty open ones would be a wall of links."""
        return self.is_whole_school and bool(self.groups)


@dataclass(frozen=True)
class CourseList:
    """Everything the page shows."""

    sections: tuple[Section, ...]
    may_search: bool
    query: str


class Lines:
    """Makes lines of courses: teachers of today and the state of the present term, in four queries in all."""

    def __init__(self, courses: Iterable[Course]):
        self._now = clock.now()
        self._norms = norms_on(clock.today())
        self._terms = {}
        for term in Term.objects.filter(scheme__in={one.term_scheme_id for one in courses}).select_related("scheme"):
            self._terms.setdefault(term.scheme_id, []).append(term)
        self._present = {pk: term_of(terms, clock.today()) for pk, terms in self._terms.items()}
        rows = CourseTerm.objects.filter(term__in=[term.pk for term in self._present.values()])
        self._course_terms = {(row.course_id, row.term_id): row for row in rows}

    def line(self, course: Course, *, detail: str) -> CourseLine:
        """The course's line; ``detail`` stands beside the subject."""
        return CourseLine(reverse("journal:grid", args=[course.pk]), course.subject.name, detail, self.badge(course))

    def present_term(self, course: Course) -> Term | None:
        """The term of today of the course's scheme."""
        return self._present.get(course.term_scheme_id)

    def badge(self, course: Course) -> Badge | None:
        """State of the present term where it is not simply open."""
        term = self.present_term(course)
        if term is None:
            return None
        row = self._course_terms.get((course.pk, term.pk))
        state = term_state(row, term, self._norms, self._now)
        if state in WRITABLE and row is not None and row.handed_in_at and state != state.REOPENED:
            return Badge("done", _("сдан"))
        if state == state.OPEN:
            return None
        kind = {state.ACCEPTED: "done", state.HANDED_IN: "done", state.REOPENED: "late"}.get(state, "locked")
        return Badge(kind, str(state.label))


def course_list(staff: StaffMember | None, *, sees_all: bool, query: str) -> CourseList:
    """The page of one person today.

    Args:
        staff: the reader's staff card, if there is one.
        sees_all: oversight sees every class.
        query: words to look for in class, subject and teacher; only with ``sees_all``.
    """
    year = current_year(clock.today())
    mine, led, everything = [], [], []
    led_classes = []
    if staff is not None and year is not None:
        mine = list(_courses(year).filter(_taught_today(staff)).distinct())
        led_classes = [row.school_class for row in _led(staff)]
        led = list(_courses(year).filter(_of_classes(led_classes)).distinct()) if led_classes else []
    if sees_all and year is not None:
        everything = [course for course in _courses(year) if _matches(course, query)]
    lines = Lines([*mine, *led, *everything])
    sections = []
    if mine:
        sections.append(Section(_("Мои журналы"), _by_subject(mine, lines, staff)))
    for school_class in led_classes:
        courses = [one for one in led if _is_of_class(one, school_class)]
        title = _("Мой класс: %s") % school_class.name
        sections.append(Section(title, (Group(school_class.name, school_class.pk, _lines(courses, lines)),)))
    if sees_all:
        empty = _("По запросу «%s» ничего не найдено.") % query if query else _("Журналов ещё нет: заведите предметы.")
        sections.append(Section(_("Все классы"), _by_class(everything, lines), empty, is_whole_school=True))
    return CourseList(tuple(sections), sees_all, query)


def _courses(year) -> QuerySet[Course]:
    today = TeachingAssignment.objects.on(clock.today()).select_related("staff").order_by("staff__sort_key", "pk")
    return (
        Course.objects.filter(year=year)
        .select_related("subject", "school_class", "study_group__home_class")
        .prefetch_related(Prefetch("assignments", today, to_attr="assignments_today"), "study_group__classes")
        .order_by("subject__position", "subject__name", "pk")
    )


def _taught_today(staff: StaffMember) -> Q:
    assigned = TeachingAssignment.objects.on(clock.today()).filter(staff=staff)
    substituted = Lesson.objects.filter(holds_as_substitute(staff), held_on=clock.today())
    return Q(pk__in=assigned.values("course")) | Q(pk__in=substituted.values("course"))


def _led(staff: StaffMember) -> QuerySet[ClassTeacher]:
    rows = ClassTeacher.objects.on(clock.today()).filter(staff=staff).select_related("school_class")
    return rows.order_by("school_class__level", "school_class__name")


def _of_classes(classes: list[SchoolClass]) -> Q:
    return Q(school_class__in=classes) | Q(study_group__classes__in=classes)


def _classes(course: Course) -> list[SchoolClass]:
    if course.school_class_id:
        return [course.school_class]
    return sorted(course.study_group.classes.all(), key=lambda one: (one.level, one.name))


def _is_of_class(course: Course, school_class: SchoolClass) -> bool:
    return school_class in _classes(course)


def _teachers(course: Course) -> str:
    return ", ".join(row.staff.initials_name for row in course.assignments_today)


def _group_name(course: Course) -> str:
    return "" if course.school_class_id else course.study_group.name


def _matches(course: Course, query: str) -> bool:
    """Every word stands in the class's name, the subject or a teacher's name; 7A in Latin letters is 7А too."""
    names = [one.name for one in _classes(course)]
    text = search_key(*names, _group_name(course), course.subject.name, _teachers(course))
    return all(word in text or search_key(by_look(word.upper())) in text for word in search_key(query).split())


def _lines(courses: list[Course], lines: Lines) -> tuple[CourseLine, ...]:
    return tuple(
        lines.line(one, detail=" · ".join(part for part in (_group_name(one), _teachers(one)) if part))
        for one in courses
    )


def _by_subject(courses: list[Course], lines: Lines, staff: StaffMember) -> tuple[Group, ...]:
    """A teacher's own pages: a card per subject, a line per class."""
    groups: dict[str, list[Course]] = {}
    for course in sorted(courses, key=lambda one: [(cls.level, cls.name) for cls in _classes(one)]):
        groups.setdefault(course.subject.name, []).append(course)
    return tuple(
        Group(name, None, tuple(_own_line(one, lines, staff) for one in rows)) for name, rows in sorted(groups.items())
    )


def _own_line(course: Course, lines: Lines, staff: StaffMember) -> CourseLine:
    badge = lines.badge(course)
    if all(row.staff_id != staff.pk for row in course.assignments_today):
        badge = Badge("info", _("замена сегодня"))
    return CourseLine(reverse("journal:grid", args=[course.pk]), course.audience_name, "", badge)


def _by_class(courses: list[Course], lines: Lines) -> tuple[Group, ...]:
    """All pages of the school by class; a page of a group across classes stands under each of them."""
    groups: dict[SchoolClass, list[Course]] = {}
    for course in courses:
        for school_class in _classes(course):
            groups.setdefault(school_class, []).append(course)
    ordered = sorted(groups.items(), key=lambda item: (item[0].level, item[0].name))
    return tuple(Group(one.name, one.pk, _lines(rows, lines)) for one, rows in ordered)
