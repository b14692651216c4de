"""What a new timetable changes: applied to the old one it gives the new one, and nothing is told twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.timetable.enums import ChangeKind
from apps.timetable.rules.compare import compare
from apps.timetable.rules.entries import EntryValues

LINE = st.builds(
    EntryValues,
    course_id=st.integers(1, 3),
    weekday=st.integers(0, 2),
    number=st.integers(1, 3),
    teacher_id=st.integers(1, 2),
    week=st.integers(0, 2),
    room_id=st.none() | st.integers(1, 2),
)


def by_place(lines):
    """A timetable has one line of a course at a place."""
    return list({(one.course_id, one.weekday, one.number, one.week): one for one in lines}.values())


@settings(max_examples=150, deadline=None)
@given(old=st.lists(LINE, max_size=12).map(by_place), new=st.lists(LINE, max_size=12).map(by_place))
def test_the_changes_lead_from_the_old_timetable_to_the_new_one(old, new):
    changes = compare(old, new)
    left = set(old) - {one.old for one in changes if one.old}
    assert left | {one.new for one in changes if one.new} == set(new)
    for one in changes:
        assert one.old != one.new
        assert (one.kind == ChangeKind.ADDED) == (one.old is None)
        assert (one.kind == ChangeKind.REMOVED) == (one.new is None)
    touched = [line for one in changes for line in (one.old,) if line]
    assert len(touched) == len(set(touched))


def test_a_line_alike_in_both_is_no_change():
    line = EntryValues(1, 0, 1, 1)
    assert compare([line], [line]) == []
