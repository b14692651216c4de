"""The desk where deputies and administrators change the timetable from a date on."""

import datetime as dt
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.week import DeskChoice, EntryForm
from apps.office.queries import placing
from apps.office.queries.placing_html import desk_table
from apps.office.queries.week import classes_of, first_open_day, of_class, of_teacher
from apps.office.views.week.moments import needed_year
from apps.school.models import AcademicYear, Course, SchoolClass, StaffMember
from apps.school.queries import current_year
from apps.timetable.actions.entries import Beside, end_entry, latest_of, move_entry, place_entry, swap_entries
from apps.timetable.models import TimetableEntry
from apps.timetable.queries.hours import hour_differences
from apps.timetable.rules.entries import EntryValues


@never_cache
def start(request):
    """The desk opens at the first class."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET"):
        return refused
    found = classes_of(current_year(clock.today())).first()
    if found is None:
        return render(request, "timetable/nothing.html", {"tab": "edit", "may_plan": True})
    return redirect("timetable:edit_class", found.pk)


@never_cache
def edit_class(request, pk):
    """The desk of a class."""
    permissions.demand_planner(request.user)
    school_class = get_object_or_404(SchoolClass.objects.select_related("year"), pk=pk)
    return _desk(
        request, school_class.year, "class", school_class.pk, lambda day: placing.class_desk(school_class, day)
    )


@never_cache
def edit_teacher(request, pk):
    """The desk of a teacher."""
    permissions.demand_planner(request.user)
    staff = get_object_or_404(StaffMember, pk=pk)
    year = needed_year()
    return _desk(request, year, "teacher", staff.pk, lambda day: placing.teacher_desk(year, staff, day))


@never_cache
def edit_level(request, level):
    """The desk of all classes of a level side by side."""
    permissions.demand_planner(request.user)
    year = needed_year()
    classes = list(classes_of(year).filter(level=level))
    if not classes:
        raise Http404
    return _desk(request, year, "level", level, lambda day: placing.level_desk(year, classes, day))


def _desk(request, year, of: str, pk: int, read):
    if refused := methods(request, "GET", "POST"):
        return refused
    starts_on = start_day(request.POST.get("from") or request.GET.get("from", ""), year)
    notice = _carry_out(request, year, of, starts_on) if request.method == "POST" else None
    address = f"{request.path}?from={starts_on:%Y-%m-%d}"
    if request.method == "POST" and not request.headers.get("HX-Request"):
        if notice:
            messages.add_message(request, messages.WARNING if notice.is_bad else messages.SUCCESS, notice.text)
        return redirect(address)
    shown = read(starts_on)
    page = {
        "differences": _differences(year, shown) if of != "teacher" else [],
        "desk": shown, "table": desk_table(shown), "of": of, "pk": pk, "notice": notice, "tab": "edit",
        "starts_on": starts_on, "year": year, "may_plan": True, "check": reverse("timetable:check"),
        "choice": DeskChoice(initial={"from": starts_on, "owner": f"{of}-{pk}"}, year=year),
    }  # fmt: skip
    return render(request, "timetable/_desk.html" if request.method == "POST" else "timetable/desk.html", page)


def _differences(year, shown) -> list:
    """Subjects of the classes on the desk whose hours are not those of the study plan. # STR-11"""
    owners = {owner.pk for owner in shown.owners}
    return [one for one in hour_differences(year, shown.starts_on) if one.school_class.pk in owners]


