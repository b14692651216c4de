"""A file attached to the homework of a pupil."""

from apps.homework.models import HomeworkFile
from apps.school.models import Student

from .own import belonging


def homework_file(student: Student, pk: int) -> HomeworkFile | None:
    """The file, when its homework was set for a course that was the pupil's on the day it was set or is due (DIA-06).

    None for a file that does not exist and for homework of others alike.
    """
    found = (
        HomeworkFile.objects.filter(pk=pk).select_related("homework__lesson__course", "homework__due_lesson").first()
    )
    if found is None:
        return None
    homework = found.homework
    course, set_on = homework.lesson.course, homework.lesson.held_on
    due_on = homework.due_lesson.held_on if homework.due_lesson else homework.due_on or set_on
    own = belonging(student, min(set_on, due_on), max(set_on, due_on))
    is_own = any(own.has(course.pk, course.school_class_id, course.study_group_id, day) for day in (set_on, due_on))
    return found if is_own else None
