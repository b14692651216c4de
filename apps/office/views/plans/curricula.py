"""Curricula: the table of hours edited like a spreadsheet, their import, who follows which (STR-11, STR-12)."""

from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.core.tables import Unreadable, read_book
from apps.core.text import key_of
from apps.office import permissions
from apps.office.forms.plans import ChoiceForm, CurriculumFileForm, CurriculumForm
from apps.office.imports.curricula import read_curriculum
from apps.office.queries import plans
from apps.school.actions.curricula import LineEdit, choose_curriculum, import_hours, save_curriculum, set_lines
from apps.school.models import Curriculum, CurriculumChoice, SchoolClass, Student, Subject
from apps.school.queries import current_year
from apps.school.rules.levels import parse_levels
from apps.school.rules.plans import parse_groups, parse_hours

FIELDS = ("name", "levels", "profile", "weeks", "order_number")


def _year_or_404():
    year = current_year(clock.today())
    if year is None:
        raise Http404
    return year


def _day(year):
    return min(max(clock.today(), year.starts_on), year.ends_on)


def _first_day(year, day):
    """From when a plan is usually chosen: the year's first day until the first choice was made."""
    return day if CurriculumChoice.objects.filter(curriculum__year=year).exists() else year.starts_on


@never_cache
def index(request):
    """Plans of the year and what each class follows."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    year = current_year(clock.today())
    day = _day(year) if year else None
    rows = list(plans.curricula(year))
    only = rows[0] if len(rows) == 1 else None
    given = {"curriculum": only, "starts_on": _first_day(year, day)} if year else {}
    page = {
        "year": year, "rows": rows, "only": only, "day": day,
        "classes": plans.class_lines(year, day) if year else (),
        "levels": plans.levels_of(year), "may_plan": permissions.can_plan(request.user),
        "form": ChoiceForm(year=year, initial=given) if year else None,
    }  # fmt: skip
    return render(request, "office/plans/curricula.html", page)


@never_cache
def new(request):
    """A new plan."""
    permissions.demand_planner(request.user)
    year = _year_or_404()
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, year, None)


@never_cache
def change(request, pk):
    """Name, levels and profile of a plan."""
    permissions.demand_planner(request.user)
    curriculum = get_object_or_404(Curriculum.objects.select_related("year"), pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, curriculum.year, curriculum)


def _edited(request, year, curriculum):
    form = CurriculumForm(request.POST or None, instance=curriculum, initial={"seen": seen_of(curriculum)})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        seen = form.cleaned_data["seen"] if curriculum else None
        try:
            saved = save_curriculum(year=year, values=values, curriculum=curriculum, seen=seen, by=request.user)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
        else:
            return redirect("office:curriculum", saved.pk)
    return render(request, "office/plans/curriculum_form.html", {"form": form, "curriculum": curriculum})


@never_cache
def one(request, pk):
    """The table of hours; POST saves all cells that were changed (works without JavaScript)."""
    permissions.demand_reader(request.user)
    curriculum = get_object_or_404(Curriculum.objects.select_related("year"), pk=pk)
    if request.method == "POST":
        permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    show = plans.GROUPS if request.GET.get("show") == plans.GROUPS else plans.HOURS
    typed = {}
    if request.method == "POST":
        saved, typed = _save_cells(request, curriculum, show)
        if not typed:
            messages.success(request, _("Сохранено клеток: %d.") % saved)
            return redirect(request.get_full_path())
    return render(request, "office/plans/curriculum.html", _page(request, curriculum, show, typed))


def _page(request, curriculum, show, typed):
    days = plans.week_of(curriculum)
    table = plans.plan_table(curriculum, show=show, typed=typed, days=days)
    may_plan = permissions.can_plan(request.user)
    return {"curriculum": curriculum, "table": table, "typed": typed, "days": days, "may_plan": may_plan}


def _save_cells(request, curriculum, show) -> tuple[int, dict]:
    """How many cells were written, and what was not: field name → (text, sentence)."""
    edits, typed = [], {}
    for name, text in request.POST.items():
        kind, subject, level, *rest = (*name.split("-"), "", "")
        if kind != "c" or any(rest) or key_of(subject) is None or key_of(level) is None:
            continue
        seen = request.POST.get(f"seen-{subject}-{level}", "")
        if text.strip() == seen.strip():
            continue
        try:
            edits.append(_edit(key_of(subject), key_of(level), text, seen, show))
        except RuleViolation as error:
            typed[name] = (text, str(error))
    saved = 0
    for result in set_lines(curriculum, edits, by=request.user):
        name = plans.cell_name(result.edit.subject_id, result.edit.level)
        if result.status == "saved":
            saved += 1
        else:
            typed[name] = (request.POST[name], result.message)
    return saved, typed


def _edit(subject: int, level: int, text: str, seen: str, show: str) -> LineEdit:
    if show == plans.GROUPS:
        return LineEdit(subject, level, key_of(seen), groups=parse_groups(text))
    try:
        before = parse_hours(seen)
    except RuleViolation:
        before = Decimal(-1)  # cannot stand in a plan: a conflict
    return LineEdit(subject, level, before, parse_hours(text))


@never_cache
def cells(request, pk):
    """Cells sent one by one or pasted: what became of each, and the totals, as JSON."""
    permissions.demand_planner(request.user)
    curriculum = get_object_or_404(Curriculum, pk=pk)
    if refused := methods(request, "POST"):
        return refused
    show = plans.GROUPS if request.POST.get("show") == plans.GROUPS else plans.HOURS
    _saved, typed = _save_cells(request, curriculum, show)
    table = plans.plan_table(curriculum, show=show, days=plans.week_of(curriculum))
    asked = {name for name in request.POST if name.startswith("c-")}
    lines = [line for _title, section in table.sections for line in section]
    answer = {
        "cells": {
            cell.name: {"value": cell.text, "fault": typed.get(cell.name, ("", ""))[1]}
            for line in lines
            for cell in line.cells
            if cell.name in asked
        },
        "lines": {str(line.subject.pk): line.total for line in lines},
        "totals": {str(total.level): {"value": total.text, "excess": total.excess} for total in table.totals},
    }
    return JsonResponse(answer)


@never_cache
def load_file(request, pk):
    """Hours from a file or a pasted table: preview first; the confirmation sends the table again."""
    permissions.demand_planner(request.user)
    curriculum = get_object_or_404(Curriculum, pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = CurriculumFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    page = {"curriculum": curriculum, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            reading = _reading(form, curriculum)
        except Unreadable as error:
            form.add_error("file", str(error.message))
            return render(request, "office/plans/import.html", page)
        unknown = () if form.cleaned_data["add_subjects"] else reading.new_names
        page |= {"reading": reading, "unknown": unknown, "text": plans.as_tsv(reading)}
        page["outcome"] = plans.import_outcome(curriculum, reading)
        if "confirm" in request.POST and not reading.faults and not unknown:
            count = import_hours(curriculum, rows=reading.rows, levels=reading.levels, by=request.user)
            messages.success(request, _("План загружен, изменено клеток: %d.") % count)
            return redirect("office:curriculum", pk)
    return render(request, "office/plans/import.html", page)


def _reading(form, curriculum):
    file = form.cleaned_data.get("file")
    data, name = (file.read(), file.name) if file else (form.cleaned_data["text"].encode(), "table.tsv")
    book = read_book(data, name)
    return read_curriculum(book, subjects=Subject.objects.order_by("pk"), levels=parse_levels(curriculum.levels))


@never_cache
def choose(request):
    """Which plan the ticked classes follow from a day on."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "POST"):
        return refused
    year = _year_or_404()
    form = ChoiceForm(request.POST, year=year)
    ticked = [pk for pk in map(key_of, request.POST.getlist("school_class")) if pk]
    classes = SchoolClass.objects.filter(pk__in=ticked, year=year).order_by("level", "letter", "pk")
    if not form.is_valid() or form.cleaned_data["curriculum"] is None or not classes:
        messages.error(request, _("Отметьте классы, выберите план и день учебного года."))
        return redirect("office:curricula")
    chosen, day = form.cleaned_data["curriculum"], form.cleaned_data["starts_on"]
    try:
        with transaction.atomic():
            for one in classes:
                choose_curriculum(curriculum=chosen, school_class=one, starts_on=day, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        words = {"names": ", ".join(one.name for one in classes), "plan": chosen.name, "day": f"{day:%d.%m.%Y}"}
        messages.success(request, _("%(names)s: план «%(plan)s» с %(day)s.") % words)
    return redirect("office:curricula")


@never_cache
def profiles(request, level):
    """Pupils of a level by profile; ticked ones are given a plan of their own (STR-12)."""
    permissions.demand_reader(request.user)
    if request.method == "POST":
        permissions.demand_planner(request.user)
    year = _year_or_404()
    if level not in plans.levels_of(year):
        raise Http404
    if refused := methods(request, "GET", "POST"):
        return refused
    form = ChoiceForm(request.POST or None, year=year, empty=_("как класс"), initial={"starts_on": _day(year)})
    form.fields["curriculum"].empty_label = _("как у класса")
    fitting = [plan.pk for plan in form.fields["curriculum"].queryset if level in parse_levels(plan.levels)]
    form.fields["curriculum"].queryset = form.fields["curriculum"].queryset.filter(pk__in=fitting)
    if request.method == "POST" and form.is_valid():
        _choose_for_pupils(request, year, level, form.cleaned_data)
        return redirect("office:profiles", level)
    found = plans.profiles(year, level, _day(year))
    page = {
        "profiles": found,
        "form": form,
        "levels": plans.levels_of(year),
        "may_plan": permissions.can_plan(request.user),
    }
    return render(request, "office/plans/profiles.html", page)


def _choose_for_pupils(request, year, level, chosen):
    ticked = {pk for pk in map(key_of, request.POST.getlist("student")) if pk}
    here = Student.objects.filter(
        pk__in=ticked, enrolments__school_class__year=year, enrolments__school_class__level=level
    ).distinct()
    for student in here.order_by("pk"):
        choose_curriculum(
            curriculum=chosen["curriculum"], student=student, starts_on=chosen["starts_on"], by=request.user
        )
    messages.success(request, _("План выбран для учеников: %d.") % len(here))
