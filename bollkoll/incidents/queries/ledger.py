"""The reporters' ledger: one row each, what they have been told, and whether it reached them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.models import Affected, Incident, Said, Told
from bollkoll.log.models import Delivery, Event
from bollkoll.people.actor import Actor

SENT, WAITS, NOT_REACHED, NO_MAIL, NOTED = "sent", "waits", "not_reached", "no_mail", "noted"
SOON = timedelta(hours=1)
"""Within this the mail of a telling has been written, if there is to be one; history that was brought in has none."""


@dataclass(frozen=True)
class Telling:
    """One saying to one reporter, and how it went. ``result``: sent, waits (on its way), not_reached, no_mail (by choice),
    noted (of before, with no mail of ours)."""

    told: Told
    result: str
    at: datetime | None


@dataclass(frozen=True)
class LedgerRow:
    """A reporter. ``case`` is ``None`` without one, or when the actor may not see it (``is_hidden``)."""

    affected: Affected
    case: Case | None
    is_hidden: bool
    start: Telling | None = None
    updates: list[Telling] = field(default_factory=list)
    end: Telling | None = None
    has_said: bool = False
    """That they are affected too, themselves."""

    @property
    def last_update(self) -> Telling | None:
        return self.updates[-1] if self.updates else None

    @property
    def is_waiting(self) -> bool:
        return self.affected.final_at is None

    @property
    def waits_again(self) -> bool:
        """They were told that it was over, and it came back."""
        had = bool(self.affected.final_by_hand) or (self.end is not None and self.end.told.at is not None)
        return self.is_waiting and not self.affected.is_unreached and had


def ledger(actor: Actor, incident: Incident) -> list[LedgerRow]:
    """Those who wait first, then by institution. Seven queries however many."""
    rows = list(incident.affected.select_related("person", "institution", "case__subject"))
    visible = Case.objects.visible_to(actor).for_list().in_bulk([row.case_id for row in rows if row.case_id])
    told: defaultdict[int, list[Told]] = defaultdict(list)
    tellings = Told.objects.filter(affected__incident=incident).select_related("said", "message")
    for one in tellings.order_by("release_at", "pk"):
        told[one.affected_id].append(one)
    results = _results(incident, rows)
    themselves = set(
        Event.objects.filter(
            kind="incidents.also_affected", data__affected__in=[row.pk for row in rows if not row.case_id]
        ).values_list("data__affected", flat=True)
    )
    found = [
        _row(row, visible.get(row.case_id) if row.case_id else None, told[row.pk], results, row.pk in themselves)
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.is_waiting, one.affected.institution.sort, one.affected.person.sort))


def _row(
    row: Affected, case: Case | None, told: list[Told], results: dict[tuple, Delivery], has_said: bool
) -> LedgerRow:
    tellings = [_telling(row, one, results) for one in told]
    start = next((one for one in tellings if one.told.said.stage == Said.Stage.START), None)
    end = next((one for one in reversed(tellings) if one.told.is_final), None)
    updates = [one for one in tellings if one is not start and one is not end]
    return LedgerRow(row, case, bool(row.case_id) and case is None, start, updates, end, has_said)


def _telling(row: Affected, told: Told, results: dict[tuple, Delivery]) -> Telling:
    key = str(told.message_id) if told.message_id else told.said_id
    delivery = results.get((row.person_id, key))
    if told.at is None:
        return Telling(told, WAITS, told.release_at)
    if delivery is None:
        return Telling(told, WAITS if told.at > timezone.now() - SOON else NOTED, told.at)
    if delivery.bounced_at or delivery.work == Delivery.Stage.FAILED or delivery.result == "undeliverable":
        return Telling(told, NOT_REACHED, delivery.bounced_at or delivery.finished_at)
    if delivery.work == Delivery.Stage.CANCELLED:
        return Telling(told, NO_MAIL, told.at)
    return Telling(told, SENT if delivery.work == Delivery.Stage.DONE else WAITS, delivery.finished_at or told.at)


def _results(incident: Incident, rows: list[Affected]) -> dict[tuple, Delivery]:
    """Deliveries by person and what they brought: a saying's key, or a message's."""
    topics = [incident.topic, *(f"incident:{pk}" for pk in incident.merged.values_list("pk", flat=True))]
    topics += [f"case:{row.case_id}" for row in rows if row.case_id]
    people = [row.person_id for row in rows]
    kinds = Q(event__kind="incidents.reporters_told") | Q(event__kind="cases.answered")
    found: dict[tuple, Delivery] = {}
    deliveries = Delivery.objects.filter(kinds, topic__in=topics, person__in=people).select_related("event")
    for delivery in deliveries.defer("text", "html"):
        if delivery.event is not None:
            data = delivery.event.data
            found[delivery.person_id, data.get("message") or data.get("said")] = delivery
    return found


def answerable(actor: Actor, incident: Incident) -> list[Affected]:
    """Those that an answer to all may go to: who waits, and sees it or has no case, with what a draft is filled from."""
    visible = Case.objects.visible_to(actor).filter(incident_link__incident=incident).values("pk")
    rows = incident.affected.filter(Q(case=None) | Q(case__in=visible))
    rows = rows.select_related("person", "institution", "case__subject", "case__service")
    return sorted(rows, key=lambda row: (row.final_at is not None, row.institution.sort, row.person.sort))


def back_unsaid(incident: Incident) -> int:
    """How many wait for word that it came back: it was opened again, and nobody has told the reporters since."""
    if not incident.is_unresolved:
        return 0
    reopened = Event.objects.filter(topics__name=incident.topic, kind="incidents.reopened").order_by("-at").first()
    if reopened is None or incident.said.filter(at__gt=reopened.at).exists():
        return 0
    return incident.affected.waiting().filter(added_at__lt=reopened.at).count()


def sayings(incident: Incident) -> list[Said]:
    """What the reporters were told, in order; a final answer by that name, whenever it was given (``title``)."""
    rows = incident.said.select_related("by").annotate(
        is_final=Exists(Told.objects.filter(said=OuterRef("pk"), is_final=True))
    )
    found: list[Any] = list(rows)
    for one in found:
        one.title = _("Final answer") if one.is_final else capfirst(one.get_stage_display())
    return found


@dataclass(frozen=True)
class OnItsWay:
    """An answer to all that can still be taken back: how many have not gone, and until when."""

    said: Said
    count: int
    until: datetime


def on_their_way(incident: Incident) -> list[OnItsWay]:
    """Those that have not gone, the latest first."""
    waiting: defaultdict[Said, list[datetime]] = defaultdict(list)
    rows = Told.objects.filter(said__incident=incident, at=None).select_related("said__by")
    for row in rows.order_by("-said__at", "-said"):
        waiting[row.said].append(row.release_at)
    return [OnItsWay(said, len(moments), min(moments)) for said, moments in waiting.items()]
