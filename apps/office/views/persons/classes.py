"""Classes of the year and their class teachers."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.persons import ClassForm, ClassTeacherForm
from apps.school.actions import classes as actions
from apps.school.queries import current_year

from .saving import saved

FORM = "office/persons/form.html"


@never_cache
def new(request):
    """A new class of the current year (STR-04)."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = current_year(clock.today())
    if year is None:
        messages.error(request, _("Сначала заведите учебный год."))
        return redirect("office:start" if permissions.can_read_school(request.user) else "office:classes")
    form = ClassForm(request.POST or None)
    made = partial(actions.save_class, year=year, by=request.user)
    if saved(request, form, lambda: made(values=form.values()), field="letter"):
        messages.success(request, _("Класс заведён: назначьте классного руководителя."))
        return redirect("office:classes")
    page = {
        "title": _("Новый класс, %s") % year, "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:classes"), _("Классы")),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def edit(request, pk):
    """Level, letter, shift, week, room."""
    school_class = permissions.class_for_planning(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = ClassForm(request.POST or None, instance=school_class)
    changed = partial(actions.save_class, school_class=school_class, by=request.user)
    if saved(request, form, lambda: changed(values=form.values(), seen=form.cleaned_data["seen"])):
        messages.success(request, _("Данные сохранены."))
        return redirect("office:class", pk)
    page = {
        "title": _("Класс %s") % school_class, "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:class", args=[pk]), school_class.name),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def teacher(request, pk):
    """Appoint a class teacher; the pages of the class open to that person at once (STR-04)."""
    school_class = permissions.class_for_planning(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    year, today = school_class.year, clock.today()
    first = today if year.starts_on <= today <= year.ends_on else year.starts_on
    led = list(school_class.class_teachers.select_related("staff").order_by("starts_on", "pk"))
    form = ClassTeacherForm(request.POST or None, initial={"starts_on": first if led else year.starts_on})
    appoint = partial(actions.appoint_class_teacher, school_class=school_class, by=request.user)
    if saved(request, form, lambda: appoint(**form.cleaned_data), field="starts_on"):
        messages.success(request, _("Классный руководитель назначен, страница класса ему открыта."))
        return redirect("office:class", pk)
    page = {
        "title": _("Классный руководитель %s") % school_class, "forms": [("", form)], "submit": _("Назначить"),
        "back": (reverse("office:class", args=[pk]), school_class.name),
        "leaders": [(row, row.ends_on is None or row.ends_on >= today) for row in led],
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def teacher_end(request, pk):
    """The class teacher leads the class no longer, from this moment on."""
    row = permissions.class_teacher_for_planning(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        actions.end_class_teacher(class_teacher=row, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Классное руководство закончено, страница класса закрыта."))
    return redirect("office:class_teacher", row.school_class_id)
