"""Study groups: the list, one group with its pages and its dated list of pupils."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import groups as actions
from apps.office.forms.groups import (
    EndForm,
    GroupFilter,
    GroupForm,
    MembersForm,
    NewPageForm,
    PageForm,
    SearchForm,
)
from apps.office.queries.groups import group_history, group_lines, group_page, group_rows
from apps.school.actions import groups as school_groups
from apps.school.models import GroupMembership, SchoolClass
from apps.school.queries import current_year, norms_on
from apps.school.queries.groups import divisions_to_check
from apps.school.rules.groups import match_names

PER_PAGE = 50


@never_cache
def groups(request):
    """Groups of the year by kind, class and subject."""
    led = permissions.led_classes(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    year = current_year(today)
    form = GroupFilter(request.GET, year=year, led=led)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = group_rows(
        year, led=led, today=today, kind=chosen.get("kind", ""), ended=chosen.get("ended", False),
        class_pk=getattr(chosen.get("school_class"), "pk", None), subject_pk=getattr(chosen.get("subject"), "pk", None),
    )  # fmt: skip
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "lines": group_lines(page, today), "year": year,
        "may_plan": permissions.can_plan(request.user), "waiting": _waiting(year, led, today),
        "may_export": permissions.can_read_school(request.user),
    }  # fmt: skip
    return render(request, "office/groups/list.html", context)


def _waiting(year, led, today) -> list[SchoolClass]:
    """Classes whose division nobody has looked at this term. # C-14"""
    classes = SchoolClass.objects.filter(year=year).select_related("year").order_by("level", "letter", "pk")
    if led is not None:
        classes = classes.filter(pk__in=led)
    asked = divisions_to_check(classes, today=today, prompt=norms_on(today).group_prompt)
    return list(dict.fromkeys(one.school_class for one in asked))


@never_cache
def new_group(request):
    """A group with its journal page and teacher, in one form."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = current_year(clock.today())
    form = GroupForm(request.POST or None, year=year, initial={"kind": request.GET.get("kind", "")})
    first = max(clock.today(), year.starts_on) if year else None
    page_form = NewPageForm(request.POST or None, prefix="page", year=year, initial={"starts_on": first})
    if request.method == "POST" and form.is_valid() and page_form.is_valid():
        page = page_form.values(form.cleaned_data["subject"])
        if page and page["subject"] is None:
            form.add_error("subject", _("Укажите предмет: без него страницы журнала не завести."))
        else:
            try:
                group = actions.make_group(values=form.values(), course=page, by=request.user)
            except RuleViolation as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Группа «%s» создана.") % group.name)
                return redirect("office:group", group.pk)
    return render(request, "office/groups/new.html", {"form": form, "page_form": page_form})


@never_cache
def group(request, pk):
    """One group: pages, the list with dates, pupils who may join."""
    found = permissions.group_for_reading(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    may_list = permissions.can_list_group(request.user, found) and not found.is_class_set
    search = SearchForm(request.GET)
    query = search.cleaned_data["q"] if search.is_valid() else ""
    page = group_page(found, day=_day(found), query=query, with_candidates=may_list)
    return _show(request, found, page, MembersForm(candidates=(), initial={"starts_on": _day(found)}), search=search)


def _day(found):
    """The day of which the page of a group speaks: today, within the year and the group's own days."""
    day = min(max(clock.today(), found.year.starts_on), found.year.ends_on)
    return min(day, found.ends_on) if found.ends_on else day


def _show(request, found, page, form, *, search, status=200):
    may_list = permissions.can_list_group(request.user, found)
    context = {
        "group": found, "page": page, "form": form, "search": search, "day": _day(found),
        "may_list": may_list and not found.is_class_set and not found.ends_on,
        "may_plan": permissions.can_plan(request.user), "query": search.data.get("q", ""),
    }  # fmt: skip
    return render(request, "office/groups/one.html", context, status=status)


