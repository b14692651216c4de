"""Seals: what was printed and fixed, where its copies lie, and the work that makes them (decisions 10 and 15)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.jobs import Job, JobState
from apps.school.models import SchoolClass, Term

from .enums import FileKind, Place


class SealJob(Job):
    """Printing and sealing of one class and term; what the document will be called is fixed from the start."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, unique=True, editable=False)
    verify_base = models.CharField(max_length=300, help_text=_("адрес страницы проверки без кода"))
    printed_on = models.DateField(_("дата печати"))

    class Meta:
        verbose_name = _("печать и фиксация")
        verbose_name_plural = _("печать и фиксация")
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "term"],
                condition=Q(state__in=[JobState.QUEUED, JobState.CLAIMED]),
                name="one_open_seal_job",
            ),
        ]

    @property
    def number(self) -> str:
        """Number of the document, the same in every attempt."""
        return f"{self.printed_on.year}-{self.pk:05d}"

    @property
    def verify_url(self) -> str:
        """Address that the QR code holds."""
        return f"{self.verify_base.rstrip('/')}/{self.code}/"

    @property
    def is_running(self) -> bool:
        """Whether the work has not ended yet."""
        return self.state in (JobState.QUEUED, JobState.CLAIMED)


class Seal(models.Model):
    """A sealed document. The row is written once; only the results of verification are renewed."""

    position = models.PositiveIntegerField(_("место в цепочке"), unique=True)
    number = models.CharField(_("номер документа"), max_length=20, unique=True)
    code = models.CharField(_("код проверки"), max_length=64, unique=True)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="seals", verbose_name=_("класс"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="seals", verbose_name=_("период"))
    first_page = models.PositiveIntegerField(_("первая страница"))
    pages = models.PositiveIntegerField(_("страниц"))
    sheets = models.PositiveIntegerField(_("листов"))
    sealed_at = models.DateTimeField(_("зафиксирован"))
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pdf_sha256 = models.CharField(max_length=64)
    json_sha256 = models.CharField(max_length=64)
    pdf_name = models.CharField(max_length=120)
    json_name = models.CharField(max_length=120)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    chain_hash = models.CharField(max_length=64)
    checked_at = models.DateTimeField(_("проверен"), null=True, blank=True)
    is_intact = models.BooleanField(_("цел"), null=True, blank=True)
    changed_after = models.PositiveIntegerField(_("изменено после фиксации"), default=0)

    class Meta:
        verbose_name = _("фиксация")
        verbose_name_plural = _("фиксации")
        constraints = [
            models.UniqueConstraint(fields=["school_class", "term"], name="one_seal_per_class_and_term"),
            models.CheckConstraint(condition=Q(pages__gte=F("sheets")), name="seal_sheets_within_pages"),
        ]

    def __str__(self):
        return self.number

    def file_name(self, kind: str) -> str:
        """Name of a file inside the storages."""
        return self.pdf_name if kind == FileKind.PDF else self.json_name

    def file_hash(self, kind: str) -> str:
        """SHA-256 the file must have."""
        return self.pdf_sha256 if kind == FileKind.PDF else self.json_sha256


class StoredCopy(models.Model):
    """The two files of a seal in one place, and when they were last read back (ARC-11)."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="copies")
    storage = models.CharField(_("место"), max_length=20, choices=Place.choices)
    verified_at = models.DateTimeField(_("прочитана и сверена"), null=True, blank=True)
    fault = models.CharField(_("неисправность"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("хранимая копия")
        verbose_name_plural = _("хранимые копии")
        constraints = [models.UniqueConstraint(fields=["seal", "storage"], name="one_copy_per_place")]
