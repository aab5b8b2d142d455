"""After many at once: what could not be done is told on the next list, and answers are taken back while they can be."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bollkoll.cases import commands, many
from bollkoll.cases.models import Message
from bollkoll.cases.views.doors import for_staff
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people.requests import Request

OUTCOME, SENT = "cases.many", "cases.many.sent"
"""Where the session keeps it until the next list has shown it; what was sent, for as long as it can be taken back."""


def tell_outcome(request: Request, outcome: many.Outcome) -> None:
    """How many were changed as a message; the others with their reasons on the next list."""
    if outcome.done:
        count = len(outcome.done)
        said = ngettext("%(count)s case is changed.", "%(count)s cases are changed.", count) % {"count": count}
        messages.success(request, said)
    keep_outcome(request, outcome)


def keep_outcome(request: Request, outcome: many.Outcome) -> None:
    if outcome.refused or outcome.unknown:
        request.session[OUTCOME] = outcome.stored()


def keep_sent(request: Request, sent: list[Message]) -> None:
    """Answers that went out together, so that they can be taken back together."""
    request.session[SENT] = [str(message.pk) for message in sent]


def shown(request: Request) -> dict[str, Any]:
    """What a list shows of the last time that many were changed: ``outcome``, told once, and ``sent`` with ``until``."""
    waiting = waiting_of(request.session.get(SENT) or ())
    if not waiting:
        request.session.pop(SENT, None)
    return {
        "outcome": request.session.pop(OUTCOME, None) if OUTCOME in request.session else None,
        "sent": len(waiting),
        "until": max((message.release_at for message in waiting if message.release_at), default=None),
    }


def waiting_of(keys: Iterable[str]) -> list[Message]:
    """Those of the answers that have not gone yet. Asks nothing when there are none."""
    if not keys:
        return []
    rows = Message.objects.filter(pk__in=[UUID(key) for key in keys], released_at=None, kind=Message.Kind.ANSWER)
    return list(rows.select_related("case__subject"))


def take_back(request: Request, keys: Iterable[str]) -> None:
    """Undo the answers that have not gone yet, and say how many. Their cases are as they were; each text is a draft again."""
    back = 0
    for message in waiting_of(keys):
        try:
            commands.undo_answer(request.actor, message.case, message=message)
            back += 1
        except (Refused, NotAllowed):
            continue  # it went in the same moment
    said = ngettext("%(count)s answer was taken back.", "%(count)s answers were taken back.", back) % {"count": back}
    (messages.success if back else messages.warning)(request, said if back else _("The answers have gone already."))


@for_staff
@require_POST
def take_back_many(request: Request) -> HttpResponse:
    """Undo what was sent together the last time."""
    take_back(request, request.session.pop(SENT, ()))
    to = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(to if safe else reverse("cases:list"), status=303)