@never_cache
def edit_group(request, pk):
    """Name, kind, subject and classes of a group."""
    found = permissions.group_for_reading(request.user, pk)
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    initial = {
        "name": found.name, "kind": found.kind, "subject": found.subject_id, "seen": group_history(found),
        "classes": list(found.classes.values_list("pk", flat=True)),
    }  # fmt: skip
    form = GroupForm(request.POST or None, year=found.year, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            school_groups.save_group(group=found, seen=form.cleaned_data["seen"] or 0, **form.values(), by=request.user)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
            _see_again(form, error, found)
        else:
            messages.success(request, _("Группа сохранена."))
            return redirect("office:group", found.pk)
    return render(request, "office/groups/edit.html", {"form": form, "group": found})


def _see_again(form, error, found) -> None:
    """After a conflict the next press is made on what stands there now."""
    if isinstance(error, Conflict):
        form.data = form.data.copy()
        form.data["seen"] = group_history(found)


@never_cache
def add_page(request, pk):
    """One more page of the journal for the group: a class set has one for each subject taught together."""
    found = permissions.group_for_reading(request.user, pk)
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    first = max(clock.today(), found.year.starts_on)
    form = PageForm(
        request.POST or None, year=found.year, subject=found.subject, asks_subject=found.subject_id is None,
        initial={"starts_on": first},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            course = school_groups.open_group_course(group=found, **form.values(), by=request.user)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Страница журнала заведена: %s.") % course)
            return redirect("office:group", found.pk)
    return render(request, "office/groups/page.html", {"form": form, "group": found})


@never_cache
def add_members(request, pk):
    """Put pupils on the list, ticked or pasted."""
    found = permissions.group_for_listing(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    page = group_page(found, day=_day(found), with_candidates=True, everybody=True)
    form = MembersForm(request.POST, candidates=page.candidates)
    if form.is_valid():
        students = _chosen(form, page)
        if not form.errors:
            try:
                added = school_groups.add_members(
                    group=found, students=students, starts_on=form.cleaned_data["starts_on"], by=request.user
                )
            except RuleViolation as error:
                form.add_error(None, str(error))
            else:
                said = ngettext("В группу добавлен %d ученик.", "В группу добавлено учеников: %d.", len(added))
                messages.success(request, said % len(added))
                return redirect("office:group", found.pk)
    return _show(request, found, page, form, search=SearchForm({}))


def _chosen(form, page) -> list:
    """Ticked pupils and those named by the pasted list; lines that name nobody stand at the field."""
    by_pk = {one.student.pk: one.student for one in page.candidates}
    people = {pk: (one.last_name, one.first_name, one.patronymic) for pk, one in by_pk.items()}
    matched = match_names(form.cleaned_data["names"], people)
    if matched.unknown:
        form.add_error("names", _("Нет среди учеников классов группы: %s.") % ", ".join(matched.unknown))
    if matched.ambiguous:
        form.add_error("names", _("Подходит несколько учеников: %s.") % ", ".join(matched.ambiguous))
    chosen = {one.pk: one for one in form.cleaned_data["students"]} | {pk: by_pk[pk] for pk in matched.found}
    if not chosen and not form.errors:
        form.add_error(None, _("Отметьте учеников или вставьте список."))
    return list(chosen.values())


@never_cache
def end_membership(request, pk, membership_pk):
    """A pupil leaves the group after a day."""
    found = permissions.group_for_listing(request.user, pk)
    membership = get_object_or_404(GroupMembership, pk=membership_pk, study_group=found)
    if refused := methods(request, "POST"):
        return refused
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Укажите последний день в группе."))
        return redirect("office:group", found.pk)
    day = form.cleaned_data["last_day"]
    try:
        actions.remove_member(
            membership=membership, last_day=day, seen_end=form.cleaned_data["seen_end"], by=request.user
        )
    except (RuleViolation, Conflict) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Записано: последний день в группе %s.") % f"{day:%d.%m.%Y}")
    return redirect("office:group", found.pk)


@never_cache
def end_group(request, pk):
    """The group stops after a day; its pages and lists stay."""
    found = permissions.group_for_reading(request.user, pk)
    permissions.demand_planner(request.user)
    if refused := methods(request, "POST"):
        return refused
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Укажите последний день работы группы."))
        return redirect("office:group", found.pk)
    try:
        actions.close_group(group=found, last_day=form.cleaned_data["last_day"], by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Группа закончила работу. Её страницы и списки сохранены."))
    return redirect("office:group", found.pk)
