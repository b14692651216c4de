"""Individual plans change who sits in which course, day by day (STR-09)."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.school.queries.own_plans import OwnPlan, OwnPlans
from apps.school.rules.spans import common, holds, joined, without

FIRST = dt.date(2026, 9, 1)
DAYS = [FIRST + dt.timedelta(days=step) for step in range(40)]
MATHS, ENGLISH = 1, 2


@st.composite
def spans(draw):
    first = draw(st.integers(0, 30))
    length = draw(st.none() | st.integers(0, 9))
    return DAYS[first], None if length is None else DAYS[first + length]


@given(st.lists(spans(), max_size=4), spans())
@settings(max_examples=150, deadline=None)
def test_spans_are_cut_and_joined_as_sets_of_days(some, other):
    for day in DAYS:
        assert holds(joined(some), day) == holds(some, day)
        assert holds(common(some, other), day) == (holds(some, day) and holds([other], day))
        assert holds(without(some, other), day) == (holds(some, day) and not holds([other], day))


@given(spans(), spans(), spans(), st.sampled_from([{}, {MATHS: None}, {MATHS: 10}, {MATHS: 11}, {ENGLISH: None}]))
@settings(max_examples=150, deadline=None)
def test_a_plan_says_day_by_day_who_sits_where(member, plan, enrolled, courses):
    """By the definition: without a plan as the class; with one, only in its subjects, and where it sends the pupil."""
    own = OwnPlans({7: (OwnPlan(plan, courses),)}, {7: (enrolled,)})
    found = own.spans(10, MATHS, 7, [member])
    for day in DAYS:
        if not holds([plan], day):
            expected = holds([member], day)
        elif MATHS not in courses:
            expected = False
        elif courses[MATHS] is None:
            expected = holds([member], day)
        else:
            expected = courses[MATHS] == 10 and holds([enrolled], day)
        assert holds(found, day) == expected
        members = {7} if holds([member], day) else set()
        assert own.on_day(10, MATHS, members, day) == ({7} if expected else set())
