"""All lists of the school by the names of their addresses, in the order of the school's workbook."""

from __future__ import annotations

from apps.core.tables import OutSheet
from apps.office.exports.classes import CLASSES, GROUPS, MEMBERSHIPS
from apps.office.exports.people import REPRESENTATIVES, STAFF, STUDENTS
from apps.office.exports.periods import BELLS, HOLIDAYS, TERMS
from apps.office.exports.shape import Listing, Scope
from apps.office.exports.teaching import ENTRIES, LOAD, PLANS, SUBJECTS

LISTS: dict[str, Listing] = {
    "terms": TERMS,
    "holidays": HOLIDAYS,
    "bells": BELLS,
    "staff": STAFF,
    "classes": CLASSES,
    "students": STUDENTS,
    "representatives": REPRESENTATIVES,
    "subjects": SUBJECTS,
    "plans": PLANS,
    "groups": GROUPS,
    "memberships": MEMBERSHIPS,
    "load": LOAD,
    "timetable": ENTRIES,
}


def workbook(scope: Scope) -> list[OutSheet]:
    """The whole school in the shape of the import's workbook; lists without a row are left out."""
    tables = [listing.table(scope) for listing in LISTS.values()]
    return [table for table in tables if table.rows] or tables[:1]
