"""A teacher's own claims, and the deputy's answers (C-16)."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.core.text import key_of
from apps.lessons.actions.substitutions import claim_substitution, confirm_claim, decline_claim
from apps.lessons.enums import SubstitutionKind
from apps.lessons.models import Lesson, Substitution
from apps.lessons.rules.substitutions import right_begins_to_count
from apps.office import permissions
from apps.office.forms.days import ClaimForm, ClassDayForm, DecisionForm
from apps.office.queries.days.lesson import claimable, claims_of
from apps.school.queries import current_year, norms_on


@never_cache
def claim(request):
    """Choose class and day, then the lesson one holds for somebody else."""
    staff = permissions.teacher_for_claims(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    today = clock.today()
    norms = norms_on(today)
    chosen = ClassDayForm(request.GET or None, year=current_year(today), initial={"day": today})
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _claim(request, staff, form):
        return redirect("timetable:claim")
    page = {
        "chosen": chosen, "form": form, "claims": claims_of(staff), "norms": norms, "today": today,
        "first": right_begins_to_count(today, norms), "lessons": _lessons(request, chosen, staff),
        "asked": request.POST.get("lesson", ""),
    }  # fmt: skip
    return render(request, "timetable/days/claim.html", page)


def _lessons(request, chosen: ClassDayForm, staff) -> list[Lesson] | None:
    """Lessons to choose from; None before class and day were chosen."""
    if request.method == "POST" and (pk := key_of(request.POST.get("lesson"))) is not None:
        lesson = Lesson.objects.select_related("course__study_group").filter(pk=pk).first()
        if lesson is None:
            return None
        return [one for one in _of_day(lesson, staff) if one.pk == lesson.pk]
    if not (chosen.is_bound and chosen.is_valid()):
        return None
    day: dt.date = chosen.cleaned_data["day"]
    return claimable(day, chosen.cleaned_data["school_class"].pk, staff)


def _of_day(lesson: Lesson, staff) -> list[Lesson]:
    course = lesson.course
    classes = [course.school_class_id] if course.school_class_id else course.study_group.classes.values_list("pk")
    first = classes[0] if course.school_class_id else next(iter(classes))[0]
    return claimable(lesson.held_on, first, staff)


def _claim(request, staff, form: ClaimForm) -> bool:
    lesson = Lesson.objects.filter(pk=form.cleaned_data["lesson"]).first()
    if lesson is None:
        raise Http404
    try:
        claim_substitution(lesson, substitute=staff, reason=form.cleaned_data["reason"], by=request.user)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Замена заявлена. Урок откроется, когда её подтвердит заместитель директора."))
    return True


@never_cache
def decide(request, pk: int):
    """Confirm or decline a claim."""
    permissions.demand_planner(request.user)
    found = Substitution.objects.select_related("lesson", "substitute").filter(pk=pk).first()
    if found is None:
        raise Http404
    if refused := methods(request, "POST"):
        return refused
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            _decide(request, found, form.cleaned_data)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
    return redirect("timetable:board_day", found.lesson.held_on)


def _decide(request, found: Substitution, said: dict) -> None:
    if said["do"] == "confirm":
        confirm_claim(found, kind=said["kind"] or SubstitutionKind.SAME, by=request.user)
        messages.success(request, _("Замена подтверждена: %s.") % found.substitute.initials_name)
    else:
        decline_claim(found, reason=said["reason"], by=request.user)
        messages.success(request, _("Заявка отклонена: %s.") % found.substitute.initials_name)
