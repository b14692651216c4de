"""Objects of the weekly timetable's addresses."""


def things(cast) -> dict:
    """Address → object → arguments."""
    nobody = 999_999_999
    own = {
        "class": {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk]},
        "teacher": {"anna": [cast.anna_staff.pk]},
        "student": {"dima": [cast.dima.pk]},
        "room": {"21": [cast.room.pk]},
    }
    files = {f"timetable:{of}_{form}": things for of, things in own.items() for form in ("pdf", "xlsx", "ics")}
    return files | {
        "timetable:class": {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk], "none": [nobody]},
        "timetable:teacher": {"anna": [cast.anna_staff.pk], "none": [nobody]},
        "timetable:room": {"21": [cast.room.pk], "none": [nobody]},
        "timetable:edit_class": {"7А": [cast.class_7a.pk]},
        "timetable:edit_teacher": {"anna": [cast.anna_staff.pk]},
        "timetable:edit_level": {"7": [7], "9": [9]},
        "timetable:entry": {"line": [cast.maths_7a.timetable_entries.get(weekday=0).pk]},
        "timetable:edit_room": {"21": [cast.room.pk]},
        "timetable:student": {"dima": [cast.dima.pk], "yura": [cast.yura.pk]},
    }
