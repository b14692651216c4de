"""Timetable files and drafts: file → matching of names → draft → comparison → the timetable from a day on."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import draft_files, uploads
from apps.office.actions import drafts as draft_actions
from apps.office.enums import FileOf
from apps.office.forms.drafts import AcceptForm, DraftFilter, MatchForm, TimetableFileForm
from apps.office.queries.drafts import draft_page, drafts_of
from apps.office.queries.week import first_open_day
from apps.school.queries import current_year
from apps.timetable.actions.drafts import copy_in_force, drop_draft
from apps.timetable.enums import DraftState
from apps.timetable.models import TimetableEntry


@never_cache
def index(request):
    """All drafts; POST keeps a timetable file and leads to its names."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = current_year(clock.today())
    form = TimetableFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.keep_upload(
                content=file.read(), file_name=file.name, kind=FileOf.TIMETABLE, by=request.user
            )
            _open(upload)
        except RuleViolation as error:
            form.add_error("file", str(error))
        else:
            return redirect("timetable:draft_file", upload.token)
    page = {"form": form, "year": year, "drafts": drafts_of(year), "tab": "drafts", "may_plan": True}
    return render(request, "timetable/drafts/index.html", page)


def _open(upload):
    """The file beside the school.

    Raises:
        RuleViolation: no school year, or a file that cannot be read.
    """
    year = current_year(clock.today())
    if year is None:
        raise RuleViolation(_("Сначала заведите учебный год: без него расписание положить некуда."))
    day = min(max(clock.today(), year.starts_on), year.ends_on)
    return draft_files.open_file(upload, year=year, day=day)


@never_cache
def file(request, token):
    """The file's names beside those of the school; POST keeps the choice and, when asked, makes the draft."""
    upload = permissions.own_timetable_file(request.user, token)
    if refused := methods(request, "GET", "POST"):
        return refused
    try:
        desk = _open(upload)
        form = MatchForm(request.POST or None, desk=desk)
        if request.method == "POST" and form.is_valid():
            draft_files.choose(upload=upload, chosen=form.chosen(), create=form.create())
            if "make" not in request.POST:
                return redirect("timetable:draft_file", token)
            draft = draft_files.take_over(upload=upload, year=current_year(clock.today()), by=request.user)
            return redirect("timetable:draft", draft.pk)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("timetable:drafts" if request.method == "GET" else request.path)
    return render(request, "timetable/drafts/file.html", {"desk": desk, "form": form, "upload": upload})


@never_cache
def drop_file(request, token):
    """Throw the file away."""
    upload = permissions.own_timetable_file(request.user, token)
    if refused := methods(request, "POST"):
        return refused
    uploads.drop_upload(upload=upload)
    messages.success(request, _("Файл удалён, ничего не изменено."))
    return redirect("timetable:drafts")


@never_cache
def copy(request):
    """The timetable in force as a draft."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "POST"):
        return refused
    year = current_year(clock.today())
    try:
        if year is None:
            raise RuleViolation(_("Сначала заведите учебный год: без него расписание положить некуда."))
        draft = copy_in_force(year=year, day=_day_of(year), by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("timetable:drafts")
    return redirect("timetable:draft", draft.pk)


def _day_of(year) -> dt.date:
    """Today, or the nearest day of the year."""
    return min(max(clock.today(), year.starts_on), year.ends_on)


def next_monday(year) -> dt.date:
    """The usual first day of a new timetable: the next Monday of the year, or the first day it may begin."""
    earliest = first_open_day(year, clock.today())
    if earliest < clock.today() or earliest == year.starts_on:
        return earliest
    return min(earliest + dt.timedelta(days=7 - earliest.weekday()), year.ends_on)


@never_cache
def one(request, pk):
    """A draft: its clashes, what could not be taken, what it changes, the week of a class."""
    draft = permissions.draft_for_planning(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    asked = DraftFilter(request.GET)
    known = asked.cleaned_data if asked.is_valid() else {}
    build = getattr(draft, "build", None)
    day = known.get("on") or draft.starts_on or next_monday(draft.year)
    page = {
        "draft": draft, "page": draft_page(draft, day=day, class_pk=known.get("school_class")),
        "form": AcceptForm(initial={"starts_on": day}), "is_open": draft.state == DraftState.OPEN,
        "missing_load": len(draft_actions.missing_load(draft, day)), "build": build,
        "is_building": bool(build and build.is_running),
        "left_title": _("Не нашлось места") if build else _("Не взято из файла"),
    }  # fmt: skip
    return render(request, "timetable/drafts/draft.html", page)


@never_cache
def accept(request, pk):
    """What acceptance from a day would do to the lessons; with ``accept`` it is done."""
    draft = permissions.draft_for_planning(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    form = AcceptForm(request.POST)
    outcome, told = None, ""
    if form.is_valid():
        told = "|".join(str(form.cleaned_data[name]) for name in ("starts_on", "is_whole", "add_load"))
        # Whoever changes the answers after the preview is shown what they would do first.
        is_sure = "accept" in request.POST and request.POST.get("previewed", told) == told
        try:
            outcome = draft_actions.accept(draft=draft, by=request.user, dry_run=not is_sure, **form.cleaned_data)
        except RuleViolation as error:
            form.add_error("starts_on", str(error))
        else:
            if is_sure:
                day = form.cleaned_data["starts_on"].strftime("%d.%m.%Y")
                messages.success(request, _("Расписание действует с %s.") % day)
                return redirect("timetable:draft", pk)
    day = form.cleaned_data.get("starts_on")
    missing = len(draft_actions.missing_load(draft, day)) if day else 0
    page = {"draft": draft, "form": form, "outcome": outcome, "day": day, "missing_load": missing, "previewed": told}
    page["is_first"] = not TimetableEntry.objects.filter(course__year_id=draft.year_id).exists()
    return render(request, "timetable/drafts/accept.html", page)


@never_cache
def drop(request, pk):
    """The draft is not wanted."""
    draft = permissions.draft_for_planning(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        drop_draft(draft=draft, by=request.user)
        messages.success(request, _("Черновик отклонён."))
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("timetable:drafts")
