"""What every request passes through."""

import uuid

from django.middleware.locale import LocaleMiddleware

from .history import attributed


class AttributionMiddleware:
    """History rows written while a request is answered carry its author and its identifier."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = str(uuid.uuid4())
        user = request.user if request.user.is_authenticated else None
        with attributed(by=user, request_id=request.id):
            return self.get_response(request)


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Russian until the person chooses otherwise: what the browser was installed in says nothing about a school."""

    def process_request(self, request):
        """Ask the cookie of the language switch only."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
