"""What mail shows on the pages of others: the rail's entry, who was told on a case's page, a line below each answer."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message
from bollkoll.channels.email import queries
from bollkoll.log.models import Delivery
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally


@panel("rail", order=80)
def held(request: Request) -> Link | None:
    """Held mail, with how many wait."""
    if not request.actor.is_agent:
        return None
    url = reverse("email:held")
    current, tally = request.path.startswith(url), Tally(lambda: queries.held_since(request.actor))
    return Link(url, _("Held mail"), "mail", current, group="dialogue", tally=tally)


@panel("case.aside", order=60)
def told(request: Request, case: Case, **_more) -> str | None:
    """Who was told what, when, with what result."""
    if not request.actor.is_agent:
        return None
    rows = _ledger(request, case.pk)
    lines = [queries.line(row) for row in rows[-6:][::-1]]
    context = {"rows": lines, "more": max(0, len(rows) - 6), "case": case}
    return render_to_string("email/told.html", context)


@panel("case.message")
def delivered(request: Request, message: Message, **_more) -> str | None:
    """How the mails of an answer stand, below it. Only the desk sees it."""
    if not request.actor.is_agent or message.kind != Message.Kind.ANSWER or message.released_at is None:
        return None
    rows = [
        row
        for row in _ledger(request, message.case_id)
        if row.event and row.event.data.get("message") == str(message.pk)
    ]
    if not rows:
        return None
    return render_to_string("email/delivered.html", {"rows": [queries.line(row) for row in rows]})


def _ledger(request: Request, case_id: UUID) -> list[Delivery]:
    """The case's deliveries, read once per page however many messages it shows."""
    kept = request.__dict__.setdefault("_email_ledger", {})
    if case_id not in kept:
        kept[case_id] = list(queries.of_topic(f"case:{case_id}"))
    return kept[case_id]
