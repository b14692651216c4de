"""Objects of the addresses of the year desk."""

from apps.school.models import Holiday, WorkingDay
from apps.timetable.models import BellDay, BellSchedule, Regime


def things(cast) -> dict:
    """Arguments by address and object."""
    nobody = 999_999_999
    moved = WorkingDay.objects.create(year=cast.year, held_on="2026-12-12", as_weekday=0)
    bells = BellSchedule.objects.get(is_default=True)
    short = BellDay.objects.create(schedule=bells, held_on="2026-12-04")
    regime = Regime.objects.create(school_class=cast.class_7b, starts_on="2027-01-11")
    return {
        "office:year": {"2026/27": [cast.year.pk], "none": [nobody]},
        "office:scheme": {"1-9": [cast.scheme.pk], "none": [nobody]},
        "office:holiday": {"autumn": [Holiday.objects.order_by("starts_on")[0].pk], "none": [nobody]},
        "office:working_day": {"12.12": [moved.pk], "none": [nobody]},
        "office:bell_set": {"main": [bells.pk], "none": [nobody]},
        "office:bell_day": {"4.12": [short.pk], "none": [nobody]},
        "office:regime": {"7Б": [regime.pk], "none": [nobody]},
    }
