"""Form fields that several apps need."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .tables import MAX_FILE_BYTES


class WebLinkField(forms.URLField):
    """A link that browsers open as a page: http and https alone, as families press it in the diary."""

    default_validators = (URLValidator(schemes=["http", "https"]),)

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class TableFileField(forms.FileField):
    """A file of a table or a timetable; one that is too big is refused before it is read into memory."""

    def clean(self, data, initial=None):
        """The file.

        Raises:
            ValidationError: none, empty or too big.
        """
        file = super().clean(data, initial)
        if file and file.size > MAX_FILE_BYTES:
            raise ValidationError(_("Файл слишком велик: больше %(n)s МБ.") % {"n": MAX_FILE_BYTES // 2**20})
        return file
