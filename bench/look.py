"""What to measure in this database: the teacher's full page, the parent's child, a sealed volume. Prints JSON."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal_site.settings")
django.setup()

from apps.accounts.models import User  # noqa: E402
from apps.archive.models import SealJob  # noqa: E402
from apps.core import clock  # noqa: E402
from apps.lessons.models import Grade, Lesson  # noqa: E402
from apps.school.models import Guardianship, Student  # noqa: E402
from bench.page import measured_course  # noqa: E402


def main() -> None:
    """Look and print."""
    today = clock.today()
    course = measured_course(User.objects.get(username="teacher"))
    child = Guardianship.objects.filter(representative__user__username="parent").order_by("student").first()
    job = SealJob.objects.filter(state="done").order_by("pk").first()
    year, week, _day = today.isocalendar()
    facts = {
        "course": course.pk,
        "student": child.student_id,
        "week": f"{year}-W{week:02}",
        "seal_job": job.pk if job else None,
        "students": Student.objects.count(),
        "lessons": Lesson.objects.count(),
        "grades": Grade.objects.count(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
