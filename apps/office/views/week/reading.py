"""The timetable to read: of a class, a teacher, a room, a pupil; of the whole school on a day."""

import datetime as dt
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.week import OwnerChoice, WeekChoice
from apps.office.queries import week
from apps.office.queries.week_html import Links, day_tables, week_table
from apps.office.views.week.moments import moment_of, tells_missing_year
from apps.school.models import Room, StaffMember
from apps.school.queries import current_year

CHOICES = {"class": week.classes_of, "teacher": week.teachers_of, "room": lambda year: week.rooms_of()}


@never_cache
def home(request):
    """The own timetable first: a teacher's week, a child's week, else the school's day."""
    user = request.user
    staff = StaffMember.objects.filter(user=user).first() if permissions.can_read_timetable(user) else None
    if not permissions.can_read_timetable(user):
        permissions.demand_family(user)
    if refused := methods(request, "GET"):
        return refused
    if not permissions.can_read_timetable(user):
        pupils = permissions.own_pupils(user)
        if not pupils:
            return render(request, "timetable/nobody.html")
        return redirect("timetable:student", pupils[0].pk)
    if staff and week.teachers_of(current_year(clock.today())).filter(pk=staff.pk).exists():
        return redirect("timetable:teacher", staff.pk)
    return redirect("timetable:day")


@never_cache
def choose(request, of):
    """The first of the classes, teachers or rooms, or the one chosen in the list, at the date chosen."""
    permissions.demand_timetable_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    rows = CHOICES[of](current_year(clock.today()))
    asked = request.GET.get("owner", "")
    found = (rows.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 10 else rows).first()
    if found is None:
        page = {
            "tab": of,
            "may_plan": permissions.can_plan(request.user),
            "may_check": permissions.can_read_school(request.user),
        }
        return render(request, "timetable/nothing.html", page, status=404 if asked else 200)
    kept = {name: request.GET[name] for name in ("on", "kind") if request.GET.get(name)}
    address = reverse(f"timetable:{of}", args=[found.pk])
    return redirect(f"{address}?{'&'.join(f'{name}={value}' for name, value in _clean(kept).items())}".rstrip("?"))


def _clean(kept: dict) -> dict:
    form = WeekChoice(kept, year=current_year(clock.today()))
    form.is_valid()
    chosen = {"on": form.cleaned_data.get("on"), "kind": form.cleaned_data.get("kind")}
    return {name: f"{value:%Y-%m-%d}" if name == "on" else value for name, value in chosen.items() if value}


@never_cache
def of_class(request, pk):
    """The week of a class."""
    school_class = permissions.class_for_timetable(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request, school_class.year)
    shown = week.class_week(school_class, moment["on"], today=clock.today(), kind=moment["kind"])
    title = _("Расписание %s") % school_class.name
    return _page(request, "class", school_class, shown, moment, title, week.of_class(pk))


@never_cache
def of_teacher(request, pk):
    """The week of a teacher."""
    permissions.demand_timetable_reader(request.user)
    staff = get_object_or_404(StaffMember, pk=pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    which = week.of_teacher(pk)
    shown = week.week_of(moment["year"], moment["on"], which, today=clock.today(), kind=moment["kind"])
    return _page(request, "teacher", staff, shown, moment, staff.full_name, which)


@never_cache
def of_room(request, pk):
    """The week of a room."""
    permissions.demand_timetable_reader(request.user)
    room = get_object_or_404(Room, pk=pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    which = week.of_room(pk)
    shown = week.week_of(moment["year"], moment["on"], which, today=clock.today(), kind=moment["kind"])
    return _page(request, "room", room, shown, moment, _("Кабинет %s") % room.name, which)


@never_cache
def of_student(request, pk):
    """The week of a pupil: the class's lessons and those of the own groups."""
    student = permissions.student_for_timetable(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    shown = week.student_week(moment["year"], student, moment["on"], today=clock.today(), kind=moment["kind"])
    return _page(request, "student", student, shown, moment, student.short_name, None)


@never_cache
@tells_missing_year
def day(request):
    """The whole school on a day."""
    permissions.demand_timetable_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    shown = week.school_day(moment["year"], moment["on"], moment["kind"])
    page = {
        "files": _files("school", None, moment),
        **moment, "tab": "day", "day": shown, "tables": day_tables(shown, Links(on=moment["query_on"])),
        "as_weekday": "" if shown.as_weekday is None else WEEKDAYS[shown.as_weekday],
        "days": _days_of_week(moment["on"]), "may_plan": permissions.can_plan(request.user),
        "may_check": permissions.can_read_school(request.user),
        "before": moment["on"] - dt.timedelta(days=7), "after": moment["on"] + dt.timedelta(days=7),
    }  # fmt: skip
    return render(request, "timetable/day.html", page)


def _days_of_week(on: dt.date) -> list[dt.date]:
    monday = on - dt.timedelta(days=on.weekday())
    return [monday + dt.timedelta(days=number) for number in range(6)]


def _page(request, of: str, owner, shown, moment: dict, title: str, which):
    is_staff = permissions.can_read_timetable(request.user)
    monday = shown.monday
    pupils = permissions.own_pupils(request.user)
    later = week.next_change(moment["year"], max(moment["on"], moment["today"]), which) if which is not None else None
    page = {
        "files": _files(of, owner.pk, moment), "edit_address": _edit_address(of, owner.pk),
        **moment, "tab": of, "owner": owner, "week": shown, "title": title, "is_staff": is_staff, "pupils": pupils,
        "owners": OwnerChoice(initial={"owner": owner.pk}, of=of, year=moment["year"])
        if is_staff and of != "student" else None,
        "table": week_table(shown, of, Links(on=moment["query_on"], is_open=is_staff)),
        "before": monday - dt.timedelta(days=7), "after": monday + dt.timedelta(days=7),
        "sunday": monday + dt.timedelta(days=6), "open_day": _open_day(shown, moment["on"]), "changes_on": later,
        "may_plan": permissions.can_plan(request.user), "may_check": permissions.can_read_school(request.user),
    }  # fmt: skip
    return render(request, "timetable/week.html", page)


def _open_day(shown, on: dt.date) -> int:
    """The day a phone opens at: the date's own, else the first of the week."""
    return on.weekday() if on.weekday() < len(shown.days) else 0


def _files(of: str, pk: int | None, moment: dict) -> list[tuple[str, str]]:
    """What the page can be taken away as: label and address."""
    asked = {"on": moment["query_on"], "kind": moment["kind"]}
    query = urlencode({name: value for name, value in asked.items() if value})
    labels = {"pdf": _("Печать"), "xlsx": "Excel", "ics": _("В календарь")}
    forms = ("pdf", "xlsx") if of in ("room", "school") else ("pdf", "xlsx", "ics")
    args = [pk] if pk else []
    return [(labels[form], f"{reverse(f'timetable:{of}_{form}', args=args)}?{query}".rstrip("?")) for form in forms]


def _edit_address(of: str, pk: int) -> str:
    return reverse(f"timetable:edit_{of}", args=[pk]) if of in ("class", "teacher") else ""
