"""Certificates of study and extracts of current grades; nothing is written (P-19)."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms import StudentFilter
from apps.office.forms.papers import CertificateForm
from apps.office.prints.papers import certificate_pdf, grades_pdf
from apps.office.queries import certificates, people
from apps.school.models import Student
from apps.school.queries import current_year, profile

from .files import printed

PER_PAGE = 50


@never_cache
def choose(request):
    """Find the pupil."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    year = current_year(today)
    form = StudentFilter(request.GET, year=year)
    told = form.cleaned_data if form.is_valid() else {}
    in_class = told.get("school_class")
    rows = people.students(told.get("q", ""), in_class and in_class.pk, year, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/persons/certificates.html", {"form": form, "rows": page})


@never_cache
def one(request, pk):
    """Number, date and purpose; then the paper as PDF: ``paper=study`` or ``paper=grades``."""
    permissions.demand_people_reader(request.user)
    student = get_object_or_404(Student, pk=pk)
    if refused := methods(request, "GET"):
        return refused
    form = CertificateForm(request.GET if "number" in request.GET else None, initial={"issued_on": clock.today()})
    if form.is_bound and form.is_valid():
        if paper := _paper(request, student, form):
            return printed(paper)
        form.add_error("issued_on", _("На этот день ученик не числится в школе: справка не выдаётся."))
    page = {
        "student": student, "form": form, "place": certificates.place_of(student, clock.today()),
        "back": reverse("office:certificates"), "has_profile": bool(profile().pk),
    }  # fmt: skip
    return render(request, "office/persons/certificate.html", page)


def _paper(request, student, form) -> partial | None:
    """The paper asked for; None where the pupil is not enrolled on its day."""
    told, school = form.cleaned_data, profile()
    place = certificates.place_of(student, told["issued_on"])
    if place is None:
        return None
    context = {"student": student, "place": place, "school": school, **told}
    if request.GET.get("paper") == "grades":
        extract = certificates.grades_extract(student, place, told["issued_on"])
        return partial(grades_pdf, **context, extract=extract)
    return partial(
        certificate_pdf,
        **context,
        order=certificates.first_order(student, place),
        study_form=certificates.form_of(student, told["issued_on"]),
    )
