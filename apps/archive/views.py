"""Pages of the archive: volumes, the card of a document, and the public page of verification."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from apps.accounts.throttle import throttled_address
from apps.core import clock
from apps.core.downloads import table_response
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.school.models import AcademicYear, SchoolClass, Term
from apps.school.queries import current_year, norms_on, profile

from .actions import request_seal
from .enums import FileKind
from .exports import volumes_table
from .models import Seal
from .permissions import can_seal, demand_archive, demand_sealing, job_for_viewing, seal_for_viewing
from .queries.assemble import class_title, term_title
from .queries.files import intact_file
from .queries.pages import term_to_show, terms_of_volumes, volumes
from .rules import bind_due_on, print_due_on
from .tasks import seal_volume

VERIFY_RATE = "30/m"
CONTENT_TYPES = {FileKind.PDF: "application/pdf", FileKind.JSON: "application/json"}


def archive(request):
    """/archive/: the year's volumes, a term at a time, class by class."""
    demand_archive(request.user)
    if refused := methods(request, "GET"):
        return refused
    years, year, terms, shown, rows = _shelf(request)
    context = {"rows": rows, "terms": terms, "shown": shown, "year": year, "years": years}
    context["may_seal"] = can_seal(request.user)
    if shown:
        norms = norms_on(clock.today())
        context["print_due"] = print_due_on(shown.term.ends_on, year.ends_on, norms)
        context["bind_due"] = bind_due_on(year.ends_on, norms)
    return render(request, "archive/index.html", context)


def archive_file(request, file_format):
    """The same list as a file."""
    demand_archive(request.user)
    if refused := methods(request, "GET"):
        return refused
    _years, _year, _terms, shown, rows = _shelf(request)
    title = shown.title if shown else _("Архив журналов")
    names = (profile().short_name, _("Архив журналов"), title, f"{clock.today():%Y-%m-%d}")
    return table_response([volumes_table(title, rows)], file_format, *names)


def _shelf(request):
    """(all years, the chosen one, its terms, the shown one, the volumes of it)."""
    years = list(AcademicYear.objects.order_by("-starts_on"))
    chosen = request.GET.get("year", "")
    year = next((one for one in years if str(one.pk) == chosen), None) or current_year(clock.today())
    rows = volumes(year.pk, now=clock.now(), today=clock.today()) if year else []
    terms = terms_of_volumes(rows)
    shown = term_to_show(terms, request.GET.get("term", ""), clock.today())
    return years, year, terms, shown, [row for row in rows if row.term == shown.term]


def seal(request, school_class, term):
    """Start printing and sealing of one volume."""
    demand_sealing(request.user)
    if refused := methods(request, "POST"):
        return refused
    school_class = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    term = get_object_or_404(Term.objects.select_related("scheme"), pk=term, scheme__year_id=school_class.year_id)
    verify_base = request.build_absolute_uri(reverse("archive:verify", args=["0"])).removesuffix("0/")
    try:
        job = request_seal(school_class, term, by=request.user, verify_base=verify_base)
    except RuleViolation as violation:
        messages.error(request, str(violation))
    else:
        transaction.on_commit(lambda: _wake(job.pk))
    where = f"{reverse('archive:index')}?year={school_class.year_id}&term={term.pk}"
    return redirect(f"{where}#volume-{school_class.pk}-{term.pk}")


def _wake(job_id: int) -> None:
    """Send the wake-up; without a broker the row is found by the next round of beat."""
    try:
        seal_volume.delay(job_id)
    except OSError:
        return


def progress(request, job):
    """The line of a volume while it is being printed: «страница n из m» from the row."""
    job = job_for_viewing(request.user, job)
    if refused := methods(request, "GET"):
        return refused
    found = volumes(job.school_class.year_id, now=clock.now(), today=clock.today(), school_class_id=job.school_class_id)
    row = next((row for row in found if row.term.pk == job.term_id), None)
    if row is None:
        raise Http404
    return render(request, "archive/_row.html", {"row": row, "may_seal": can_seal(request.user)})


def document(request, number):
    """/archive/<document>/: sheets, sums, copies, verification."""
    found = seal_for_viewing(request.user, number)
    if refused := methods(request, "GET"):
        return refused
    context = {
        "seal": found,
        "title": f"{class_title(found.school_class)}, {term_title(found.term)}",
        "last_page": found.first_page + found.pages - 1,
        "copies": found.copies.order_by("storage"),
        "verify_url": request.build_absolute_uri(reverse("archive:verify", args=[found.code])),
    }
    return render(request, "archive/document.html", context)


def download(request, number, kind):
    """The stored file itself, from the first place where it is intact."""
    found = seal_for_viewing(request.user, number)
    if refused := methods(request, "GET"):
        return refused
    if kind not in FileKind.values:
        raise Http404
    data = intact_file(found, kind)
    if data is None:
        messages.error(request, _("Ни одной целой копии файла не осталось. Запустите проверку архива."))
        return redirect("archive:document", number=number)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.number}.{kind}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    return HttpResponse(data, content_type=CONTENT_TYPES[kind], headers=headers)


@login_not_required
def verify(request, code):
    """/archive/verify/<code>/: public, without personal data; says what the last verification found."""
    limits = {"group": "archive-verify", "rate": VERIFY_RATE, "increment": True}
    if is_ratelimited(request, key=lambda group, request: throttled_address(request) or "-", **limits):
        return render(request, "archive/too_many.html", status=429)
    related = Seal.objects.select_related("school_class", "term__scheme__year")
    found = get_object_or_404(related, code=code)
    if refused := methods(request, "GET"):
        return refused
    context = {
        "seal": found,
        "class_title": class_title(found.school_class),
        "term_title": term_title(found.term),
        "last_page": found.first_page + found.pages - 1,
    }
    return render(request, "archive/verify.html", context)
