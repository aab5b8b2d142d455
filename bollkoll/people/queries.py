"""Finding people. What is found is what the actor may know of."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from bollkoll.kit.text import fold_key
from bollkoll.log.acting import now
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence, Alias, Institution, Invitation, Login, NewAddress, Person, Role
from bollkoll.people.rules import digest, next_weekday


def by_address(address: str) -> Person | None:
    """The active person who writes from an address (own or alias), or ``None``."""
    key = fold_key(address)
    person = Person.objects.active().filter(email_key=key).first()
    if person is None:
        alias = Alias.objects.filter(key=key, person__ended_at=None).select_related("person").first()
        person = alias.person if alias else None
    return person


def persons(actor: Actor) -> QuerySet[Person]:
    """Persons that the actor may look up: staff find everybody, contacts their colleagues."""
    if actor.is_agent or actor.is_administrator or actor.is_machine:
        return Person.objects.all()
    if actor.is_third_line:
        return Person.objects.filter(Q(line__gt=0) | Q(pk=actor.person_id))
    return Person.objects.filter(
        Q(pk=actor.person_id) | Q(roles__institution__in=actor.own_institutions, roles__ended_at=None)
    ).distinct()


def colleagues(actor: Actor, institution: Institution) -> QuerySet[Person]:
    """Active contacts of an institution the actor belongs to or works for."""
    if not (actor.is_agent or actor.is_administrator or institution.pk in actor.own_institutions):
        return Person.objects.none()
    return Person.objects.active().filter(pk__in=Role.objects.active().filter(institution=institution).values("person"))


def institutions(actor: Actor) -> QuerySet[Institution]:
    if actor.is_agent or actor.is_administrator or actor.is_machine:
        return Institution.objects.all()
    return Institution.objects.filter(pk__in=actor.own_institutions)


def led_institutions(actor: Actor) -> QuerySet[Institution]:
    """Institutions whose accounts the actor keeps."""
    if actor.is_administrator or actor.is_machine:
        return Institution.objects.all()
    return Institution.objects.filter(pk__in=actor.led_institutions)


def agents(day: date | None = None) -> QuerySet[Person]:
    """Second line with ``is_away`` today, until when (``away_to``) and who stands in (``deputy_name``), ``is_leaving`` (away
    the next weekday, and not yet), and the number of open balls each holds: one query.
    """
    return Person.objects.second_line().select_related("employment").annotate(**_of_agents(day or timezone.localdate()))


@lru_cache(maxsize=2)
def _of_agents(day: date) -> dict[str, Any]:
    """What is asked of every agent that day, put together once: every page with a suggestion asks it."""
    away = Absence.objects.on(day).filter(person=OuterRef("pk")).order_by("-last_day")
    stood_in_for = Absence.objects.stood_in_for(day).filter(person=OuterRef("pk")).order_by("-last_day")
    leaving = Absence.objects.on(next_weekday(day)).filter(person=OuterRef("pk"))
    return {
        "is_away": Exists(away),
        "away_to": Subquery(away.values("last_day")[:1]),
        "deputy_name": Subquery(stood_in_for.values("deputy__name")[:1]),
        "is_leaving": Exists(leaving) & ~Exists(away),
        "open_balls": Coalesce(Subquery(_open_balls()), 0),
    }


def _open_balls() -> QuerySet:
    """How many of them each person holds: by their partial index, and without grouping all that is known of a person."""
    held = Person.commitments.rel.related_model._default_manager.filter(person=OuterRef("pk"), ended_at=None)
    return held.order_by().values("person").annotate(number=Count("*")).values("number")


def deputy_of(person: Person, day: date | None = None) -> Person | None:
    """Who stands in for somebody who is away on a day, if the deputy works there and is not away too."""
    rows = Absence.objects.stood_in_for(day).filter(person=person).select_related("deputy")
    row = rows.order_by("-last_day").first()
    return row.deputy if row else None


def is_away(person: Person, day: date | None = None) -> bool:
    return Absence.objects.on(day).filter(person=person).exists()


def absence_of(person: Person, day: date | None = None) -> Absence | None:
    """The absence that a day falls in, by default today; of several the one that lasts longest."""
    return Absence.objects.on(day).filter(person=person).select_related("deputy").order_by("-last_day").first()


def absent_between(person: Person, first: date, last: date) -> Absence | None:
    """An absence of somebody that has a day in common with those days."""
    return person.absences.filter(first_day__lte=last, last_day__gte=first).order_by("first_day").first()


def stands_in_for(person: Person, first: date, last: date) -> QuerySet[Absence]:
    """Absences of those for whom somebody is to stand in on some of those days."""
    rows = Absence.objects.filter(deputy=person, first_day__lte=last, last_day__gte=first, person__ended_at=None)
    return rows.select_related("person").order_by("first_day")


def is_last_incident_manager(person: Person) -> bool:
    managers = Person.objects.second_line().filter(is_coordinator=True)
    return managers.filter(pk=person.pk).exists() and not managers.exclude(pk=person.pk).exists()


def is_only_incident_manager(person: Person, first: date, last: date) -> bool:
    """Whether no other incident manager is there the whole of those days."""
    managers = Person.objects.second_line().filter(is_coordinator=True)
    away = Absence.objects.filter(first_day__lte=last, last_day__gte=first).values("person")
    others = managers.exclude(pk=person.pk).exclude(pk__in=away)
    return managers.filter(pk=person.pk).exists() and not others.exists()


def new_address(person: Person) -> NewAddress | None:
    """The address of their own that waits to be confirmed."""
    return NewAddress.objects.filter(person=person, expires_at__gt=timezone.now()).first()


def new_address_by(token: str) -> NewAddress | None:
    """The one that a link confirms, while it does."""
    fresh = NewAddress.objects.filter(digest=digest(token), expires_at__gt=timezone.now(), person__ended_at=None)
    return fresh.select_related("person").first()


def invitation(token: str) -> Invitation | None:
    """The one-time link that a token opens, while it does; one that is used, old or unknown is ``None``."""
    fresh = Invitation.objects.filter(used_at=None, expires_at__gt=now(), person__ended_at=None)
    return fresh.filter(digest=digest(token)).select_related("person").first()


def _access(person: str) -> dict[str, Any]:
    """How somebody comes in: ``has_login``, ``last_in`` (when it last happened), ``invited_until`` (an open link)."""
    came_in = Event.objects.filter(kind="people.signed_in", actor=OuterRef(person)).order_by("-at")
    invited = Invitation.objects.filter(person=OuterRef(person), used_at=None, expires_at__gt=now())
    return {
        "has_login": Exists(Login.objects.filter(person=OuterRef(person), is_active=True)),
        "last_in": Subquery(came_in.values("at")[:1]),
        "invited_until": Subquery(invited.order_by("-expires_at").values("expires_at")[:1]),
    }


def accounts(institution: Institution, actor: Actor) -> QuerySet[Role]:
    """The present roles at an institution: contact persons, then local support, then extra accounts, by name.

    ``is_kept`` says whether the actor may change and end the account, which is the policy of those verbs in SQL.
    """
    elsewhere = Role.objects.active().filter(person=OuterRef("person")).exclude(institution__in=actor.led_institutions)
    theirs = ~Exists(elsewhere) & Q(person__line=0, person__is_administrator=False)
    is_kept = Value(True) if actor.is_administrator else Case(When(theirs, then=Value(True)), default=Value(False))
    order = Case(
        *[When(kind=kind, then=Value(place)) for place, kind in enumerate(Role.Kind.values)],
        output_field=IntegerField(),
    )
    roles = Role.objects.active().filter(institution=institution).select_related("person")
    return roles.annotate(place=order, is_kept=is_kept, **_access("person")).order_by("place", "person__sort", "pk")


def institutions_with_accounts(actor: Actor) -> QuerySet[Institution]:
    """Institutions whose accounts the actor may look at: those who keep them, and agents, who look people up."""
    return Institution.objects.all() if actor.is_agent else led_institutions(actor)


def institutions_counted(actor: Actor) -> QuerySet[Institution]:
    """Institutions with the number of their accounts, of contact persons, and of addresses that mail does not reach."""
    active = Q(roles__ended_at=None) & Q(roles__isnull=False)
    return institutions(actor).annotate(
        accounts=Count("roles", filter=active),
        contact_persons=Count("roles", filter=active & Q(roles__kind=Role.Kind.CONTACT_PERSON)),
        unreached=Count("roles", filter=active & Q(roles__person__undeliverable_at__isnull=False)),
    )


def staff(day: date | None = None) -> QuerySet[Person]:
    """Everybody who works in second or third line or administers, with who is away today."""
    away = Absence.objects.on(day).filter(person=OuterRef("pk")).order_by("-last_day")
    return (
        Person.objects.active()
        .filter(Q(line__gt=0) | Q(is_administrator=True))
        .select_related("employment")
        .annotate(is_away=Exists(away), away_to=Subquery(away.values("last_day")[:1]), **_access("pk"))
        .order_by("sort", "pk")
    )


def person_card(actor: Actor) -> QuerySet[Person]:
    """Persons that the actor may open the card of: whoever works here sees who they find, contacts only keep theirs."""
    if actor.is_agent or actor.is_administrator:
        found = persons(actor)
    elif actor.is_third_line:
        found = Person.objects.filter(Q(line__gt=0) | Q(is_administrator=True))
    else:
        found = Person.objects.filter(roles__institution__in=actor.led_institutions, roles__ended_at=None).distinct()
    return found.annotate(**_access("pk"))


def absences(person: Person, day: date | None = None) -> QuerySet[Absence]:
    """Absences that are not over."""
    return person.absences.filter(last_day__gte=day or timezone.localdate()).select_related("deputy")
