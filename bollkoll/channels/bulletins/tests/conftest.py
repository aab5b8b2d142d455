"""Subscriptions that are confirmed, and updates that have been published."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bollkoll.channels.bulletins import commands, drawing, sending, spreading
from bollkoll.channels.bulletins.models import Bulletin, Subscription
from bollkoll.channels.bulletins.views.own import HOLDER
from bollkoll.channels.email import sending as mail
from bollkoll.channels.email.tests.conftest import Receiver, config, receiver  # noqa: F401  fixtures
from bollkoll.log.acting import act
from bollkoll.log.models import Event
from bollkoll.people.actor import NOBODY, SYSTEM

EVERYTHING: dict[str, list] = {"kinds": [], "services": [], "environments": [], "institutions": []}


class Bulletins:
    """What the tests do: subscribe, publish, let the worker work."""

    def __init__(self, world: Any) -> None:
        self.world = world

    def asked(self, address: str = "stig@larosate.example", **more: Any) -> Subscription:
        given = {"language": "sv", "chosen": EVERYTHING, **more}
        return commands.ask(NOBODY, None, address=address, **given)

    def confirmed(self, address: str = "stig@larosate.example", **more: Any) -> Subscription:
        return commands.confirm(HOLDER, self.asked(address, **more))

    def many(self, count: int, at: datetime) -> None:
        """Mailboxes that have confirmed, made in one stroke: what takes time here is not what is tested."""
        with act(SYSTEM, at=at):
            Subscription.objects.bulk_create(
                [
                    Subscription(
                        channel="mail", address=f"en{number}@larosate.example",
                        address_key=f"en{number}@larosate.example", language="sv", chosen=EVERYTHING, asked_at=at,
                        confirmed_at=at,
                    )
                    for number in range(count)
                ]
            )  # fmt: skip

    def notice(self, **more: Any) -> dict[str, Any]:
        """A notice as the public picture has it."""
        at = "2026-11-29T12:00:00Z"
        return {
            "id": str(uuid4()), "number": 1001, "kind": "disturbance", "state": "ongoing", "severity": "major",
            "title": {"sv": "Resultat kan inte attesteras", "en": ""}, "environments": ["production"],
            "parts": [{"service": "resultat", "environment": None, "degree": "down", "note": {"sv": "", "en": ""}}],
            "institutions": None, "workaround": {"sv": "Vänta med att attestera.", "en": ""}, "starts_at": at,
            "expected_end_at": None, "ended_at": None, "published_at": at, "changed_at": at,
            "next_update_at": "2026-11-29T13:00:00Z", "updates": [], "source": "system", **more,
        }  # fmt: skip

    def published(self, *, text: str = "Vi felsöker.", of: dict[str, Any] | None = None, **more: Any) -> Bulletin:
        notice = of or self.notice(**more)
        update = {
            "id": str(uuid4()), "at": "2026-11-29T12:00:00Z", "kind": "update" if notice["updates"] else "first",
            "text": {"sv": text, "en": ""}, "corrects": None, "facts": {},
        }  # fmt: skip
        notice["updates"].append(update)
        used = set(Bulletin.objects.values_list("event", flat=True))
        event = Event.objects.exclude(pk__in=used).order_by("pk").first()
        return commands.note(
            SYSTEM, None, event=event, notice=UUID(notice["id"]), update=UUID(update["id"]), kind=notice["kind"],
            title=notice["title"]["sv"], concerns=drawing.concerns(notice), payload=drawing.payload(notice, update),
        )  # fmt: skip

    def page_is_out(self) -> None:
        """Bulletins wait for their page no longer."""
        with act(SYSTEM):
            Bulletin.objects.filter(work="waiting").update(due_at=timezone.now())

    def spread(self) -> None:
        self.page_is_out()
        while spreading.spread_one("test:1"):
            pass

    def send(self) -> None:
        """Letters about subscriptions, then notices, then webhooks."""
        while mail.send_one("test:1"):
            pass
        while sending.send_mails("test:1"):
            pass
        while sending.call_webhooks("test:1"):
            pass

    def turn(self) -> None:
        self.spread()
        self.send()


@pytest.fixture
def bulletins(world, config) -> Bulletins:  # noqa: F811  the fixture
    return Bulletins(world)
