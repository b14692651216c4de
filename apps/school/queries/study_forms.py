"""What a form of study changes on rolls, and of whom nothing is demanded (P-16)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apps.core.compiled import Compiled
from apps.core.memo import remembered

from ..enums import StudyMode
from ..models import StudyForm
from ..rules.spans import Span, holds

# An adapted programme is known only to those who teach the child: it leaves no mark on a roll.
SHOWN = (StudyMode.AT_HOME, StudyMode.FAMILY, StudyMode.GUEST, StudyMode.AWAY)
OWING_NOTHING = (StudyMode.AT_HOME, StudyMode.FAMILY, StudyMode.AWAY)


def form_rows():
    """Forms that show on a roll."""
    return StudyForm.objects.filter(mode__in=SHOWN).order_by("starts_on", "pk")


_rows = Compiled(lambda: form_rows().values_list("student_id", "mode", "starts_on", "ends_on"))


@dataclass(frozen=True)
class StudyForms:
    """Forms of study other than the class's, by pupil, as pairs of mode and days."""

    of: Mapping[int, tuple[tuple[str, Span], ...]] = field(default_factory=dict)

    def owing_nothing(self, day: dt.date) -> set[int]:
        """Pupils of whom the class's page demands no grade on the day."""
        return {
            student
            for student, forms in self.of.items()
            if any(mode in OWING_NOTHING and holds([span], day) for mode, span in forms)
        }


@remembered
def study_forms() -> StudyForms:
    """Forms of study of the school; one query."""
    return forms_of(_rows())


def forms_of(rows: Iterable[tuple]) -> StudyForms:
    """Forms from rows of pupil, mode, first and last day, in the order of their first days."""
    found = defaultdict(list)
    for student, mode, first, last in rows:
        found[student].append((mode, (first, last)))
    return StudyForms({student: tuple(forms) for student, forms in found.items()})
