"""Finding one incident, its facts, and what others may know of it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.cases.queries import rare
from bollkoll.commitments.models import Subject
from bollkoll.incidents.models import Affected, Incident, IncidentCase, IncidentQuerySet, Said
from bollkoll.incidents.rules import FirstWords, first_words
from bollkoll.kit.once import once_a_page
from bollkoll.people.actor import Actor
from bollkoll.services.models import Service
from bollkoll.ui import dates

SHOWN_TO_REPORTERS = (Incident.State.ONGOING, Incident.State.MONITORING)


def incident(actor: Actor, number: int) -> Incident:
    """The incident with what its room's head shows. Raises ``Incident.DoesNotExist``."""
    rows = Incident.objects.visible_to(actor).whole().select_related("merged_into__subject", "split_from__subject")
    return rows.get(subject__kind=Subject.Kind.INCIDENT, subject__number=number)


def going_on(actor: Actor) -> IncidentQuerySet:
    """Those that are not closed."""
    return Incident.objects.visible_to(actor).going_on()


def facts(incident: Incident) -> dict[str, Any]:
    """What a first notice is written from: ``services``, ``environments``, ``institutions`` (``None`` when all, or nobody
    knows), ``since``, ``title``, and ``words``, drafted in both languages."""
    named = list(incident.institutions.all())
    return {
        "title": incident.title,
        "services": list(incident.services.all()),
        "environments": list(incident.environments.all()),
        "institutions": None if incident.is_everywhere or not named else named,
        "since": incident.started_at,
        "severity": incident.severity,
        "words": words(list(incident.services.all()), incident.started_at),
    }


def words(services: list[Service], since: datetime) -> FirstWords:
    """The first words about a disturbance in these services, in both languages."""
    return first_words(
        [row.name_sv for row in services], [row.name_en or row.name_sv for row in services],
        _since(since, "sv"), _since(since, "en"),
    )  # fmt: skip


def _since(moment: datetime, language: str) -> str:
    if timezone.localdate(moment) == timezone.localdate():
        said = dates.clock(timezone.localtime(moment), language)
        return f"kl. {said}" if language == "sv" else said
    return dates.exact(moment, language)


def cases_of(actor: Actor, incident: Incident) -> list[Case]:
    """The linked cases that the actor may see, the newest first."""
    rows = Case.objects.visible_to(actor).filter(incident_link__incident=incident)
    return list(rows.for_list().order_by("-opened_at"))


rare("incident", lambda case: IncidentCase.objects.filter(case=case))


@once_a_page
def incident_of(case: Case) -> Incident | None:
    """The incident that a case belongs to."""
    if not case.may_have("incident"):
        return None
    link = IncidentCase.objects.filter(case=case).select_related("incident__subject", "incident__lead").first()
    return link.incident if link else None


def said_to_all(incident: Incident) -> list[Said]:
    """What all who are affected have been told by a mail of their own, latest first; not the answers in their cases."""
    rows = incident.said.filter(told__at__isnull=False, told__message=None).distinct()
    return list(rows.order_by("-at")[:5])


# The portal


def for_reporters(service: Service | None = None) -> QuerySet[Incident]:
    """What contacts are shown: disturbances that somebody has confirmed. ``service``: of it, or of nothing in particular."""
    rows = Incident.objects.filter(state__in=SHOWN_TO_REPORTERS, merged_into=None).order_by("started_at")
    if service is not None:
        rows = rows.filter(services=service)
    return rows.select_related("subject").prefetch_related("services", "environments")


def own_row(actor: Actor, incident: Incident) -> Affected | None:
    """The actor's own row in the ledger."""
    return Affected.objects.filter(incident=incident, person=actor.person_id).order_by("case").first()
