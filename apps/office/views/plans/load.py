"""The load: the matrix of the school, a class, a teacher's share, a change of teacher (STR-15, STR-11)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.core.text import key_of
from apps.lessons.actions.load import drop_assignment, hand_over
from apps.lessons.queries.load import hand_over_preview
from apps.office import permissions
from apps.office.forms.plans import AssignForm, AssignmentForm, DayForm, HandOverForm
from apps.office.queries import load
from apps.school.actions.load import assign_teacher, change_assignment, create_planned_courses
from apps.school.models import Course, SchoolClass, TeachingAssignment
from apps.school.queries import current_year


def day_within(year):
    """Today, or the nearest day of the year."""
    return min(max(clock.today(), year.starts_on), year.ends_on)


@never_cache
def index(request):
    """Every class and subject: plan, distributed, missing; what the timetable holds differently."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    year = current_year(clock.today())
    form = DayForm(request.GET)
    asked = form.cleaned_data.get("day") if form.is_valid() else None
    page = {"year": year, "may_plan": permissions.can_plan(request.user)}
    if year:
        day = min(max(asked, year.starts_on), year.ends_on) if asked else day_within(year)
        page |= {"day": day, "page": load.load_page(year, day), "form": DayForm(initial={"day": day})}
    return render(request, "office/plans/load.html", page)


@never_cache
def teachers(request):
    """Hours of every teacher."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    year = current_year(clock.today())
    lines = load.teacher_lines(year, day_within(year)) if year else []
    return render(request, "office/plans/load_teachers.html", {"lines": lines, "year": year})


@never_cache
def one(request, pk):
    """The load of a class, edited with its balances in sight."""
    permissions.demand_reader(request.user)
    school_class = get_object_or_404(SchoolClass.objects.select_related("year"), pk=pk)
    if refused := methods(request, "GET"):
        return refused
    day = day_within(school_class.year)
    page = {"page": load.class_load(school_class, day), "day": day, "may_plan": permissions.can_plan(request.user)}
    return render(request, "office/plans/load_class.html", page)


@never_cache
def create(request):
    """Make the courses of the plan that do not exist, of the school or of one class."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "POST"):
        return refused
    year = current_year(clock.today())
    if year is None:
        raise Http404
    pk = key_of(request.POST.get("school_class"))
    one = get_object_or_404(SchoolClass, pk=pk, year=year) if pk is not None else None
    try:
        made = create_planned_courses(year, day_within(year), school_class=one, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Создано предметов в классах: %d.") % len(made))
    return redirect("office:load_class", one.pk) if one else redirect("office:load")


@never_cache
def assign(request, pk):
    """Give a teacher hours of a course."""
    permissions.demand_planner(request.user)
    course = get_object_or_404(Course.objects.select_related("year", "subject", "school_class", "study_group"), pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    day = day_within(course.year)
    initial = {"hours": request.GET.get("hours", ""), "starts_on": _first_day(course, day)}
    choice = load.teachers_to_choose(course.year, course.subject, day)
    form = AssignForm(request.POST if request.method == "POST" else None, teachers=choice, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            assign_teacher(course, **form.cleaned_data, by=request.user)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s: нагрузка записана.") % course)
            return redirect(back_of(course))
    return render(request, "office/plans/assign.html", {"course": course, "form": form, "back": back_of(course)})


def _first_day(course, day):
    """Before the first assignment of a course, the year's first day; later today."""
    return day if course.assignments.exists() else course.year.starts_on


def back_of(course) -> str:
    """The page of the class from which a course is edited."""
    class_pk = course.school_class_id or course.study_group.home_class_id
    if class_pk is None:
        class_pk = course.study_group.classes.order_by("level", "letter").values_list("pk", flat=True).first()
    return (
        f"{reverse('office:load_class', args=[class_pk])}#s{course.subject_id}" if class_pk else reverse("office:load")
    )


def _assignment(pk) -> TeachingAssignment:
    related = ("course__year", "course__subject", "course__school_class", "course__study_group", "staff")
    return get_object_or_404(TeachingAssignment.objects.select_related(*related), pk=pk)


@never_cache
def assignment(request, pk):
    """Hours and days of a teacher's share; from here it is ended or handed over."""
    permissions.demand_planner(request.user)
    row = _assignment(pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    initial = {
        "hours": load.hours_text(row.hours_per_week), "starts_on": row.starts_on, "ends_on": row.ends_on,
        "seen": seen_of(row),
    }  # fmt: skip
    form = AssignmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_assignment(row, **form.cleaned_data, by=request.user)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s: нагрузка записана.") % row.course)
            return redirect(back_of(row.course))
    page = {"row": row, "course": row.course, "form": form, "back": back_of(row.course)}
    return render(request, "office/plans/assignment.html", page)


@never_cache
def drop(request, pk):
    """Take away an assignment that was entered by mistake: only while no lesson was held by it."""
    permissions.demand_planner(request.user)
    row = _assignment(pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        drop_assignment(row, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("office:assignment", pk)
    messages.success(request, _("%s: нагрузка убрана.") % row.course)
    return redirect(back_of(row.course))


@never_cache
def pass_on(request, pk):
    """A change of teacher: what would follow is shown first, the second press does it."""
    permissions.demand_planner(request.user)
    row = _assignment(pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    day = day_within(row.course.year)
    choice = load.teachers_to_choose(row.course.year, row.course.subject, day)
    initial = {"on": day, "seen": seen_of(row)}
    form = HandOverForm(request.POST if request.method == "POST" else None, teachers=choice, initial=initial)
    page = {"row": row, "course": row.course, "form": form, "back": back_of(row.course)}
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST:
            try:
                done = hand_over(row, **form.cleaned_data, by=request.user)
            except (RuleViolation, Conflict) as error:
                form.add_error(None, str(error))
            else:
                words = {"course": row.course, "name": done.assignment.staff.full_name, "count": done.lessons}
                messages.success(request, _("%(course)s: ведёт %(name)s, уроков передано: %(count)d.") % words)
                return redirect(back_of(row.course))
        else:
            page["preview"] = hand_over_preview(row, form.cleaned_data["on"])
            page["chosen"] = form.cleaned_data["staff"]
    return render(request, "office/plans/hand_over.html", page)
