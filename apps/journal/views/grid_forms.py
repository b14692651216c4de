"""Beside the grid: a further column of a lesson."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.lessons.actions.assessments import add_assessment, remove_assessment
from apps.lessons.models import Assessment, Lesson
from apps.school.models import Term
from apps.school.queries import term_of

from ..forms.columns import ColumnForm
from ..permissions import CourseAccess, course_for_filling
from ..queries.columns import empty_columns

WRITING = ("GET", "HEAD", "POST")


@cache_control(no_store=True)
def add_column(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a column of another kind of work to a lesson of the term, or takes an empty one away (JRN-06)."""
    access = course_for_filling(request.user, pk)
    if request.method not in WRITING:
        return HttpResponseNotAllowed(WRITING)
    period = _term(access, request.GET.get("term"))
    lessons = _lessons(access, period)
    back = _grid_url(access, period)
    if "remove" in request.POST:
        _remove(request, empty_columns(lessons))
        return redirect(back)
    form = ColumnForm(request.POST or None, lessons=lessons, initial={"lesson": _nearest(lessons)})
    if request.method == "POST" and form.is_valid():
        column = _add(request, form)
        if column:
            return redirect(f"{back}#a{column.pk}")  # the grid begins there
    context = {"form": form, "access": access, "back": back, "empty": empty_columns(lessons)}
    return render(request, "journal/grid_column.html", context)


def _add(request: HttpRequest, form: ColumnForm) -> Assessment | None:
    """The new column, or nothing with the reason in the form."""
    lesson, kind, title = (form.cleaned_data[name] for name in ("lesson", "work_kind", "title"))
    try:
        column = add_assessment(lesson, work_kind=kind, title=title, by=request.user)
    except RuleViolation as violation:
        form.add_error(None, str(violation))
        return None
    messages.success(request, _("Добавлена колонка «%s».") % (column.title or kind.name))
    return column


def _remove(request: HttpRequest, removable) -> None:
    """Takes away one of the empty columns on offer."""
    chosen = request.POST["remove"]
    column = next((one for one in removable if str(one.pk) == chosen), None)
    try:
        if column is None:
            raise RuleViolation(_("В колонке уже есть записи: убрать её нельзя."))
        remove_assessment(column, by=request.user)
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return
    messages.success(request, _("Убрана колонка «%s».") % (column.title or column.work_kind.name))


def _term(access: CourseAccess, chosen: str | None) -> Term:
    terms = list(Term.objects.filter(scheme_id=access.course.term_scheme_id).select_related("scheme"))
    if chosen:
        found = next((one for one in terms if str(one.pk) == chosen), None)
    else:
        found = term_of(terms, clock.today())
    if found is None:
        raise Http404
    return found


def _lessons(access: CourseAccess, period: Term):
    lessons = Lesson.objects.filter(course=access.course, term=period, cancelled_at=None)
    if access.scope is not None:
        lessons = lessons.filter(pk__in=access.scope)
    return lessons.order_by("-held_on", "-number")


def _nearest(lessons):
    return lessons.filter(held_on__lte=clock.today()).first()


def _grid_url(access: CourseAccess, period: Term) -> str:
    return f"{reverse('journal:grid', args=[access.course.pk])}?term={period.pk}"
