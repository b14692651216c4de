"""A class divided into subgroups, term by term, and pupils who sit in no group."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import format_of, table_response
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.text import key_of
from apps.office import permissions
from apps.office.actions import groups as actions
from apps.office.exports.groups import unattached_table
from apps.office.forms.groups import AttachForm, DayForm, SplitForm
from apps.office.queries.groups import SplitStart, split_start, subjects_to_divide
from apps.school.actions.groups import add_members, confirm_split
from apps.school.models import Subject
from apps.school.queries import current_year, norms_on, profile
from apps.school.queries import groups as queries
from apps.school.rules.groups import by_alphabet, by_sex, match_names


@never_cache
def divisions(request, class_pk):
    """Subjects in which the class is divided, and how each stands this term."""
    school_class = permissions.class_for_division(request.user, class_pk)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    found = queries.divisions([school_class], year=school_class.year, today=today, prompt=norms_on(today).group_prompt)
    divided = {one.subject.pk for one in found}
    page = {
        "school_class": school_class, "divisions": found,
        "others": [one for one in subjects_to_divide(school_class) if one.pk not in divided],
        "may_divide": permissions.can_divide(request.user, school_class),
    }  # fmt: skip
    return render(request, "office/groups/divisions.html", page)


def _subject_of(user, school_class, pk: int) -> Subject:
    """The subject of a division: any for the school's heads, for a class teacher one the class is taught or divided in.

    Raises:
        Http404: no such subject, or not one of the class.
    """
    subject = get_object_or_404(Subject, pk=pk)
    if permissions.can_read_school(user) or subjects_to_divide(school_class).filter(pk=pk).exists():
        return subject
    today = clock.today()
    found = queries.divisions([school_class], year=school_class.year, today=today, prompt=norms_on(today).group_prompt)
    if all(one.subject != subject for one in found):
        raise Http404
    return subject


@never_cache
def split(request, class_pk, subject_pk):
    """Divide a class for a subject: by hand, by a button, by a pasted list. # STR-08"""
    school_class = permissions.class_for_division(request.user, class_pk)
    subject = _subject_of(request.user, school_class, subject_pk)
    if request.method == "POST":
        permissions.demand_division(request.user, school_class)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = SplitForm(request.POST or None)
    day = form.cleaned_data.get("starts_on") if form.is_bound and form.is_valid() else None
    start = split_start(school_class, subject, today=clock.today(), starts_on=day, count=_count(request))
    if not form.is_bound:
        form = SplitForm(initial={"starts_on": start.starts_on, "seen": start.stamp})
        return _show_split(request, school_class, subject, start, form, start.chosen)
    chosen = dict(form.pairs())
    if form.is_valid() and (code := form.cleaned_data["arrange"]):
        chosen = _arranged(code, start, chosen, form)
    elif form.is_valid() and _save(request, school_class, subject, start, form):
        return redirect("office:divisions", school_class.pk)
    return _show_split(request, school_class, subject, start, form, chosen)


def _count(request) -> int:
    text = request.POST.get("count") or request.GET.get("count") or ""
    return (key_of(text) if len(text) == 1 else None) or 2


def _save(request, school_class, subject, start: SplitStart, form) -> bool:
    names = {half.mark: half.name for half in start.halves if half.is_new} | form.new_names()
    values = form.cleaned_data
    try:
        actions.split_class(
            school_class=school_class, subject=subject, chosen=form.pairs(), starts_on=values["starts_on"],
            seen=values["seen"], by=request.user, new_halves=names,
        )  # fmt: skip
    except RuleViolation as error:
        form.add_error(None, str(error))
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["seen"] = start.stamp
        return False
    said = _("%(subject)s: класс %(name)s делится с %(day)s.")
    words = {"subject": subject.name, "name": school_class.name, "day": f"{values['starts_on']:%d.%m.%Y}"}
    messages.success(request, said % words)
    alone = len(start.students) - len(dict(form.pairs()))
    if alone > 0:
        messages.warning(request, _("Не распределены: %d. Они названы в отчёте «Вне групп».") % alone)
    return True


def _arranged(code: str, start: SplitStart, chosen: dict[int, str], form) -> dict[int, str]:
    """What a button makes of the division; nothing is saved by it."""
    students, marks = [one.pk for one in start.students], [half.mark for half in start.halves]
    if code == "alphabet":
        return by_alphabet(students, marks)
    if code == "sex":
        found = by_sex({one.pk: one.sex for one in start.students}, marks)
        if unknown := [one.short_name for one in start.students if one.pk not in found]:
            form.add_error(None, _("Пол не записан: %s. Распределите их сами.") % ", ".join(unknown))
        return {**{pk: mark for pk, mark in chosen.items() if pk not in found}, **found}
    if code == "names":
        return _by_names(start, chosen, form, marks)
    return {}


