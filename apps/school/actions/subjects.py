"""Subjects of the school: both parts of the plan told apart (STR-10)."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import search_key, tidy

from ..enums import SubjectPart
from ..models import Subject


@transaction.atomic
def save_subject(*, values: Mapping, by, subject: Subject | None = None, seen: str | None = None) -> Subject:
    """Create a subject, or change one.

    Args:
        values: name, short_name, part, area, scale.
        subject: the subject to change; a new one stands last in the order.
        seen: what the form was filled from (:func:`apps.core.seen.seen_of`).

    Raises:
        RuleViolation: no name, no part, or another subject is called so.
        Conflict: somebody changed the subject meanwhile.
    """
    row = Subject.objects.get(pk=subject.pk) if subject else Subject(position=_last_position() + 1)
    if subject:
        check_unmoved(row, seen)
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    if not row.name:
        raise RuleViolation(_("Назовите предмет."))
    if row.part not in SubjectPart.values:
        raise RuleViolation(_("Укажите, к какой части учебного плана относится предмет."))  # STR-10
    key = search_key(row.name)
    others = Subject.objects.exclude(pk=row.pk).values_list("name", flat=True)
    if any(search_key(name) == key for name in others):
        raise RuleViolation(_("Предмет «%s» уже есть.") % row.name)
    row.short_name = row.short_name or row.name[:30]
    with attributed(by=by):
        row.save()
    return row


def _last_position() -> int:
    return Subject.objects.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def move_subject(subject: Subject, *, steps: int, by) -> int:
    """Move a subject up (negative) or down in the order of the plan; returns how many rows were changed."""
    rows = list(Subject.objects.order_by("position", "name", "pk"))
    place = next(index for index, row in enumerate(rows) if row.pk == subject.pk)
    row = rows.pop(place)
    rows.insert(max(0, min(len(rows), place + steps)), row)
    changed = []
    for position, one in enumerate(rows, start=1):
        if one.position != position:
            one.position = position
            changed.append(one)
    with attributed(by=by):
        return bulk_update_tracked(changed, ["position"])


@transaction.atomic
def drop_subject(subject: Subject, *, by) -> None:
    """Take away a subject that nothing rests upon.

    Raises:
        RuleViolation: it stands in a plan, a group or a journal.
    """
    for relation in Subject._meta.related_objects:
        if relation.related_model._base_manager.filter(**{relation.field.name: subject.pk}).exists():
            raise RuleViolation(_("Предмет «%s» уже используется: убрать его нельзя.") % subject.name)
    with attributed(by=by):
        delete_tracked([subject])
