"""The timetable to take away: PDF on A4, a workbook, a calendar for the phone."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.exports.calendar import calendar_file
from apps.office.exports.weeks import school_workbook, week_workbook
from apps.office.prints.timetable import school_pdf, week_pdf
from apps.office.queries import dated, week
from apps.office.views.week.moments import moment_of
from apps.school.models import Room, StaffMember
from apps.school.queries import profile

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@never_cache
def of_class(request, pk, form):
    """A class's week, or its year as a calendar."""
    school_class = permissions.class_for_timetable(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    title = _("Расписание %s") % school_class.name
    if form == "ics":
        return _file(calendar_file(title, dated.lessons_of_class(school_class)), title, form)
    moment = moment_of(request, school_class.year)
    shown = week.class_week(school_class, moment["on"], today=moment["today"], kind=moment["kind"])
    return _week(title, shown, "class", form)


@never_cache
def of_teacher(request, pk, form):
    """A teacher's week, or the year with substitutions as a calendar."""
    permissions.demand_timetable_reader(request.user)
    staff = get_object_or_404(StaffMember, pk=pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    if form == "ics":
        return _file(
            calendar_file(staff.full_name, dated.lessons_of_teacher(moment["year"], staff)), staff.full_name, form
        )
    which = week.of_teacher(pk)
    shown = week.week_of(moment["year"], moment["on"], which, today=clock.today(), kind=moment["kind"])
    return _week(staff.full_name, shown, "teacher", form)


@never_cache
def of_room(request, pk, form):
    """A room's week."""
    permissions.demand_timetable_reader(request.user)
    room = get_object_or_404(Room, pk=pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    shown = week.week_of(moment["year"], moment["on"], week.of_room(pk), today=clock.today(), kind=moment["kind"])
    return _week(_("Кабинет %s") % room.name, shown, "room", form)


@never_cache
def of_student(request, pk, form):
    """A pupil's week, or the year as a calendar."""
    student = permissions.student_for_timetable(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    if form == "ics":
        lessons = dated.lessons_of_student(moment["year"], student)
        return _file(calendar_file(student.short_name, lessons), student.short_name, form)
    shown = week.student_week(moment["year"], student, moment["on"], today=clock.today(), kind=moment["kind"])
    return _week(student.short_name, shown, "student", form)


@never_cache
def of_school(request, form):
    """The wall sheet of the whole school."""
    permissions.demand_timetable_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    moment = moment_of(request)
    weeks = week.school_weeks(moment["year"], moment["on"], moment["kind"])
    title = _("Расписание школы")
    if form == "xlsx":
        return _file(school_workbook(weeks), title, form)
    return _file(school_pdf(weeks, week.monday_of(moment["on"]), profile()), title, form)


def _week(title: str, shown, of: str, form: str) -> HttpResponse:
    if form == "xlsx":
        return _file(week_workbook(title, shown, of), title, form)
    return _file(week_pdf(title, shown, of, profile()), title, form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kind = "inline" if form == "pdf" else "attachment"
    disposition = f"{kind}; filename*=UTF-8''{quote(f'{name}.{form}')}"
    return HttpResponse(content, TYPES[form], headers={"Content-Disposition": disposition})
