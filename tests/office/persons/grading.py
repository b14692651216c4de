"""Grades given through the journal's own door."""

import json
import uuid


def grade(client, course, lesson, student, text: str) -> dict:
    """The answer to one operation in the ordinary column of the lesson."""
    column = f"a{lesson.assessments.get(is_ordinary=True).pk}"
    one = {"id": str(uuid.uuid4()), "column": column, "student": student.pk, "text": text, "base": 0}
    body = json.dumps({"operations": [one]})
    answer = client.post(f"/journal/{course.pk}/operations/", body, content_type="application/json")
    return answer.json()["results"][0]
