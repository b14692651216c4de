"""Objects of the rows of plans.txt."""

from apps.school.models import Curriculum, IndividualPlan, Release


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    plan = Curriculum.objects.create(year=cast.year, name="План 5–9 классов", levels="5-9")
    share = cast.maths_7a.assignments.get().pk
    days = {"student": cast.dima, "starts_on": cast.term2.starts_on, "ends_on": cast.term2.starts_on}
    own = IndividualPlan.objects.create(year=cast.year, order_number="1", order_on=cast.term2.starts_on, **days)
    release = Release.objects.create(course=cast.maths_7a, basis="справка", **days)
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
        "office:course": {"maths": [cast.maths_7a.pk]},
        "office:load_class": {"7А": [cast.class_7a.pk], "none": [nobody]},
        "office:assign": {"maths": [cast.maths_7a.pk]},
        "office:assignment": {"maths": [share]},
        "office:drop_assignment": {"maths": [share]},
        "office:hand_over": {"maths": [share]},
        "office:individual_plan": {"dima": [own.pk]},
        "office:finish_release": {"dima": [release.pk]},
    }
