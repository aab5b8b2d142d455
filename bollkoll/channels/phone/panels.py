"""What the telephone shows on the pages of others: the rail, what rings, promised calls, numbers of a person."""

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message
from bollkoll.channels.phone import queries, rules
from bollkoll.channels.phone.policy import add_number
from bollkoll.kit.text import fold_key
from bollkoll.log.live import live_url
from bollkoll.people.actor import NOBODY
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally

BEGINS = ("samtal", "call", "ring", "telefon", "phone")
"""What people type first when somebody is on the line, in either language."""
MOST_OFFERED = 4


@panel("rail", order=35)
def calls(request: Request) -> Link | None:
    if not request.actor.is_agent:
        return None
    url = reverse("phone:calls")
    current = request.path.startswith(url)
    tally = Tally(lambda: queries.unfiled(request.actor), late=lambda: queries.broken_call_backs(request.actor))
    return Link(url, _("Calls"), "phone", current, key="g t", group="dialogue", tally=tally)


@panel("palette")
def found(request: Request, words: str) -> Iterator[dict[str, str]]:
    """``samtal`` opens the page of calls, ``samtal karin`` with those who may be calling, a number with whose it is."""
    if not request.actor.is_agent:
        return
    first, _space, rest = fold_key(words).partition(" ")
    begun = len(first) > 2 and any(one.startswith(first) for one in BEGINS)
    url = reverse("phone:calls")
    sought = rest if begun else words if rules.is_number_like(words) else ""
    if begun and not rest:
        yield {"label": _("New call"), "hint": "g t", "url": url, "icon": "phone"}
    if not sought:
        return
    for caller in queries.find(request.actor, sought)[:MOST_OFFERED]:
        hint = " · ".join([*(role.institution.code for role in caller.roles), *filter(None, [caller.number])])
        address = f"{url}?{urlencode({'q': caller.number or caller.person.name})}"
        yield {
            "label": _("Call from %(name)s") % {"name": caller.person},
            "hint": hint,
            "url": address,
            "icon": "phone",
        }


@panel("desk.rings")
def ringing(request: Request) -> str | None:
    """The card of a call that rings, on every page of whom it is for. Costs nothing where no exchange is connected."""
    actor = getattr(request, "actor", NOBODY)  # a page of what went wrong may come before anybody is known
    if not settings.CONFIG.phone_secret or not actor.is_agent:
        return None
    topic = f"ringing:{actor.person_id}"
    return render_to_string(
        "phone/ringing_shell.html",
        {"topic": topic, "live_url": live_url(topic), "ringing": queries.ringing(actor)},
        request=request,
    )


@panel("case.head", order=20)
def call_backs(request: Request, case: Case) -> str | None:
    """The promised calls of a case, under its ball."""
    owed = queries.call_backs_of(case) if request.actor.is_staff else []
    if not owed:
        return None
    context = {"owed": owed, "case": case, "actor": request.actor, "may_act": request.actor.is_agent}
    return render_to_string("phone/call_backs.html", context, request=request)


@panel("case.reporter")
def promise(request: Request, case: Case) -> str | None:
    """A way to promise a call, where the reporter's number stands."""
    if not request.actor.is_agent or not case.is_open:
        return None
    return render_to_string("phone/promise.html", {"case": case}, request=request)


@panel("case.message")
def heard(request: Request, message: Message, **_more: object) -> str | None:
    """With whom it was said, below what was noted in a call. Only the desk sees it."""
    if not request.actor.is_agent or message.via != "phone":
        return None
    call = _calls_of(request, message.case_id).get(message.pk)
    return render_to_string("phone/heard.html", {"call": call}) if call else None


def _calls_of(request: Request, case_id: UUID) -> dict:
    """The calls of the case's messages, read once per page however many it shows."""
    kept = request.__dict__.setdefault("_phone_calls", {})
    if case_id not in kept:
        kept[case_id] = queries.heard_by_phone(Message.objects.filter(case=case_id, via="phone"))
    return kept[case_id]


@panel("portal.standing", order=20)
def promised(request: Request, case: Case) -> str | None:
    """To the reporter's side: when we have promised to call."""
    owed = [ball for ball in queries.call_backs_of(case) if ball.promised_at]
    return (
        render_to_string("phone/promised.html", {"owed": owed, "case": case, "now": timezone.now()}, request=request)
        if owed
        else None
    )


@panel("person.card", order=40)
def numbers(request: Request, person: Person) -> str | None:
    """The numbers somebody is recognised by, for those who may add one."""
    if not add_number(request.actor, person):
        return None
    context = {"person": person, "numbers": queries.numbers(person)}
    return render_to_string("phone/numbers.html", context, request=request)
