"""What people are doing right now: drafts and presence. Not part of the story."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from bollkoll.cases.models import Case, Draft, Presence
from bollkoll.people.actor import Actor

HERE_FOR = timedelta(seconds=30)
"""A page tells every 15 seconds that it is open; after two silent turns nobody is there."""


def draft(actor: Actor, key: str) -> Draft | None:
    """What the actor was writing under a key; nobody else's is ever found."""
    return Draft.objects.filter(person=actor.person_id, key=key).first()


def drafts(actor: Actor, keys: Iterable[str]) -> dict[str, Draft]:
    """The same for several keys. One query."""
    return {one.key: one for one in Draft.objects.filter(person=actor.person_id, key__in=keys)}


def here_now(actor: Actor, case: Case) -> list[Presence]:
    """Others who have the case open now, those who write first."""
    since = timezone.now() - HERE_FOR
    rows = case.presences.filter(seen_at__gte=since).exclude(person=actor.person_id).select_related("person")
    return list(rows.order_by("-is_typing", "person__sort"))
