"""The form of the norms, in the groups of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from apps.school.models import Norms
from apps.school.rules.norm_catalogue import GROUPS


@dataclass(frozen=True)
class FieldGroup:
    """A heading with its fields; ``changed`` are those that a chosen regulation fills in."""

    title: str
    fields: tuple[tuple[BoundField, str, bool], ...]


class NormsForm(forms.ModelForm):
    """A new row of norms: the whole regulation from a day on."""

    class Meta:
        model = Norms
        fields = tuple(field.name for field in Norms._meta.fields if field.name not in ("id", "preset"))
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("valid_from", "order_on")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order_number"].required = True

    def validate_unique(self):
        """The action says it in the school's words."""

    def order_fields_bound(self) -> list[BoundField]:
        """The day and the order, which come first."""
        return [self[name] for name in ("valid_from", "order_number", "order_on")]

    def groups(self, changed: set[str]) -> list[FieldGroup]:
        """Fields with their sources, group by group."""
        return [
            FieldGroup(str(group.title), tuple((self[name], source, name in changed) for name, source in group.norms))
            for group in GROUPS
        ]
