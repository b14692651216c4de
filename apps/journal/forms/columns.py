"""A further column of a lesson: which lesson, what kind of work."""

from django import forms
from django.utils.dates import MONTHS_ALT
from django.utils.translation import gettext_lazy as _

from apps.lessons.models import Assessment, Lesson, WorkKind


class LessonChoice(forms.ModelChoiceField):
    """A lesson by its date."""

    def label_from_instance(self, lesson: Lesson) -> str:
        """«5 октября, урок 2: тема»."""
        day = f"{lesson.held_on.day} {MONTHS_ALT[lesson.held_on.month]}"
        said = _("%(day)s, урок %(number)d") % {"day": day, "number": lesson.number}
        return f"{said}: {lesson.topic}" if lesson.topic else said


class ColumnForm(forms.Form):
    """Lesson, kind of work and an optional title of the new column (JRN-06)."""

    lesson = LessonChoice(label=_("Урок"), queryset=Lesson.objects.none(), empty_label=None)
    work_kind = forms.ModelChoiceField(label=_("Вид работы"), queryset=WorkKind.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("Название"),
        max_length=Assessment._meta.get_field("title").max_length,
        required=False,
        help_text=_("Необязательно: например, «Контрольная работа № 2»."),
    )

    def __init__(self, *args, lessons, **kwargs):
        """``lessons``: those of the term that the user may fill."""
        super().__init__(*args, **kwargs)
        self.fields["lesson"].queryset = lessons
        self.fields["work_kind"].queryset = WorkKind.objects.filter(is_ordinary=False).order_by("position", "pk")
