"""The one page of the floor: is everything alive?"""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """Database, broker and worker as JSON for monitoring: 200 when all are well, else 503."""
    report = health.report()
    response = JsonResponse(report, status=200 if set(report.values()) == {"ok"} else 503)
    response._has_been_logged = True  # who asks is told; Django would log every 503 as an error besides
    return response
