"""Files attached to homework, for those who may see the lesson."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.cache import cache_control

from apps.homework.models import HomeworkFile

from ..permissions import lesson_for_viewing


@cache_control(no_store=True)
def homework_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as an attachment that no browser runs (contract 10)."""
    found = HomeworkFile.objects.select_related("homework").filter(pk=pk).first()
    if found is None:
        raise Http404
    lesson_for_viewing(request.user, found.homework.lesson_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        content = found.file.open("rb")
    except FileNotFoundError:  # the storage lost it: nothing to show, nothing to break
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
