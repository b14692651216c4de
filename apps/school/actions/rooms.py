"""The register of rooms (STR-13)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed
from apps.core.text import tidy

from ..models import Room


@transaction.atomic
def save_room(*, values: Mapping, by, room_id: int | None = None, seen: int | None = None) -> Room:
    """A new room, or other facts of one.

    Args:
        values: name, seats, purpose, lessons_at_once, is_closed.
        by: the user, for the history.
        room_id: the room to change; None makes one.
        seen: number of the room's latest history row when the form was opened.

    Raises:
        Conflict: somebody else changed the room meanwhile.
        RuleViolation: another room has the name.
    """
    room = Room() if room_id is None else Room.objects.get(pk=room_id)
    if room.pk:
        last = room.history.order_by("-history_id").first()
        if last is not None and last.history_id != seen:
            raise Conflict(_("Пока вы правили, кабинет изменил кто-то другой: откройте его заново."))
    name = tidy(values["name"])
    if any(tidy(other).casefold() == name.casefold() for other in _names(but=room.pk)):
        raise RuleViolation(_("Кабинет «%s» уже есть.") % name)
    for field, value in {**values, "name": name}.items():
        setattr(room, field, value)
    with attributed(by=by):
        room.save()
    return room


def _names(but: int | None) -> list[str]:
    return list(Room.objects.exclude(pk=but).order_by().values_list("name", flat=True))
