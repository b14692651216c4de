"""Objects of the addresses of the year desk."""

from apps.school.models import Holiday, WorkingDay


def things(cast) -> dict:
    """Arguments by address and object."""
    nobody = 999_999_999
    moved = WorkingDay.objects.create(year=cast.year, held_on="2026-12-12", as_weekday=0)
    return {
        "office:year": {"2026/27": [cast.year.pk], "none": [nobody]},
        "office:scheme": {"1-9": [cast.scheme.pk], "none": [nobody]},
        "office:holiday": {"autumn": [Holiday.objects.order_by("starts_on")[0].pk], "none": [nobody]},
        "office:working_day": {"12.12": [moved.pk], "none": [nobody]},
    }
