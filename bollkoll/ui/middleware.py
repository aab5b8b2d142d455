"""Answers to forms that the page's own script sends (`static/ui/js/once.js`) and to htmx."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers

from bollkoll.log.acting import Refused
from bollkoll.ui import views


class SentByPage:
    """Views answer a change with 303. A script cannot see where to without following it, which would use up the
    messages meant for the person; so it is told in `X-Location` and the page goes there itself. A fragment asked for by
    somebody whose session has ended becomes 401: the login page is never drawn inside another and no text is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent_by_page = request.headers.get("X-Sent-By") == "page"
        fragment = request.headers.get("HX-Request") == "true"
        if not (sent_by_page or fragment) or not 300 <= response.status_code < 400 or "Location" not in response:
            return response
        login = urlsplit(resolve_url(settings.LOGIN_URL)).path
        to_login = urlsplit(response["Location"]).path == login and request.path != login
        if to_login:
            answer = HttpResponse(status=401)
        elif sent_by_page:
            answer = HttpResponse(status=204)
            answer["X-Location"] = request.build_absolute_uri(response["Location"])
        else:
            return response
        answer.cookies = response.cookies
        patch_vary_headers(answer, ["X-Sent-By", "HX-Request"])
        return answer


def refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A command that says no becomes 409 with its sentence and every text typed, unless the view kept the form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return views.refused(request, exception) if isinstance(exception, Refused) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
