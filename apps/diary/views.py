"""Pages of the diary: the week, the grades, files of homework. Reading only (SEC-07)."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from apps.core import clock

from .permissions import DiaryAccess, diaries_of_family, diary_for_reading, is_family
from .queries.files import homework_file
from .queries.grades import grades_page
from .queries.week import week_page
from .rules import parse_week, week_of, week_to_open

SAFE = ["GET", "HEAD"]


@never_cache
def home(request):
    """The own diary, or the first child's."""
    family = diaries_of_family(request.user)
    if not family and not is_family(request.user):
        raise PermissionDenied
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    if not family:
        return render(request, "diary/nobody.html")
    return redirect("diary:week", family[0].pk)


@never_cache
def week(request, student_id):
    """The paper diary's week."""
    access = diary_for_reading(request.user, student_id)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    today = clock.today()
    code = request.GET.get("week", "")
    chosen = parse_week(code) if code else week_to_open(today)
    if chosen is None:
        raise Http404
    page = week_page(access.student, chosen, today)
    context = _about(access) | {
        "page": page,
        "halves": [page.days[:3], page.days[3:]],
        "week": chosen,
        "before": chosen.moved(-1),
        "after": chosen.moved(1),
        "this_week": week_of(today),
        "is_this_week": chosen == week_of(today),
    }
    return render(request, "diary/week.html", context)


@never_cache
def grades(request, student_id):
    """Grades of a term and results of the year."""
    access = diary_for_reading(request.user, student_id)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    page = grades_page(
        access.student, term_pk=_number(request, "term"), year_pk=_number(request, "year"), today=clock.today()
    )
    if page is None:
        raise Http404
    return render(request, "diary/grades.html", _about(access) | {"page": page})


@never_cache
def file(request, student_id, file_id):
    """A file of the pupil's homework: an attachment that no browser runs (contract 10)."""
    access = diary_for_reading(request.user, student_id)
    attached = homework_file(access.student, file_id)
    if attached is None:
        raise Http404
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    try:
        content = attached.file.open("rb")
    except FileNotFoundError:  # the storage lost it: nothing to show, nothing to break
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=attached.name, content_type=attached.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _about(access: DiaryAccess) -> dict:
    return {"student": access.student, "family": access.family, "is_own_family": access.is_own}


def _number(request, name: str) -> int | None:
    """A number of the address; anything but digits is no page of ours."""
    text = request.GET.get(name, "")
    if text and not (text.isdecimal() and text.isascii() and len(text) < 12):
        raise Http404
    return int(text) if text else None
