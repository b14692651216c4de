"""What teachers write, through the same actions as in the browser."""

import uuid

import pytest

from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.models import WorkKind


@pytest.fixture
def write(cast):
    """``write("maths_7a", day, pupil, "5", comment="…")`` into the lesson's ordinary column or the named one."""

    def one(course, day, student, text, *, comment=None, column=None, by=None):
        course_row = getattr(cast, course)
        column = column or cast.lesson(course, day).assessments.get(is_ordinary=True)
        payload = {
            "id": str(uuid.uuid4()),
            "column": f"a{column.pk}",
            "student": student.pk,
            "text": text,
            "base": 0,
            "comment": comment,
            "reason": None,
        }
        answer = apply_operations(course_row, [payload], by=by or cast.anna)
        assert answer.results[0]["status"] == "saved", answer.results
        return column

    return one


@pytest.fixture
def control_work(cast):
    """A column of a control work at a lesson."""

    def add(course, day, title=""):
        kind = WorkKind.objects.get(code="control")
        return add_assessment(cast.lesson(course, day), work_kind=kind, by=cast.anna, title=title)

    return add
