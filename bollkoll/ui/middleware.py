"""Refusals become pages: what happened, what was kept, what to do."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from bollkoll.log.acting import Refused
from bollkoll.ui.views import refused


class refusals:  # noqa: N801  middleware reads as a verb in settings
    """Turn :class:`Refused` into a 409 page that shows its message and gives back what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refused) else None
