"""The kinds of work a school begins with; every value can be changed later (C-04)."""

from django.db import transaction

from apps.core.history import bulk_create_tracked

from ..models import WorkKind

# code, name, short, days for grades (None: the lesson's own limit), does everyone write it?
DEFAULTS = (
    ("ordinary", "Работа на уроке", "урок", None, False),
    ("independent", "Самостоятельная работа", "с/р", 3, True),
    ("control", "Контрольная работа", "к/р", 3, True),  # GRD-04
    ("monitoring", "Контрольная работа ВШК", "ВШК", 3, True),  # GRD-05
    ("test", "Тест", "тест", 3, True),
    ("dictation", "Диктант", "дикт", 7, True),  # GRD-06
    ("essay", "Сочинение", "соч", 7, True),
    ("lab", "Лабораторная работа", "л/р", 7, True),
    ("practice", "Практическая работа", "п/р", 7, True),
    ("project", "Проект", "пр", 7, False),
    ("homework", "Домашняя работа", "д/з", 7, False),
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
                limit_days=days,
                demands_grades=everyone,
                is_ordinary=code == "ordinary",
                position=position,
            )
            for position, (code, name, short, days, everyone) in enumerate(DEFAULTS)
        ],
    )
