"""Beside the desk: applying to the lessons, the report of clashes, the register of rooms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.lessons.actions.generate import generate_lessons, preview_lessons
from apps.office import permissions
from apps.office.forms.week import RoomForm
from apps.office.queries.apply import apply_page
from apps.office.queries.clashes import school_clashes
from apps.office.queries.week import first_open_day
from apps.office.queries.week import rooms as all_rooms
from apps.office.views.week.moments import moment_of, needed_year, tells_missing_year
from apps.school.actions.rooms import save_room
from apps.school.models import Room


@never_cache
@tells_missing_year
def apply(request):
    """Which dated lessons change when the timetable is applied; then it is applied."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year, page, fault = needed_year(), None, ""
    first = first_open_day(year, clock.today())
    try:
        if request.method == "POST":
            done = generate_lessons(year, by=request.user, first=first)
            told = {"created": done.created, "changed": done.changed, "removed": done.removed}
            text = _("Расписание применено. Создано уроков: %(created)d, изменено: %(changed)d, убрано: %(removed)d.")
            messages.success(request, text % told)
            return redirect("timetable:apply")
        page = apply_page(preview_lessons(year, first=first))
    except RuleViolation as error:
        fault = str(error)
    shown = {"page": page, "fault": fault, "year": year, "tab": "apply", "may_plan": True, "first": first}
    return render(request, "timetable/apply.html", shown)


@never_cache
@tells_missing_year
def clashes(request):
    """Every clash of the school on a date and after it."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    lines = school_clashes(moment["year"], moment["on"], moment["year"].ends_on)
    page = {
        **moment,
        "lines": lines,
        "tab": "clashes",
        "may_check": True,
        "may_plan": permissions.can_plan(request.user),
    }
    return render(request, "timetable/clashes.html", page)


@never_cache
@tells_missing_year
def rooms(request):
    """The register of rooms with the hours in which they are used."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    page = {
        "rooms": all_rooms(needed_year(), clock.today()), "tab": "rooms", "may_check": True,
        "may_plan": permissions.can_plan(request.user),
    }  # fmt: skip
    return render(request, "timetable/rooms.html", page)


@never_cache
def new_room(request):
    """A room more."""
    permissions.demand_planner(request.user)
    return _room(request, None)


@never_cache
def edit_room(request, pk):
    """Another name, more seats, closed."""
    permissions.demand_planner(request.user)
    return _room(request, get_object_or_404(Room, pk=pk))


def _room(request, room: Room | None):
    if refused := methods(request, "GET", "POST"):
        return refused
    last = room.history.order_by("-history_id").first() if room else None
    initial = {"seen": last.history_id if last else None}
    name = room.name if room else ""
    form = RoomForm(request.POST or None, instance=room, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {field: form.cleaned_data[field] for field in RoomForm.Meta.fields}
        try:
            saved = save_room(values=values, by=request.user, room_id=room and room.pk, seen=form.cleaned_data["seen"])
        except (RuleViolation, Conflict) as error:
            form.add_error("name" if isinstance(error, RuleViolation) else None, str(error))
        else:
            messages.success(request, _("Кабинет %s сохранён.") % saved.name)
            return redirect("timetable:rooms")
    return render(request, "timetable/room.html", {"form": form, "room_name": name, "tab": "rooms", "may_plan": True})