@never_cache
def go(request):
    """From the list of classes, levels and teachers to their desk."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET"):
        return refused
    kind, _dash, pk = request.GET.get("owner", "").partition("-")
    if kind not in ("class", "teacher", "level") or not pk.isdecimal() or len(pk) > 9:
        return redirect("timetable:edit")
    day = start_day(request.GET.get("from", ""), needed_year())
    return redirect(f"{reverse(f'timetable:edit_{kind}', args=[int(pk)])}?from={day:%Y-%m-%d}")


def start_day(text: str, year: AcademicYear) -> dt.date:
    """The day from which changes hold: the one asked for, never earlier than allowed; the next Monday by default."""
    today = clock.today()
    earliest = first_open_day(year, today)
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        asked = earliest if earliest < today else today + dt.timedelta(days=7 - today.weekday())
    return min(max(asked, earliest), year.ends_on)


class Notice:
    """What came of a change: a sentence, and whether it is bad news."""

    def __init__(self, text: str, *, is_bad: bool = False):
        self.text, self.is_bad = str(text), is_bad


def _carry_out(request, year, of: str, starts_on: dt.date) -> Notice | None:
    """Place, move, swap or take away one lesson as the form says."""
    data, doing = request.POST, {"starts_on": starts_on, "by": request.user}
    doing["not_before"] = first_open_day(year, clock.today())
    try:
        if data.get("act") == "place":
            return _place(data, year, of, doing)
        entry = TimetableEntry.objects.filter(pk=_number(data, "line"), course__year=year).first()
        if entry is None:
            raise Conflict(_("Этого урока в расписании уже нет: его убрал кто-то другой. Страница обновлена."))
        seen = _number(data, "seen")
        if data.get("act") == "move":
            values = replace(EntryValues.of(entry), weekday=_number(data, "weekday"), number=_number(data, "number"))
            beside = _beside(data, of)
            move_entry(entry_id=entry.pk, values=values, seen=seen, beside=beside, **doing)
            return Notice(_("Урок перенесён."))
        if data.get("act") == "swap":
            pair = (seen, _number(data, "other_seen"))
            swap_entries(one_id=entry.pk, other_id=_number(data, "other"), seen=pair, **doing)
            return Notice(_("Уроки поменялись местами."))
        if data.get("act") == "end":
            end_entry(entry_id=entry.pk, seen=seen, **doing)
            return Notice(_("Урок снят с %s.") % starts_on.strftime("%d.%m.%Y"))
    except (RuleViolation, Conflict) as error:
        return Notice(str(error), is_bad=True)
    except ValueError:
        pass
    return Notice(_("Непонятное действие: обновите страницу."), is_bad=True)


def _place(data, year, of: str, doing: dict) -> Notice:
    courses = Course.objects.filter(year=year).select_related("subject", "school_class", "study_group__home_class")
    course = courses.filter(pk=_number(data, "course")).first()
    if course is None:
        raise RuleViolation(_("Этого предмета в нагрузке уже нет."))
    if not data.get("staff"):
        raise RuleViolation(_("Урок нельзя поставить без учителя: назначьте его в нагрузке."))
    staff, weekday, number = (_number(data, name) for name in ("staff", "weekday", "number"))
    school = placing.School(year, doing["starts_on"])
    values = EntryValues(
        course.pk, weekday, number, staff, week=placing.week_for(school, course, staff, weekday, number),
        room_id=placing.usual_room(school, course, staff),
    )  # fmt: skip
    place_entry(values=values, beside=_beside(data, of), **doing)
    return Notice(_("Урок поставлен."))


def _number(data, name: str) -> int:
    text = data.get(name, "")
    if not text.isdecimal() or len(text) > 9:
        raise ValueError(name)
    return int(text)


def _beside(data, of: str) -> Beside:
    """What the page showed in the cell: «12.340,13.341»."""
    seen = dict(map(int, pair.split(".")) for pair in data.get("beside", "").split(",") if pair)
    owner = _number(data, "owner")
    return Beside(of_teacher(owner) if of == "teacher" else of_class(owner), seen)


@never_cache
def check(request):
    """Every cell of the week for the lesson in the hand: free, clash or swap, with sentences; JSON."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET"):
        return refused
    year = needed_year()
    try:
        school = placing.School(year, start_day(request.GET.get("from", ""), year))
        line, is_new = _in_hand(request.GET, school)
    except ValueError:
        return JsonResponse({"error": _("Непонятное действие: обновите страницу.")}, status=400)
    cells = {
        f"{target.weekday}-{target.number}": {
            "state": target.state, "texts": target.texts, "swap": target.swap_with,
        }
        for target in placing.targets(school, line, is_new=is_new)
    }  # fmt: skip
    classes = sorted(school.maker.audiences[line.course].classes)
    return JsonResponse({"cells": cells, "owners": classes, "teacher": line.teacher_id})


def _in_hand(data, school):
    if data.get("line"):
        line = school.lines.get(_number(data, "line"))
        if line is None:
            raise Http404
        return line, False
    course = get_object_or_404(
        Course.objects.filter(year=school.year).select_related("subject", "school_class", "study_group__home_class"),
        pk=_number(data, "course"),
    )
    staff = get_object_or_404(StaffMember, pk=_number(data, "staff"))
    return placing.new_line(school, course, staff.pk, room=placing.usual_room(school, course, staff.pk)), True


@never_cache
def entry(request, pk):
    """One lesson completely: day, number, weeks, teachers, room; works without JavaScript."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(
        TimetableEntry.objects.select_related("course__year", "course__subject", "course__school_class",
                                              "course__study_group"), pk=pk
    )  # fmt: skip
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.course.year
    starts_on = start_day(request.POST.get("from") or request.GET.get("from", ""), year)
    back = _back(request, found, starts_on)
    initial = {
        "weekday": found.weekday, "number": found.number, "week": found.week, "teacher": found.teacher_id,
        "second_teacher": found.second_teacher_id, "room": found.room_id, "seen": latest_of([found.pk])[found.pk],
        "from": starts_on,
    }  # fmt: skip
    weekdays = [(number, WEEKDAYS[number]) for number in range(6)]
    form = EntryForm(request.POST or None, initial=initial, year=year, weekdays=weekdays)
    if request.method == "POST" and form.is_valid():
        try:
            return _save_entry(request, found, form.cleaned_data, back)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
    page = {"form": form, "entry": found, "back": back, "starts_on": starts_on, "tab": "edit", "may_plan": True}
    return render(request, "timetable/entry.html", page)


def _back(request, found: TimetableEntry, starts_on: dt.date) -> str:
    school_class = found.course.school_class_id or found.course.study_group.classes.values_list("pk", flat=True).first()
    place = ("timetable:edit_class", school_class) if school_class else ("timetable:edit_teacher", found.teacher_id)
    return f"{reverse(place[0], args=[place[1]])}?from={starts_on:%Y-%m-%d}"


def _save_entry(request, found: TimetableEntry, chosen: dict, back: str):
    year, day = found.course.year, chosen["from"]
    doing = {
        "entry_id": found.pk, "starts_on": day, "seen": chosen["seen"] or 0, "by": request.user,
        "not_before": first_open_day(year, clock.today()),
    }  # fmt: skip
    if "remove" in request.POST:
        end_entry(**doing)
        messages.success(request, _("Урок снят с %s.") % day.strftime("%d.%m.%Y"))
        return redirect(back)
    values = EntryValues(
        found.course_id, chosen["weekday"], chosen["number"], chosen["teacher"].pk, chosen["week"],
        chosen["room"].pk if chosen["room"] else None,
        chosen["second_teacher"].pk if chosen["second_teacher"] else None,
    )  # fmt: skip
    changed = move_entry(values=values, **doing)
    messages.success(request, _("Урок изменён с %s.") % day.strftime("%d.%m.%Y"))
    for clash in placing.School(year, day).clash_lines([changed.pk]):
        messages.warning(request, clash.sentence)
    return redirect(back)
