"""Files that teachers attach: size by the norms, type by content, programs refused (contract 10, JRN-12)."""

from pathlib import PurePath

import puremagic
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

PROGRAMS = frozenset(
    ".exe .com .bat .cmd .msi .scr .pif .cpl .dll .sys .vbs .vbe .js .jse .wsf .wsh .ps1 .hta .jar .apk .sh .app .lnk "
    ".reg .iso .img .html .htm .xhtml .svg .mht .mhtml".split()
)
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
UNKNOWN_TYPE = "application/octet-stream"
MOST_FILES = 10


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; the clean value is a list of pairs (file, type by content). ``limit_mb`` is set by the form."""

    widget = FilesInput
    limit_mb = 20

    def clean(self, data, initial=None):
        """Checks every file.

        Raises:
            ValidationError: too many, too large, empty, or a program.
        """
        files = [file for file in (data or []) if file]
        if len(files) > MOST_FILES:
            raise ValidationError(_("За один раз прикладывается не больше %d файлов.") % MOST_FILES)
        return [(super(FilesField, self).clean(file), self._type(file)) for file in files]

    def _type(self, file: UploadedFile) -> str:
        if file.size > self.limit_mb * 1024 * 1024:
            said = _("Файл «%(name)s» больше %(limit)d МБ.")
            raise ValidationError(said % {"name": file.name, "limit": self.limit_mb})
        return type_by_content(file)


def type_by_content(file: UploadedFile) -> str:
    """MIME type by the first bytes, never by what the browser says; unknown bytes are a stream of bytes.

    Raises:
        ValidationError: a program or a page that a browser would run.
    """
    file.seek(0)
    start = file.read(8192)
    file.seek(0)
    if PurePath(file.name).suffix.lower() in PROGRAMS or start.startswith(PROGRAM_STARTS):
        raise ValidationError(_("Файл «%s» — программа или веб-страница: такие файлы не прикладываются.") % file.name)
    try:
        return puremagic.from_string(start, mime=True, filename=file.name) or UNKNOWN_TYPE
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE
