"""Objects of the addresses of timetable drafts."""

import datetime as dt

from apps.office.actions.uploads import keep_upload
from apps.office.enums import FileOf
from apps.timetable.actions.drafts import copy_in_force
from tests.office.timetables.samples import FET


def things(cast):
    upload = keep_upload(content=FET, file_name="week.fet", kind=FileOf.TIMETABLE, by=cast.igor)
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    mine, one = {"mine": [upload.token]}, {"one": [draft.pk], "none": [999_999_999]}
    return {
        "timetable:draft_file": mine, "timetable:draft_file_drop": mine,
        "timetable:draft": one, "timetable:draft_accept": one, "timetable:draft_drop": one,
        "timetable:draft_stop": one, "timetable:draft_export": {"csv": [draft.pk, "csv"]},
        "timetable:export": {"xlsx": ["xlsx"], "fet": ["fet"], "none": ["docx"]},
    }  # fmt: skip
