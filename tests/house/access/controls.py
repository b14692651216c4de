"""Objects of the rows of controls.txt."""

from apps.timetable.models import ControlWork


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    facts = {"course": cast.maths_7a, "term": cast.term2, "held_on": cast.term2.ends_on}
    work = ControlWork.objects.create(**facts, topic="Дроби", form="control")
    return {
        "timetable:control": {"work": [work.pk]},
        "timetable:drop_control": {"work": [work.pk]},
        "timetable:check_control": {"7А": [cast.class_7a.pk], "none": [999_999_999]},
    }
