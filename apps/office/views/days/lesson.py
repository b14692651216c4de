"""One lesson on the board: substitution, cancellation, move, swap, and their undoing (TT-03, TT-04, P-22)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.lessons.actions.moves import move_lesson, swap_lessons, undo_move
from apps.lessons.actions.records import cancel_lesson, restore_lesson
from apps.lessons.actions.substitutions import register_substitution, withdraw_substitution
from apps.lessons.models import Lesson, Move
from apps.lessons.queries.slots import lesson_in_room
from apps.office import permissions
from apps.office.forms.days import CancelForm, MoveForm, SubstituteForm, SwapForm
from apps.office.queries.days.lesson import LessonPage, lesson_or_none, lesson_page
from apps.school.models import StaffAbsence

from .board import choice_of

FORMS = {"substitute": SubstituteForm, "cancel": CancelForm, "move": MoveForm, "swap": SwapForm}


@never_cache
def day_lesson(request, pk: int):
    """What stands, and every way to change it; the key pressed says which form was meant."""
    permissions.demand_reader(request.user)
    lesson = lesson_or_none(pk)
    if lesson is None:
        raise Http404
    if request.method == "POST":
        permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    page = lesson_page(lesson, request.POST.get("who", ""))
    forms = _forms(request, lesson, page)
    do = request.POST.get("do", "")
    if request.method == "POST" and (do not in FORMS or forms[do].is_valid()):
        try:
            said = _carry_out(do, lesson, forms.get(do), request)
        except Conflict as refusal:
            messages.error(request, str(refusal))  # what stands now may have no place for the form that was sent
        except RuleViolation as refusal:
            if do not in FORMS:
                messages.error(request, str(refusal))
                return redirect("timetable:day_lesson", pk)
            forms[do].add_error(None, str(refusal))
        else:
            messages.success(request, said)
            _warn_of_room(request, pk)
            return redirect("timetable:day_lesson", pk)
    context = {"page": page, "forms": forms, "may_plan": permissions.can_plan(request.user), "done": do}
    return render(request, "timetable/days/lesson.html", context)


def _forms(request, lesson: Lesson, page: LessonPage) -> dict:
    """The four forms; the one that was sent is bound."""
    present, do = page.substitution, request.POST.get("do", "")
    initial = {
        "substitute": {"reason": present.reason, "hours": present.hours} if present else {"reason": _ground(lesson)},
        "cancel": {"reason": _("нет возможности заменить учителя")},
        "move": {"to_on": lesson.held_on, "to_number": lesson.number},
        "swap": {},
    }
    return {
        name: form(
            request.POST if do == name else None, initial=initial[name], prefix=None, auto_id=f"{name}_%s",
            **({"swaps": page.swaps} if name == "swap" else {}),
        )
        for name, form in FORMS.items()
    }  # fmt: skip


def _absence(lesson: Lesson) -> StaffAbsence | None:
    """The absence by which the lesson needs a substitute: the one it has, else its teacher's of that day."""
    present = getattr(lesson, "substitution", None)
    if present is not None and present.absence is not None:
        return present.absence
    return StaffAbsence.objects.on(lesson.held_on).filter(staff=lesson.teacher_id).first()


def _ground(lesson: Lesson) -> str:
    absence = _absence(lesson)
    return str(absence.get_ground_display()) if absence else ""


def _carry_out(do: str, lesson: Lesson, form, request) -> str:
    """Do what the key says; returns the sentence for success."""
    seen, by = request.POST.get("seen", ""), request.user
    said = form.cleaned_data if form else {}
    if do == "substitute":
        choice = choice_of(lesson, said["who"], seen)
        kind = said["kind"] or choice.kind
        register_substitution(
            lesson, substitute=choice.substitute, kind=kind, course=choice.course if kind == choice.kind else None,
            reason=said["reason"], hours=said["hours"], absence=_absence(lesson), by=by, seen=seen,
        )  # fmt: skip
        return _("Замена записана: %s.") % choice.substitute.initials_name
    if do == "withdraw":
        if getattr(lesson, "substitution", None) is None:
            raise Conflict(_("Замены уже нет."))
        withdraw_substitution(lesson.substitution, by=by, seen=seen)
        return _("Замена снята.")
    if do == "cancel":
        cancel_lesson(lesson, reason=said["reason"], by=by, seen=seen)
        return _("Урок отменён.")
    if do == "restore":
        restore_lesson(lesson, by=by, seen=seen)
        return _("Урок возвращён.")
    return _carry_out_move(do, lesson, said, request, seen)


def _carry_out_move(do: str, lesson: Lesson, said: dict, request, seen: str) -> str:
    by = request.user
    if do == "move":
        move_lesson(
            lesson, to_on=said["to_on"], to_number=said["to_number"], reason=said["reason"], by=by,
            despite_records=said["despite_records"], seen=seen,
        )  # fmt: skip
        return _("Урок перенесён.")
    if do == "swap":
        key, token = said["other"].split("|", 1)
        other = Lesson.objects.get(pk=key)
        despite = said["despite_records"]
        swap_lessons(lesson, other, reason=said["reason"], by=by, despite_records=despite, seen=(seen, token))
        return _("Уроки поменялись местами.")
    move = Move.objects.filter(lesson=lesson).order_by("-moved_at", "-pk").first()
    if do != "undo" or move is None:
        raise Conflict(_("Отменять нечего: посмотрите, что стоит теперь."))
    undo_move(move, by=by)
    return _("Перенос отменён.")


def _warn_of_room(request, pk: int) -> None:
    """A taken room does not stop a move; it is said."""
    lesson = Lesson.objects.select_related("room").get(pk=pk)
    if request.POST.get("do") not in ("move", "swap") or lesson.held_on < clock.today():
        return
    other = lesson_in_room(lesson.room_id, lesson, ignoring=[lesson.pk])
    if other is not None:
        words = {"room": lesson.room.name, "course": other.course}
        messages.warning(request, _("Кабинет %(room)s в это время занят: %(course)s.") % words)
