"""Forms of the office: text in, clean values out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import TableFileField
from apps.office.enums import FileOf
from apps.office.imports.cells import parse_class
from apps.office.imports.lists import MappingChoice
from apps.school.models import SchoolClass, SchoolProfile, StaffMember


class UploadForm(forms.Form):
    """A file and what is in it."""

    file = TableFileField(label=_("Файл"), help_text=_("XLSX, CSV или TSV, до 20 МБ"))
    kind = forms.ChoiceField(label=_("Что в файле"), choices=[one for one in FileOf.choices if one[0] != "lessons"])
    class_name = forms.CharField(
        label=_("Класс"), required=False, max_length=12, help_text=_("Для списка учеников без столбца «Класс»: 7А")
    )

    def clean_class_name(self):
        """The canonical class name."""
        text = self.cleaned_data["class_name"]
        if not text:
            return ""
        found = parse_class(text)
        if found is None:
            raise forms.ValidationError(_("Класс не понят: напишите его как «7А»."))
        return found.name


class ConfirmForm(forms.Form):
    """Whether to load only the rows without faults."""

    only_good = forms.BooleanField(label=_("Загрузить только строки без ошибок"), required=False)


class MappingForm(forms.Form):
    """Which column of the file means which field; columns are numbered, their names are labels."""

    def __init__(self, *args, choice: MappingChoice, source_name: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.titles = choice.titles
        self.names = dict(choice.fields)
        choices = [("", _("не нужен")), *choice.fields]
        for number, title in enumerate(self.titles):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=title, choices=choices, required=False, initial=choice.chosen.get(title, "")
            )

        self.fields["source_name"] = forms.CharField(
            label=_("Источник"), max_length=200, required=False, initial=source_name,
            help_text=_("Как назвать эту программу или отчёт. Файл с такими же столбцами будет узнан."),
        )  # fmt: skip

    def clean(self):
        """Each field is told by one column."""
        first: dict[str, str] = {}
        for number, title in enumerate(self.titles):
            field = self.cleaned_data.get(f"column_{number}")
            if field and field in first:
                values = {"field": self.names[field], "title": first[field]}
                self.add_error(f"column_{number}", _("«%(field)s» уже берётся из столбца «%(title)s».") % values)
            elif field:
                first[field] = title
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """Column name → field; empty for a column that is not needed."""
        pairs = ((title, self.cleaned_data.get(f"column_{number}")) for number, title in enumerate(self.titles))
        return {title: field or "" for title, field in pairs}


class PeopleFilter(forms.Form):
    """Search by name."""

    q = forms.CharField(label=_("Имя или номер"), required=False, max_length=100)


class StudentFilter(PeopleFilter):
    """Search of pupils, by class too."""

    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("все классы")
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
        self.fields["school_class"].queryset = classes


class CourseFilter(forms.Form):
    """Courses of a class or of a teacher."""

    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("все классы")
    )
    staff = forms.ModelChoiceField(
        label=_("Учитель"), queryset=StaffMember.objects.none(), required=False, empty_label=_("все учителя")
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
        self.fields["school_class"].queryset = classes
        teaching = StaffMember.objects.filter(assignments__course__year=year).distinct().order_by("sort_key", "pk")
        self.fields["staff"].queryset = teaching


class ProfileForm(forms.ModelForm):
    """How the school is called on official papers."""

    class Meta:
        model = SchoolProfile
        fields = ("full_name", "short_name", "place", "director_name")
        widgets = {"full_name": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"full_name": _("Печатается на титульном листе журнала.")}
