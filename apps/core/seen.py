"""What somebody saw when an edit began: the number of the row's latest history entry, carried by the form."""

from django.utils.translation import gettext as _

from .errors import Conflict


def seen_of(row) -> str:
    """The mark a form carries for a saved tracked row; empty for a new one."""
    if row is None or row.pk is None:
        return ""
    latest = row.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return str(latest or "")


def check_unmoved(row, seen: str | None) -> None:
    """Whether the row still is what the form showed; ``seen`` None asks nothing.

    Raises:
        Conflict: somebody changed the row meanwhile.
    """
    if seen is not None and seen_of(row) != seen:
        raise Conflict(_("Пока вы правили, эту запись изменили. Проверьте, что записано теперь, и повторите."), row)
