"""Reading what has been handed out. What is not visible does not exist."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from bollkoll.cases.models import Case
from bollkoll.cases.queries.finding import threads
from bollkoll.disclosure.models import Disclosure, Erasure
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.restricted.models import Secret

MOST = 200


@dataclass(frozen=True)
class Row:
    """A line of the list. ``is_hidden``: of a case that the actor does not see; then nothing is said but that it was done."""

    disclosure: Disclosure
    is_hidden: bool
    fetched: int


def visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """Agents: those of cases that they see, and of persons what they made themselves. Who keeps an eye on it (incident
    manager, administrator): all; of a case that they do not see only that there is one."""
    rows = Disclosure.objects.all()
    if actor.is_machine or actor.is_administrator or actor.is_coordinator:
        return rows
    if not actor.is_agent:
        return rows.none()
    seen = Case.objects.visible_to(actor).values("pk")
    return rows.filter(Q(case__in=seen) | Q(case=None, asked_by=actor.person_id))


def disclosure(actor: Actor, key: UUID) -> Disclosure:
    """One that the actor may know of, whole: whoever does not see its case does not see it. Raises ``DoesNotExist``."""
    rows = visible_to(actor).exclude(pk__in=_hidden(actor))
    return rows.select_related("case__subject", "person", "asked_by").get(pk=key)


def latest(actor: Actor) -> list[Row]:
    """The newest, with how often each was fetched: four questions."""
    rows = visible_to(actor).select_related("case__subject", "person", "asked_by")
    found = list(rows[:MOST])
    hidden = set(_hidden(actor))
    fetched: dict[str, int] = {}
    keys = {str(row.pk) for row in found}
    oldest = min((row.asked_at for row in found), default=None)
    if oldest is not None:
        for data in Event.objects.filter(kind="disclosure.fetched", at__gte=oldest).values_list("data", flat=True):
            key = data["disclosure"]
            if key in keys:
                fetched[key] = fetched.get(key, 0) + 1
    return [Row(row, row.pk in hidden, fetched.get(str(row.pk), 0)) for row in found]


def _hidden(actor: Actor) -> list[UUID]:
    """Keys of those of cases that the actor does not see."""
    rows = Disclosure.objects.filter(case__isnull=False)
    seen = Case.objects.visible_to(actor).values("pk")
    return list(rows.exclude(case__in=seen).values_list("pk", flat=True))


def of_case(actor: Actor, case: Case) -> list[Disclosure]:
    """What has been handed out of a case, the latest first."""
    return list(visible_to(actor).filter(case=case).select_related("asked_by"))


def secrets_of_case(actor: Actor, case: Case) -> list[Secret]:
    """What is there to be read out: what was put there for one person only is theirs."""
    rows = Secret.objects.present().filter(case__in=threads(actor, case), is_once=False).defer("ciphertext")
    return list(rows.select_related("case__subject").order_by("made_at", "pk"))


def secrets_about(actor: Actor, person: Person) -> list[Secret]:
    """What a person has put in the protected part, or was put there for them, in cases that the actor sees."""
    rows = Secret.objects.present().filter(case__in=Case.objects.visible_to(actor).values("pk"), is_once=False)
    rows = (rows.filter(made_by=person) | rows.filter(for_person=person)).defer("ciphertext")
    return list(rows.select_related("case__subject").order_by("made_at", "pk"))


def erasures() -> list[Erasure]:
    """Who has been erased: when, by whom, why."""
    return list(Erasure.objects.select_related("person", "erased_by")[:MOST])
