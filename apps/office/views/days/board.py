"""The day's board, the absence of a teacher, and the sheet for the staff room (P-22)."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.core.text import key_of
from apps.lessons.actions.cover import Choice, NotCovered, cover_absence, undo_absence
from apps.lessons.enums import SubstitutionKind
from apps.lessons.models import Lesson
from apps.office import permissions
from apps.office.forms.days import AbsenceForm, ClassDayForm
from apps.office.queries.days.board import absences_on, board, day_changes, lessons_of_class, teachers_of
from apps.office.queries.days.cover import CANCEL, CoverPage, cover_page
from apps.school.models import Course, StaffAbsence, StaffMember
from apps.school.queries import current_year, profile


@never_cache
def day(request, day: dt.date | None = None):
    """The board of a day, today's by default; with a class chosen also that class's lessons."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    day = day or today
    year = current_year(day)
    form = ClassDayForm(request.GET if "school_class" in request.GET else None, year=year, initial={"day": day})
    page = {
        "board": board(day, today, year), "form": form, "may_plan": permissions.can_plan(request.user),
        "kinds": SubstitutionKind.choices, "today": today,
    }  # fmt: skip
    if form.is_bound and form.is_valid():
        page["chosen"] = form.cleaned_data
        page["lessons"] = lessons_of_class(form.cleaned_data["day"], form.cleaned_data["school_class"].pk)
    return render(request, "timetable/days/board.html", page)


@never_cache
def sheet(request, day: dt.date):
    """The day's changes on one A4 sheet; it names no reasons, for it hangs on the wall."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    page = {"day": day, "lines": day_changes(day, absences_on(day)), "school": profile()}
    return render(request, "timetable/days/sheet.html", page)


@never_cache
def absent(request, day: dt.date):
    """«Кого нет?»: the teachers of the day, one tap each."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET"):
        return refused
    return render(request, "timetable/days/absent.html", {"day": day, "teachers": teachers_of(day)})


@never_cache
def cover(request, day: dt.date, pk: int):
    """The absent teacher's lessons with suggestions; «Готово» writes the absence and all of them."""
    permissions.demand_planner(request.user)
    staff = get_object_or_404(StaffMember, pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    absence = StaffAbsence.objects.on(day).filter(staff=staff).first()
    if request.method == "POST":
        return _save_cover(request, day, staff, absence)
    last = _last(request.GET.get("last", ""), day, absence)
    form = AbsenceForm(initial=_initial(request, absence, last), first=day)
    return _show_cover(request, cover_page(staff, absence, day, last), form)


def _last(text: str, day: dt.date, absence: StaffAbsence | None) -> dt.date:
    """The last day to be covered: as asked, else as recorded, at most a month ahead."""
    try:
        last = dt.date.fromisoformat(text)
    except ValueError:
        last = (absence.ends_on or day) if absence else day
    return max(day, min(last, day + dt.timedelta(days=31)))


def _initial(request, absence: StaffAbsence | None, last: dt.date) -> dict:
    recorded = {"ground": absence.ground, "basis": absence.basis} if absence else {"ground": "ill"}
    asked = {name: request.GET[name] for name in ("ground", "basis") if name in request.GET}
    return {**recorded, **asked, "last": last}


def _show_cover(request, page: CoverPage, form: AbsenceForm):
    context = {"page": page, "form": form, "seen": seen_of(page.absence) if page.absence else ""}
    return render(request, "timetable/days/cover.html", context)


def _save_cover(request, day: dt.date, staff: StaffMember, absence: StaffAbsence | None):
    form, faults = AbsenceForm(request.POST, first=day), {}
    last = _last(request.POST.get("last", ""), day, absence)
    if form.is_valid():
        said = form.cleaned_data
        try:
            cover_absence(
                staff, ground=said["ground"], starts_on=day, ends_on=said["last"], basis=said["basis"],
                choices=_choices(request.POST, staff, day, said["last"]), absence=absence, by=request.user,
                seen=request.POST.get("seen") if absence else None,
            )  # fmt: skip
        except NotCovered as refusal:
            faults = refusal.faults
            form.add_error(None, _("Ничего не записано: исправьте отмеченные уроки."))
        except (RuleViolation, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%s: отсутствие и замены записаны.") % staff.initials_name)
            return redirect("timetable:board_day", day)
    page = cover_page(staff, absence, day, last, typed=request.POST, faults=faults)
    return _show_cover(request, page, form)


def _choices(data, staff: StaffMember, first: dt.date, last: dt.date) -> list[Choice]:
    """What the form says of the lessons it showed; lessons left for later are no choices.

    Raises:
        Conflict: a substitute or course of the form is no longer there.
    """
    lessons = Lesson.objects.filter(teacher=staff, held_on__range=(first, last)).order_by("held_on", "number", "pk")
    found = []
    for lesson in lessons:
        value = data.get(f"lesson-{lesson.pk}", "")
        if value:
            found.append(choice_of(lesson, value, data.get(f"seen-{lesson.pk}", "")))
    return found


def choice_of(lesson: Lesson, value: str, seen: str) -> Choice:
    """«same:17» or «other:17:33» or «cancel» as a choice.

    Raises:
        Conflict: nobody of that number, or no such kind.
    """
    if value == CANCEL:
        return Choice(lesson, seen)
    kind, *keys = value.split(":")
    if kind not in SubstitutionKind.values or not keys or None in map(key_of, keys):
        raise Conflict(_("Выбор не понят: выберите ещё раз."))
    substitute = StaffMember.objects.filter(pk=keys[0]).first()
    course = Course.objects.select_related("subject").filter(pk=keys[1]).first() if keys[1:] else None
    if substitute is None or (keys[1:] and course is None):
        raise Conflict(_("Выбор не понят: выберите ещё раз."))
    return Choice(lesson, seen, substitute, kind, course)


@never_cache
def remove_absence(request, pk: int):
    """«Учитель на месте»: the absence and its substitutions go."""
    permissions.demand_reader(request.user)
    absence = StaffAbsence.objects.select_related("staff").filter(pk=pk).first()
    if absence is None:
        raise Http404
    if not permissions.can_plan(request.user):
        raise PermissionDenied
    if refused := methods(request, "POST"):
        return refused
    try:
        count = undo_absence(absence, by=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("возвращён %(n)d урок", "возвращено уроков: %(n)d", count) % {"n": count}
        words = {"staff": absence.staff.initials_name, "said": said}
        messages.success(request, _("%(staff)s на месте: %(said)s.") % words)
    return redirect("timetable:board_day", max(absence.starts_on, min(clock.today(), absence.ends_on or clock.today())))
