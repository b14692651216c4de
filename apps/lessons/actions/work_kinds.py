"""The kinds of work a school begins with; every value can be changed later (C-04)."""

from django.db import transaction

from apps.core.history import bulk_create_tracked

from ..enums import GradeLimit
from ..models import WorkKind

# code, name, short, which norm limits the days for grades, does everyone write it?
DEFAULTS = (
    ("ordinary", "Работа на уроке", "урок", GradeLimit.LESSON, False),
    ("independent", "Самостоятельная работа", "с/р", GradeLimit.CONTROL, True),
    ("control", "Контрольная работа", "к/р", GradeLimit.CONTROL, True),  # GRD-04
    ("monitoring", "Контрольная работа ВШК", "ВШК", GradeLimit.CONTROL, True),  # GRD-05
    ("test", "Тест", "тест", GradeLimit.CONTROL, True),
    ("dictation", "Диктант", "дикт", GradeLimit.WRITTEN, True),  # GRD-06
    ("essay", "Сочинение", "соч", GradeLimit.WRITTEN, True),
    ("lab", "Лабораторная работа", "л/р", GradeLimit.WRITTEN, True),
    ("practice", "Практическая работа", "п/р", GradeLimit.WRITTEN, True),
    ("project", "Проект", "пр", GradeLimit.WRITTEN, False),
    ("homework", "Домашняя работа", "д/з", GradeLimit.WRITTEN, False),
)


@transaction.atomic
def ensure_work_kinds() -> None:
    """Create the default kinds where the school has none yet."""
    if WorkKind.objects.exists():
        return
    bulk_create_tracked(
        WorkKind,
        [
            WorkKind(
                code=code,
                name=name,
                short_name=short,
                limit=limit,
                demands_grades=everyone,
                is_ordinary=code == "ordinary",
                position=position,
            )
            for position, (code, name, short, limit, everyone) in enumerate(DEFAULTS)
        ],
    )
