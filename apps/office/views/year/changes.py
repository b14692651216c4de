"""Changes of the year's facts that concern dated lessons: look first, then do (STR-02, STR-16, I-01)."""

import hashlib
from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import Conflict, RuleViolation
from apps.lessons.actions.generate import Outcome, change_with_lessons


def carry_out(
    request, form, year, change: Callable[[], object], *, span, looks_first: bool = False, **limits
) -> Outcome | None:
    """Write a change when it concerns no lesson or was looked at; else return what it would do.

    Args:
        form: gets the sentence of a refusal.
        change: writes the facts; it may be called twice, the first time everything is taken back.
        span: first and last day concerned.
        looks_first: show what would happen even when no lesson is concerned.

    Returns:
        None when the change is written (a message says so) or refused (the form says why), else the outcome to show.
    """
    arguments = {"by": request.user, "first": span[0], "last": span[1], **limits}
    form.looked_at = _digest(request.POST)
    try:
        if not _is_confirmed(request.POST, form.looked_at):
            seen = change_with_lessons(year, change, dry_run=True, **arguments)
            if looks_first or seen.touches_lessons:
                return seen
        done = change_with_lessons(year, change, **arguments)
    except (RuleViolation, Conflict) as error:
        need = getattr(error, "need", None)
        form.add_error("fills_gaps" if need == "breaks" else None, str(error))
        return None
    form.is_written = True
    messages.success(request, _told(done))
    return None


def _digest(typed) -> str:
    """What was typed, without the marks of the page: a confirmation is good for what was looked at."""
    marks = ("csrfmiddlewaretoken", "confirmed", "looked_at", "save", "days")
    values = [(name, typed.getlist(name)) for name in sorted(typed) if name not in marks]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _is_confirmed(typed, digest: str) -> bool:
    return bool(typed.get("confirmed")) and typed.get("looked_at", digest) == digest


def _told(done: Outcome) -> str:
    counts = done.generated
    parts = [_("Сохранено.")]
    if counts.created:
        parts.append(ngettext("Появился %d урок.", "Появилось уроков: %d.", counts.created) % counts.created)
    if counts.changed:
        parts.append(ngettext("Изменён %d урок.", "Изменено уроков: %d.", counts.changed) % counts.changed)
    if counts.removed:
        parts.append(ngettext("Снят %d урок.", "Снято уроков: %d.", counts.removed) % counts.removed)
    return " ".join(parts)
