"""Whether the year is ready: every section done or not, each defect counted and one click from its cure (STR-20).

A section is a function of :data:`CHECKS`: it gets the :class:`Desk` and yields defects. A section without defects is
done; an open one turns red the day after the date that the norms set (``setup_due_day``, ``setup_due_month``). # C-15
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import User
from apps.office.queries.overview import students_on_roll, working_staff
from apps.school.enums import DutyKind, GroupKind, HolidayKind, ServiceKind
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    CurriculumChoice,
    Duty,
    Enrolment,
    GroupMembership,
    Guardianship,
    Holiday,
    Norms,
    Room,
    SchoolClass,
    SchoolProfile,
    StudyGroup,
    Subject,
    TeachingAssignment,
    TermScheme,
)
from apps.school.queries import days_off, norms_on
from apps.school.queries.groups import not_attached
from apps.school.queries.load import load_of
from apps.school.rules.levels import format_levels, parse_levels
from apps.school.rules.terms import Span, gaps, written_span
from apps.timetable.models import Bell, TimetableEntry

SHOWN_NAMES = 5


@dataclass(frozen=True)
class Defect:
    """Something that is missing: a sentence and the page where it is mended."""

    text: str
    link: str


@dataclass(frozen=True)
class Section:
    """A section of the year.

    Attributes:
        title: its name.
        link: its page.
        summary: what is there, in a few words.
        defects: what is missing; none: done.
        is_late: not done though the date has passed.
        is_optional: told, but the year is ready without it.
    """

    title: str
    link: str
    summary: str
    defects: tuple[Defect, ...]
    is_late: bool
    is_optional: bool

    @property
    def is_done(self) -> bool:
        """Nothing is missing."""
        return not self.defects


@dataclass(frozen=True)
class Readiness:
    """All sections, and the date by which the year has to be ready."""

    sections: tuple[Section, ...]
    due_on: dt.date
    is_past_due: bool

    @property
    def demanded(self) -> list[Section]:
        """The sections without which the year is not ready."""
        return [one for one in self.sections if not one.is_optional]

    @property
    def done(self) -> int:
        """How many of the demanded sections are done."""
        return sum(one.is_done for one in self.demanded)

    @property
    def is_ready(self) -> bool:
        """Every demanded section is done."""
        return self.done == len(self.demanded)

    @property
    def late(self) -> list[Section]:
        """The sections that are open after the date."""
        return [one for one in self.sections if one.is_late]


class Desk:
    """The year, the day on which it is looked at, and what several sections ask for."""

    def __init__(self, year: AcademicYear, today: dt.date):
        """Before the year begins its first day is looked at, after its end the last one."""
        self.year, self.today = year, today
        self.day = min(max(today, year.starts_on), year.ends_on)

    @cached_property
    def classes(self) -> list[SchoolClass]:
        """The classes of the year."""
        return list(SchoolClass.objects.filter(year=self.year).order_by("level", "letter", "pk"))

    @cached_property
    def courses(self):
        """The courses of the year, as a queryset to narrow."""
        return Course.objects.filter(year=self.year)

    @cached_property
    def load(self):
        """What the plans demand beside what is distributed."""
        return load_of(self.year, self.day)

    @cached_property
    def pupils(self) -> int:
        """How many pupils are in a class of the year."""
        return students_on_roll(self.year, self.today).count()


def readiness(year: AcademicYear, today: dt.date) -> Readiness:
    """All sections of the year; as many queries for a big school as for a small one."""
    desk = Desk(year, today)
    due_on = due_date(year, norms_on(desk.day))
    sections = []
    for check in CHECKS:
        defects = tuple(check.find(desk))
        is_late = bool(defects) and today > due_on and not check.is_optional
        sections.append(
            Section(str(check.title), reverse(check.page), check.summary(desk), defects, is_late, check.is_optional)
        )
    return Readiness(tuple(sections), due_on, today > due_on)


def due_date(year: AcademicYear, norms: Norms) -> dt.date:
    """The day by which the year has to be ready; a day that the month does not have is its last one."""
    month, day = norms.setup_due_month, norms.setup_due_day
    number = year.starts_on.year + (month < 7)
    while day > 28:
        try:
            return dt.date(number, month, day)
        except ValueError:
            day -= 1
    return dt.date(number, month, day)


def _names(names: Iterable[str]) -> str:
    """Some names, and how many more there are."""
    names = list(names)
    more = len(names) - SHOWN_NAMES
    shown = ", ".join(names[:SHOWN_NAMES])
    return shown if more <= 0 else _("%(names)s и ещё %(more)d") % {"names": shown, "more": more}


def _counted(rows, text: str, page: str) -> Iterator[Defect]:
    """A defect when there are such rows; ``text`` has a place for their number."""
    if number := rows.count():
        yield Defect(text % number, reverse(page))


# --- the year -------------------------------------------------------------------------------------------------


def _terms(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:calendar")
    schemes = list(TermScheme.objects.filter(year=desk.year).prefetch_related("terms").order_by("pk"))
    used = [scheme for scheme in schemes if scheme.terms.all()]
    covered = set().union(*(parse_levels(scheme.levels) for scheme in used))
    if not used:
        yield Defect(_("Учебные периоды не заданы."), page)
    elif bare := sorted({one.level for one in desk.classes} - covered):
        text = _("Нет учебных периодов для параллелей: %s.") % format_levels(set(bare)).replace("-", "–")
        yield Defect(text, page)
    calendar = days_off(desk.year.pk)
    for scheme in used:
        levels = parse_levels(scheme.levels)
        week = max((one.days_per_week for one in desk.classes if one.level in levels), default=5)
        spans = [Span(term.number, term.starts_on, term.ends_on) for term in scheme.terms.all()]
        for span in gaps(spans, levels=levels, days_per_week=week, days_off=calendar):
            text = _("Учебные дни вне периодов («%(scheme)s»): %(days)s.")
            yield Defect(text % {"scheme": scheme, "days": written_span(*span)}, page)


def _terms_summary(desk: Desk) -> str:
    return ", ".join(str(one) for one in TermScheme.objects.filter(year=desk.year).order_by("pk"))


def _holidays(desk: Desk) -> Iterator[Defect]:
    kinds = set(Holiday.objects.filter(year=desk.year).values_list("kind", flat=True))
    page = reverse("office:calendar")
    if HolidayKind.BREAK not in kinds:
        yield Defect(_("График каникул не заполнен."), page)
    if not kinds & {HolidayKind.PUBLIC, HolidayKind.DAY_OFF}:
        text = _("Праздничные и нерабочие дни не внесены: загрузите производственный календарь.")
        yield Defect(text, reverse("office:import_days_off"))


def _holidays_summary(desk: Desk) -> str:
    number = Holiday.objects.filter(year=desk.year).count()
    return ngettext("%d запись", "%d записей", number) % number if number else ""


def _bells(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:bells")
    rung = set(Bell.objects.filter(schedule__year=desk.year, schedule__is_default=True).values_list("shift", "number"))
    if not rung:
        yield Defect(_("Основного расписания звонков нет."), page)
        return
    shifts = sorted({one.shift for one in desk.classes} - {shift for shift, _number in rung})
    for shift in shifts:
        yield Defect(_("Нет звонков смены %d.") % shift, page)
    used = TimetableEntry.objects.filter(course__year=desk.year, course__school_class__isnull=False)
    numbers = set(used.values_list("course__school_class__shift", "number").distinct().order_by())
    silent = sorted(number for shift, number in numbers if (shift, number) not in rung and shift not in shifts)
    if silent:
        yield Defect(_("В расписании есть уроки без звонка: № %s.") % ", ".join(map(str, silent)), page)


def _bells_summary(desk: Desk) -> str:
    number = Bell.objects.filter(schedule__year=desk.year, schedule__is_default=True).count()
    return ngettext("%d звонок", "%d звонков", number) % number if number else ""


def _rooms(_desk: Desk) -> Iterator[Defect]:
    if not Room.objects.filter(is_closed=False).exists():
        yield Defect(_("Кабинетов нет."), reverse("timetable:rooms"))


def _rooms_summary(_desk: Desk) -> str:
    number = Room.objects.filter(is_closed=False).count()
    return ngettext("%d кабинет", "%d кабинетов", number) % number if number else ""


# --- people ---------------------------------------------------------------------------------------------------


def _roll(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:students")
    if not desk.pupils:
        yield Defect(_("В классах года нет ни одного ученика."), reverse("office:import"))
        return
    filled = Enrolment.objects.on(desk.day).filter(school_class__year=desk.year)
    peopled = set(filled.values_list("school_class_id", flat=True).distinct().order_by())
    if empty := [one.name for one in desk.classes if one.pk not in peopled]:
        yield Defect(_("Классы без учеников: %s.") % _names(empty), reverse("office:classes"))
    rows = students_on_roll(desk.year, desk.today)
    kept = Guardianship.objects.on(desk.today).filter(student=OuterRef("pk"))
    yield from _counted(rows.filter(~Exists(kept)), _("Учеников без родителей в списке: %s."), "office:students")
    if number := rows.filter(birth_on=None).count():
        yield Defect(_("Учеников без даты рождения: %s.") % number, page)


def _roll_summary(desk: Desk) -> str:
    return ngettext("%d ученик", "%d учеников", desk.pupils) % desk.pupils if desk.pupils else ""


def _classes(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:classes")
    if not desk.classes:
        yield Defect(_("Классов ещё нет."), reverse("office:class_new"))
    led = set(
        ClassTeacher.objects.on(desk.day).filter(school_class__year=desk.year).values_list("school_class_id", flat=True)
    )
    if bare := [one.name for one in desk.classes if one.pk not in led]:
        text = _("Без классного руководителя: %(number)d (%(names)s).")
        yield Defect(text % {"number": len(bare), "names": _names(bare)}, page)


def _classes_summary(desk: Desk) -> str:
    number = len(desk.classes)
    return ngettext("%d класс", "%d классов", number) % number if number else ""


def _staff(desk: Desk) -> Iterator[Defect]:
    if not working_staff(desk.day).exists():
        yield Defect(_("Сотрудников ещё нет."), reverse("office:import"))
    gone = TeachingAssignment.objects.on(desk.day).filter(course__year=desk.year, staff__works_until__lt=desk.day)
    names = gone.values_list("staff__last_name", flat=True).distinct().order_by("staff__last_name")
    if names := list(names):
        yield Defect(_("Нагрузка осталась у тех, кто уже не работает: %s.") % _names(names), reverse("office:load"))


def _staff_summary(desk: Desk) -> str:
    number = working_staff(desk.day).count()
    return ngettext("%d сотрудник", "%d сотрудников", number) % number if number else ""


# --- plans, load, groups ------------------------------------------------------------------------------------------


def _subjects(desk: Desk) -> Iterator[Defect]:
    if not Subject.objects.exists():
        yield Defect(_("Предметов ещё нет."), reverse("office:subjects"))
    yield from _counted(
        Subject.objects.filter(area="", courses__year=desk.year, courses__kind=ServiceKind.CORE).distinct(),
        _("Предметов без предметной области: %s."),
        "office:subjects",
    )


def _subjects_summary(_desk: Desk) -> str:
    number = Subject.objects.count()
    return ngettext("%d предмет", "%d предметов", number) % number if number else ""


def _plans(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:curricula")
    if not desk.year.curricula.exists():
        yield Defect(_("Учебных планов ещё нет."), page)
        return
    chosen = set(
        CurriculumChoice.objects.on(desk.day)
        .filter(curriculum__year=desk.year, school_class__isnull=False)
        .values_list("school_class_id", flat=True)
    )
    bare = [one.name for one in desk.classes if one.pk not in desk.load.planned_classes | chosen]
    if bare:
        yield Defect(_("Классы без учебного плана: %s.") % _names(bare), page)


def _plans_summary(desk: Desk) -> str:
    number = desk.year.curricula.count()
    return ngettext("%d план", "%d планов", number) % number if number else ""


def _load(desk: Desk) -> Iterator[Defect]:
    page = reverse("office:load")
    if not desk.courses.exists():
        yield Defect(_("Предметы по классам не распределены."), page)
        return
    taught = TeachingAssignment.objects.on(desk.day).filter(course=OuterRef("pk"))
    yield from _counted(desk.courses.filter(~Exists(taught)), _("Предметов без учителя: %s."), "office:load")
    if missing := desk.load.total.missing:
        text = _("Часов учебного плана, которые никому не поручены: %s.")
        yield Defect(text % f"{missing.normalize():f}".replace(".", ","), page)


def _load_summary(desk: Desk) -> str:
    hours = TeachingAssignment.objects.on(desk.day).filter(course__year=desk.year).aggregate(sum=Sum("hours_per_week"))
    return _("%s ч в неделю") % f"{hours['sum'].normalize():f}".replace(".", ",") if hours["sum"] else ""


def _groups(desk: Desk) -> Iterator[Defect]:
    held = Q(ends_on=None) | Q(ends_on__gte=desk.day)
    inside = GroupMembership.objects.filter(held, study_group=OuterRef("pk"))  # those who join later are a list too
    empty = StudyGroup.objects.filter(held, ~Exists(inside), year=desk.year).exclude(kind=GroupKind.CLASS_SET)
    if names := list(empty.order_by("name", "pk").values_list("name", flat=True)):
        yield Defect(_("Группы без учеников: %s.") % _names(names), reverse("office:groups"))
    lost = {student.pk for line in not_attached(desk.year, desk.day) for student in line.students}
    if lost:
        text = _("Учеников, не вошедших ни в одну группу по своему предмету: %s.")
        yield Defect(text % len(lost), reverse("office:unattached"))


def _groups_summary(desk: Desk) -> str:
    number = desk.year.study_groups.count()
    return ngettext("%d группа", "%d групп", number) % number if number else _("групп нет")


def _timetable(desk: Desk) -> Iterator[Defect]:
    page = reverse("timetable:home")
    entries = TimetableEntry.objects.filter(course__year=desk.year)
    if not entries.exists():
        yield Defect(_("Расписание уроков не составлено."), page)
        return
    placed = TimetableEntry.objects.filter(Q(ends_on=None) | Q(ends_on__gte=desk.day), course=OuterRef("pk"))
    taught = desk.courses.filter(hours_per_week__gt=0)
    yield from _counted(taught.filter(~Exists(placed)), _("Предметов, которых нет в расписании: %s."), "timetable:home")
    gone = entries.on(desk.day).filter(teacher__works_until__lt=desk.day)
    yield from _counted(gone, _("Строк расписания у тех, кто уже не работает: %s."), "timetable:home")
    dated = entries.filter(course__lessons__isnull=False)
    if not dated.exists():
        yield Defect(_("Уроки по датам ещё не созданы: проверьте периоды и звонки."), reverse("office:calendar"))


def _timetable_summary(desk: Desk) -> str:
    number = TimetableEntry.objects.on(desk.day).filter(course__year=desk.year).count()
    return ngettext("%d урок в неделю", "%d уроков в неделю", number) % number if number else ""


# --- papers ---------------------------------------------------------------------------------------------------


def _norms(desk: Desk) -> Iterator[Defect]:
    adopted = Norms.objects.filter(valid_from__lte=desk.day).order_by("-valid_from").first()
    if adopted is None or not adopted.order_number:
        text = _("Регламент школы не утверждён приказом: действуют обычные сроки.")
        yield Defect(text, reverse("office:norms"))


def _norms_summary(desk: Desk) -> str:
    norms = norms_on(desk.day)
    return _("приказ № %s") % norms.order_number if norms.order_number else ""


def _duties(desk: Desk) -> Iterator[Defect]:
    held = set(Duty.objects.on(desk.day).values_list("kind", flat=True).distinct().order_by())
    page = reverse("office:duties")
    if DutyKind.ADMINISTRATOR not in held:
        yield Defect(_("Администратор электронного журнала не назначен приказом."), page)
    missing = [str(label) for kind, label in DutyKind.choices if kind != DutyKind.ADMINISTRATOR and kind not in held]
    if missing:
        yield Defect(_("Не назначены: %s.") % "; ".join(missing), page)


def _duties_summary(desk: Desk) -> str:
    number = Duty.objects.on(desk.day).count()
    return ngettext("%d назначение", "%d назначений", number) % number if number else ""


def _profile(_desk: Desk) -> Iterator[Defect]:
    if not SchoolProfile.objects.exists():
        text = _("Не указано полное наименование школы: без него не напечатать журнал.")
        yield Defect(text, reverse("office:profile"))


def _accounts(_desk: Desk) -> Iterator[Defect]:
    waiting = User.objects.filter(is_active=True, password__startswith="!")
    yield from _counted(waiting, _("Людей, которые ещё не вошли по своему коду: %s."), "office:classes")


def _nothing(_desk: Desk) -> str:
    return ""


@dataclass(frozen=True)
class Check:
    """A section of the page: its name, its page, its defects and what is there."""

    title: object
    page: str
    find: Callable[[Desk], Iterable[Defect]]
    summary: Callable[[Desk], str] = _nothing
    is_optional: bool = False


CHECKS = (
    Check(gettext_lazy("Учебные периоды"), "office:calendar", _terms, _terms_summary),
    Check(gettext_lazy("Каникулы и нерабочие дни"), "office:calendar", _holidays, _holidays_summary),
    Check(gettext_lazy("Звонки и режимы работы"), "office:bells", _bells, _bells_summary),
    Check(gettext_lazy("Кабинеты"), "timetable:rooms", _rooms, _rooms_summary),
    Check(gettext_lazy("Предметы"), "office:subjects", _subjects, _subjects_summary),
    Check(gettext_lazy("Сотрудники"), "office:staff", _staff, _staff_summary),
    Check(gettext_lazy("Классы и классные руководители"), "office:classes", _classes, _classes_summary),
    Check(gettext_lazy("Списки учеников"), "office:students", _roll, _roll_summary),
    Check(gettext_lazy("Учебные планы"), "office:curricula", _plans, _plans_summary),
    Check(gettext_lazy("Нагрузка учителей"), "office:load", _load, _load_summary),
    Check(gettext_lazy("Подгруппы и группы"), "office:groups", _groups, _groups_summary),
    Check(gettext_lazy("Расписание уроков"), "timetable:home", _timetable, _timetable_summary),
    Check(gettext_lazy("Регламент школы"), "office:norms", _norms, _norms_summary),
    Check(gettext_lazy("Ответственные по приказу"), "office:duties", _duties, _duties_summary),
    Check(gettext_lazy("Сведения о школе"), "office:profile", _profile),
    Check(gettext_lazy("Коды доступа"), "office:classes", _accounts, is_optional=True),
)
