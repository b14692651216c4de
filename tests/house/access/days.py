"""Objects of the rows in days.txt."""

import datetime as dt

from apps.lessons.actions.distance import set_distance
from apps.school.actions.absences import record_absence


def things(cast) -> dict:
    day, later = "2026-12-02", dt.date(2026, 12, 10)
    absence = record_absence(cast.boris_staff, ground="trip", starts_on=later, ends_on=later, by=cast.galina)
    (mode,) = set_distance([cast.class_7b], starts_on=later, ends_on=later, ground="frost", by=cast.galina)
    nobody = 999_999_999
    return {
        "timetable:board_day": {"today": [day]},
        "timetable:day_sheet": {"today": [day]},
        "timetable:absent": {"today": [day]},
        "timetable:cover": {"anna": [day, cast.anna_staff.pk], "none": [day, nobody]},
        "timetable:remove_absence": {"boris": [absence.pk], "none": [nobody]},
        "timetable:day_lesson": {"today": [cast.lesson("maths_7a", dt.date(2026, 12, 2)).pk], "none": [nobody]},
        "timetable:decide_claim": {"monday": [cast.substitution.pk], "none": [nobody]},
        "timetable:one_distance": {"7Б": [mode.pk], "none": [nobody]},
    }
