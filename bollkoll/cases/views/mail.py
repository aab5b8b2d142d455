"""The HTML of a mail, on request: in a frame that can run nothing and fetch nothing from elsewhere."""

import re
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bollkoll.cases import queries
from bollkoll.cases.models import Message
from bollkoll.cases.views.doors import found, signed_in
from bollkoll.people.requests import Request

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""Same origin, so that the mail's own pictures come with the session's cookie; no scripts, so nothing can use it."""
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><meta name="color-scheme" content="light">'
    "<style>body{{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;background:#fff;color:#182226;"
    "overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}table{{max-width:100%}}</style></head><body>{}</body></html>"
)
CONTENT_ID = re.compile(r"""(?<=\ssrc=["'])cid:([^"']+)(?=["'])""", re.IGNORECASE)


@signed_in
@require_safe
def message_html(request: Request, number: int, key: UUID) -> HttpResponse:
    """What was sanitised when it came in. Pictures that came with the mail are shown, no others."""
    try:
        message = queries.message(request.actor, found(request, number), key)
    except Message.DoesNotExist:
        raise Http404("message") from None
    if not message.html:
        raise Http404("html")
    own = {file.content_id.strip("<>"): file for file in message.attachments.all() if file.content_id}

    def address(match: re.Match[str]) -> str:
        file = own.get(match[1].strip("<>"))
        return reverse("cases:preview", args=[file.pk]) if file else "data:,"

    response = HttpResponse(PAGE.format(CONTENT_ID.sub(address, message.html)))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, max-age=600"
    return response
