"""Lists of classes, pupils, staff and courses."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms import CourseFilter, PeopleFilter, StudentFilter
from apps.office.queries import people
from apps.school.queries import current_year

PER_PAGE = 50


@never_cache
def classes(request):
    """All classes of the year."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    year = current_year(today)
    page = {
        "year": year, "classes": people.classes(year, today),
        "may_manage": permissions.can_manage_school(request.user), "may_plan": permissions.can_plan(request.user),
    }  # fmt: skip
    return render(request, "office/classes.html", page)


@never_cache
def one_class(request, pk):
    """The roll of a class with dates, orders and families."""
    school_class = permissions.class_for_reading(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    found = people.classes(school_class.year, today).get(pk=pk)
    rows = people.roll(found)
    listed = [row for row in rows if row.ends_on is None or row.ends_on >= today]
    page = {
        "school_class": found, "listed": listed, "gone": [row for row in rows if row not in listed], "today": today,
        "may_manage": permissions.can_manage_school(request.user), "may_plan": permissions.can_plan(request.user),
    }  # fmt: skip
    return render(request, "office/class.html", page)


@never_cache
def students(request):
    """Pupils by name, number and class."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    year = current_year(today)
    form = StudentFilter(request.GET, year=year)
    chosen = form.cleaned_data if form.is_valid() else {}
    in_class = chosen.get("school_class")
    rows = people.students(chosen.get("q", ""), in_class and in_class.pk, year, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "form": form, "rows": page, "may_manage": permissions.can_manage_school(request.user),
        "may_keep": permissions.can_keep_people(request.user),
    }  # fmt: skip
    return render(request, "office/students.html", page)


@never_cache
def staff(request):
    """Staff by name and number."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    form = PeopleFilter(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(people.staff(text, current_year(today), today), PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "form": form, "rows": page, "may_manage": permissions.can_manage_school(request.user),
        "may_plan": permissions.can_plan(request.user),
    }  # fmt: skip
    return render(request, "office/staff.html", page)


@never_cache
def courses(request):
    """Courses with teachers and hours."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    year = current_year(today)
    form = CourseFilter(request.GET, year=year)
    chosen = form.cleaned_data if form.is_valid() else {}
    in_class, teacher = chosen.get("school_class"), chosen.get("staff")
    rows = people.courses(year, today, in_class and in_class.pk, teacher and teacher.pk)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/courses.html", {"form": form, "rows": page})
