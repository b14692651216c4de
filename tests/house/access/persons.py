"""Objects of the rows of persons.txt."""

import datetime as dt

from apps.school.actions import orders
from apps.school.actions.movement import record_movement
from apps.school.actions.roll_requests import file_request
from apps.school.models import ClassTeacher, Guardianship, Representative

NOBODY = 999_999_999


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    order = {"order_number": "1", "order_on": dt.date(2026, 9, 1), "starts_on": dt.date(2026, 9, 1), "ends_on": None}
    form = orders.save_study_form(student=cast.oleg, values={**order, "mode": "at_home"}, by=cast.sofia)
    duty = orders.save_duty(values={**order, "staff": cast.igor_staff, "kind": "admin"}, by=cast.nikolai)
    moved = record_movement(
        student=cast.katya, kind="transfer", effective_on=dt.date(2026, 12, 2), order_number="2",
        order_on=dt.date(2026, 12, 1), to_class=cast.class_7b, by=cast.sofia,
    )  # fmt: skip
    own = file_request(school_class=cast.class_7a, text="Сменился телефон", by=cast.vera)
    other = file_request(school_class=cast.class_7b, text="Сменился телефон", by=cast.igor)
    people = {
        name: Representative.objects.get(user=user) for name, user in (("elena", cast.elena), ("janna", cast.zhanna))
    }
    students = {"dima": [cast.dima.pk], "yura": [cast.yura.pk], "none": [NOBODY]}
    rows = {
        "study_form": form, "duty": duty, "duty_end": duty, "movement_undo": moved,
        "guardianship": Guardianship.objects.get(student=cast.dima),
        "guardianship_end": Guardianship.objects.get(student=cast.dima),
    }  # fmt: skip
    found = {f"office:{name}": {"row": [row.pk], "none": [NOBODY]} for name, row in rows.items()}
    found |= {
        f"office:{name}": students
        for name in ("student", "student_edit", "family_new", "movement_new", "study_form_new", "certificate")
    }
    found |= {
        f"office:{name}": {"anna": [cast.anna_staff.pk]} for name in ("staff_card", "staff_edit", "staff_account")
    }
    classes = {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk]}
    found |= {f"office:{name}": classes for name in ("class_edit", "class_teacher", "request_new", "list")}
    return found | {
        "office:representative_edit": {name: [one.pk] for name, one in people.items()},
        "office:class_teacher_end": {"vera": [ClassTeacher.objects.get(school_class=cast.class_7a).pk]},
        "office:movements_file": {"xlsx": ["xlsx"], "csv": ["csv"]},
        "office:request": {"own": [own.pk], "other": [other.pk]},
        "office:list_file": {"7А": [cast.class_7a.pk, "xlsx"]},
    }
