"""Pages for what went wrong. Each says what happened and gives back every text that was typed."""

import re
import sys
from typing import Any
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused

HIDDEN_FIELDS = ("password", "csrfmiddlewaretoken", "code", "once", "credential")
UNTYPED_FIELDS = {
    "affected", "asked", "colleagues", "do", "environment", "file", "files", "group", "identity", "impact", "institution",
    "kept", "kind", "message", "mode", "next", "number", "person", "priority", "rating", "role", "seen", "service", "show",
    "promised", "protected", "sort", "state", "step", "template", "then", "urgency", "via", "view", "whose",
}  # fmt: skip
"""Fields that are chosen or hidden: what they carry is the page's own, and means nothing to the one who wrote."""
UNTYPED_NAME = re.compile(r"-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")
UNTYPED_VALUE = re.compile(r"\s*(on|[0-9]+|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9-]{10}T[0-9:.]{5,})\s*")
"""A ticked box, a row's number, a key, a moment."""


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed in the form that could not be carried out (never passwords)."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if len(value.strip()) > 1
        and name not in UNTYPED_FIELDS
        and not UNTYPED_NAME.search(name)
        and not UNTYPED_VALUE.fullmatch(value)
        and not any(hidden in name.lower() for hidden in HIDDEN_FIELDS)
    ]


def _problem(request: HttpRequest, status: int, title: str, text: str, **more: Any) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "typed": typed_texts(request), **more}
    response = render(request, "ui/problem.html", context, status=status)
    if request.headers.get("HX-Request"):
        # htmx shows errors in place of the whole page: nothing is silently swallowed.
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """409: the state has moved on."""
    return _problem(request, 409, _("It could not be done"), str(error.message), back_url=_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page of ours whose form was sent: it shows what stands now. Empty when it is not known."""
    url = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours and urlsplit(url).path != request.path else ""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or you were signed out meanwhile. Texts are given back."""
    return _problem(
        request,
        403,
        _("The page had become too old"),
        _("You were signed out, or signed in again in another window, while you were writing. Nothing was sent. "
          "Your text is still there, in the form or here below. Sign in again and send it once more; saved drafts are kept too."),
    )  # fmt: skip


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 403, _("You may not do that"), _("Your account has no right to this. Nothing was changed.")
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 404, _("There is no such page"), _("It may have been moved, or it may not be yours to see.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away. Drawn without asking anything of the database; texts are given back."""
    if isinstance(sys.exc_info()[1], DatabaseError):
        title = _("We cannot reach our database just now")
        text = _("Nothing was saved. Your text is below: keep the page open and try again in a moment.")
        return _without_database(request, 503, title, text)
    title = _("Something went wrong with us")
    return _without_database(
        request, 500, title, _("The fault has been noted. Your text is below: try again in a moment.")
    )


def _without_database(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "typed": typed_texts(request), "again": request.get_full_path()}
    response = HttpResponse(render_to_string("ui/unavailable.html", context), status=status)
    if status == 503:
        response["Retry-After"] = "10"
    return response


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: allauth's limits on guessing."""
    return _problem(request, 429, _("Too many attempts"), _("Wait a few minutes and try again. Nothing was changed."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(
        exception, MultiPartParserError
    ):  # what came along could not be taken apart: a name of thousands of signs
        said = _("A file could not be taken in: its name is too long. Give it a shorter name and choose it again.")
        if not request.accepts("text/html") or "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": said}, status=400)
        return _problem(request, 400, _("The request could not be understood"), said)
    return _problem(
        request, 400, _("The request could not be understood"), _("Nothing was changed. Go back and try again.")
    )
