"""Wrong method → 405, after the gate has said who may (contract 4)."""

from django.http import HttpResponseNotAllowed


def methods(request, *allowed: str) -> HttpResponseNotAllowed | None:
    """The refusal of a method that is not among ``allowed``, else None; GET allows HEAD."""
    known = {*allowed, *(("HEAD",) if "GET" in allowed else ())}
    return None if request.method in known else HttpResponseNotAllowed(sorted(known))
