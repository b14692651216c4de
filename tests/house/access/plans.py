"""Objects of the rows of plans.txt."""

from apps.school.models import Curriculum


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    plan = Curriculum.objects.create(year=cast.year, name="План 5–9 классов", levels="5-9")
    nobody = 999_999_999
    return {
        "office:subject": {"maths": [cast.maths_7a.subject_id], "none": [nobody]},
        "office:move_subject": {"maths": [cast.maths_7a.subject_id]},
        "office:drop_subject": {"maths": [cast.maths_7a.subject_id]},
        "office:curriculum": {"plan": [plan.pk]},
        "office:change_curriculum": {"plan": [plan.pk]},
        "office:curriculum_cells": {"plan": [plan.pk]},
        "office:import_curriculum": {"plan": [plan.pk]},
        "office:profiles": {"seven": [7]},
    }
