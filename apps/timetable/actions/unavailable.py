"""When a teacher cannot teach: asked when a timetable is built."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.core.history import attributed, bulk_create_tracked, delete_tracked
from apps.school.models import AcademicYear, StaffMember

from ..models import Unavailability

Place = tuple[int, int]  # weekday, lesson number


@transaction.atomic
def set_unavailable(
    *, year: AcademicYear, staff: StaffMember, places: Collection[Place], seen: Collection[Place], by
) -> int:
    """The places of the week in which the teacher cannot teach; returns how many changed.

    Raises:
        Conflict: somebody changed them since ``seen``.
    """
    rows = list(Unavailability.objects.filter(year=year, staff=staff).order_by("weekday", "number"))
    present = {(row.weekday, row.number): row for row in rows}
    if set(seen) != present.keys():
        raise Conflict(_("Пока страница была открыта, эти места изменил кто-то другой. Проверьте и отметьте снова."))
    wanted = set(places)
    gone = [row for place, row in present.items() if place not in wanted]
    new = [
        Unavailability(year=year, staff=staff, weekday=weekday, number=number)
        for weekday, number in sorted(wanted - present.keys())
    ]
    with attributed(by=by):
        delete_tracked(gone)
        bulk_create_tracked(Unavailability, new)
    return len(gone) + len(new)
