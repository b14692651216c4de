"""An absent teacher's lessons with the suggestions for each, the best chosen already (P-22)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.lessons.enums import SubstitutionKind
from apps.lessons.models import Lesson
from apps.lessons.rules.substitutions import Candidate, Fit, standing, state_token
from apps.school.models import StaffAbsence, StaffMember

from .staff import DayStaff, lessons_of, suggestions

SHOWN, CANCEL = 10, "cancel"


@dataclass(frozen=True)
class Option:
    """A choice for a lesson."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class OptionGroup:
    """Choices of one kind under their heading."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class CoverLine:
    """A lesson to be covered; ``done`` says what stands already."""

    lesson_pk: int
    day: str
    number: int
    time: str
    name: str
    room: str
    seen: str
    groups: tuple[OptionGroup, ...] = ()
    done: str = ""
    fault: str = ""


@dataclass(frozen=True)
class CoverPage:
    """Everything that the page shows."""

    staff: StaffMember
    absence: StaffAbsence | None
    first: dt.date
    last: dt.date
    lines: tuple[CoverLine, ...]

    @property
    def open_count(self) -> int:
        """Lessons to be covered."""
        return sum(bool(line.groups) for line in self.lines)


def cover_page(
    staff: StaffMember,
    absence: StaffAbsence | None,
    first: dt.date,
    last: dt.date,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[int, str] | None = None,
) -> CoverPage:
    """Lessons of first…last; a constant number of queries.

    Args:
        typed: what the form said, kept when it comes back.
        faults: sentences by lesson.
    """
    lessons = list(lessons_of(teacher=staff, held_on__range=(first, last)))
    day_staff = DayStaff(first, last)
    uncovered = [one for one in lessons if not (one.is_cancelled or standing(one))]
    best = suggestions(uncovered, day_staff)
    several = first != last
    lines = []
    for lesson in lessons:
        groups = ()
        if lesson in uncovered:
            chosen = (typed or {}).get(f"lesson-{lesson.pk}")
            groups = option_groups(lesson, day_staff, value_of(best.get(lesson.pk)) if chosen is None else chosen)
        lines.append(_line(lesson, groups, several, (faults or {}).get(lesson.pk, "")))
    return CoverPage(staff, absence, first, last, tuple(lines))


def _line(lesson: Lesson, groups: tuple[OptionGroup, ...], several: bool, fault: str) -> CoverLine:
    return CoverLine(
        lesson_pk=lesson.pk,
        day=date_format(lesson.held_on, "D, j E").lower() if several else "",
        number=lesson.number,
        time=f"{lesson.starts_at:%H:%M}",
        name=str(lesson.course),
        room=lesson.room.name if lesson.room else "",
        seen=state_token(lesson),
        groups=groups,
        done="" if groups else _done(lesson),
        fault=fault,
    )


def _done(lesson: Lesson) -> str:
    row = standing(lesson)
    if row is not None:
        return f"{row.substitute.initials_name} — {row.get_kind_display()}"
    return _("урок отменён: %s") % lesson.cancel_reason


def value_of(candidate: Candidate | None) -> str:
    """The value by which a form names a candidate: kind, person and for another subject the course."""
    if candidate is None:
        return ""
    parts = [candidate.kind, str(candidate.staff.pk), *([str(candidate.course.pk)] if candidate.course else [])]
    return ":".join(parts)


HEADINGS = (
    ((Fit.SAME_KNOWS, Fit.SAME, Fit.QUALIFIED), SubstitutionKind.SAME),
    ((Fit.JOINED,), SubstitutionKind.JOINED),
    ((Fit.OTHER,), SubstitutionKind.OTHER),
    ((Fit.FREE,), SubstitutionKind.SELF_STUDY),
    ((Fit.BUSY,), SubstitutionKind.TWO_CLASSES),
)


def option_groups(
    lesson: Lesson, day_staff: DayStaff, chosen: str, *, everybody: bool = False
) -> tuple[OptionGroup, ...]:
    """Candidates by kind, the best first; then cancelling, and leaving it for later."""
    found = day_staff.candidates(lesson, busy_too=everybody)
    groups = []
    for fits, kind in HEADINGS:
        rows = [one for one in found if one.fit in fits]
        rows = [one for one in rows if everybody or one in rows[:SHOWN] or value_of(one) == chosen]
        options = tuple(Option(value_of(one), _label(one), value_of(one) == chosen) for one in rows)
        if options:
            groups.append(OptionGroup(str(kind.label).capitalize(), options))
    rest = [Option("", _("решить позже"), chosen == "")]
    if not everybody:
        rest.insert(0, Option(CANCEL, _("отменить урок"), chosen == CANCEL))
    return (*groups, OptionGroup(_("Без замены"), tuple(rest)))


def _label(one: Candidate) -> str:
    notes = []
    if one.fit == Fit.SAME_KNOWS:
        notes.append(_("знает класс"))
    if one.course is not None:
        notes.append(one.course.subject.name)
    if one.has_gap:
        notes.append(_("окно"))
    load = ngettext("%d урок", "%d уроков", one.load) % one.load if one.load else _("без уроков в этот день")
    return f"{one.staff.initials_name} — {', '.join([*notes, load])}"