def _by_names(start: SplitStart, chosen: dict[int, str], form, marks: list[str]) -> dict[int, str]:
    """The pasted list into the half it is meant for; with two halves everybody else into the other."""
    people = {one.pk: (one.last_name, one.first_name, one.patronymic) for one in start.students}
    matched = match_names(form.cleaned_data["names"], people)
    if matched.unknown:
        form.add_error("names", _("Нет в классе: %s.") % ", ".join(matched.unknown))
    if matched.ambiguous:
        form.add_error("names", _("Подходит несколько учеников: %s.") % ", ".join(matched.ambiguous))
    target = form.cleaned_data["target"] if form.cleaned_data["target"] in marks else marks[0]
    others = [mark for mark in marks if mark != target]
    rest = dict.fromkeys(people, others[0]) if len(others) == 1 and matched.found else chosen
    return {**rest, **dict.fromkeys(matched.found, target)}


def _show_split(request, school_class, subject, start: SplitStart, form, chosen: dict[int, str]):
    names = form.new_names() if form.is_bound else {}
    halves = [(half, names.get(half.mark, half.name), list(chosen.values()).count(half.mark)) for half in start.halves]
    page = {
        "school_class": school_class, "subject": subject, "start": start, "form": form, "halves": halves,
        "rows": [(student, chosen.get(student.pk, "")) for student in start.students],
        "alone": sum(1 for one in start.students if one.pk not in chosen),
        "may_divide": permissions.can_divide(request.user, school_class),
        "count": len(start.halves), "more": len(start.halves) + 1,
    }  # fmt: skip
    return render(request, "office/groups/split.html", page)


@never_cache
def confirm(request, class_pk, subject_pk):
    """The division stays as it is in this term. # C-14"""
    school_class = permissions.class_for_division(request.user, class_pk)
    subject = _subject_of(request.user, school_class, subject_pk)
    permissions.demand_division(request.user, school_class)
    if refused := methods(request, "POST"):
        return refused
    today = clock.today()
    terms = queries.terms_of_classes(school_class.year, [school_class])[school_class.pk]
    term = queries.asked_term(terms, today, norms_on(today).group_prompt)
    if term is None:
        messages.error(request, _("Сейчас не идёт ни один учебный период: подтверждать нечего."))
    else:
        confirm_split(school_class=school_class, subject=subject, term=term, by=request.user)
        messages.success(request, _("Состав подгрупп подтверждён: %s.") % term)
    return redirect("office:divisions", school_class.pk)


@never_cache
def unattached(request):
    """Pupils who sit in no group of a subject taught in groups only. # STR-07"""
    led = permissions.led_classes(request.user)
    if refused := methods(request, "GET"):
        return refused
    form, year, day = _report_day(request)
    lines = queries.not_attached(year, day, classes=led)
    page = {
        "form": form, "day": day, "lines": lines, "total": sum(len(line.students) for line in lines),
        "may_attach": permissions.can_keep_lists(request.user),
    }  # fmt: skip
    return render(request, "office/groups/unattached.html", page)


@never_cache
def unattached_xlsx(request):
    """The same report as a workbook, or with ``?format=csv`` as CSV."""
    led = permissions.led_classes(request.user)
    if refused := methods(request, "GET"):
        return refused
    _form, year, day = _report_day(request)
    table = unattached_table(queries.not_attached(year, day, classes=led))
    return table_response([table], format_of(request.GET), profile().short_name, table.name, f"{day:%Y-%m-%d}")


def _report_day(request) -> tuple[DayForm, object, dt.date]:
    today = clock.today()
    form = DayForm(request.GET)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    year = current_year(asked or today)
    day = asked or today
    if year is not None:
        day = min(max(day, year.starts_on), year.ends_on)
    return form if asked else DayForm(initial={"on": day}), year, day


@never_cache
def attach(request):
    """One pupil into one group, by one press of the report."""
    permissions.demand_lister(request.user)
    form, (_day_form, _year, day) = AttachForm(request.POST), _report_day(request)
    group = form.cleaned_data["group"] if form.is_valid() else None
    if group is not None:
        group = permissions.group_for_listing(request.user, group.pk)
    if refused := methods(request, "POST"):
        return refused
    back = f"{request.path.removesuffix('attach/')}?on={day:%Y-%m-%d}"
    student = form.cleaned_data["student"] if group is not None else None
    if student is None or not permissions.may_attach(request.user, group, student, day):
        messages.error(request, _("Такой группы или такого ученика больше нет."))
        return redirect(back)
    try:
        add_members(group=group, students=[student], starts_on=day, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        words = {"student": student.short_name, "group": group.name, "day": f"{day:%d.%m.%Y}"}
        messages.success(request, _("%(student)s: в группе «%(group)s» с %(day)s.") % words)
    return redirect(back)
