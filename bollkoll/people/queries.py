"""Finding people. What is found is what the actor may know of."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bollkoll.kit.text import fold_key
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence, Alias, Institution, Person, Role


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
    return Person.objects.active().filter(
        pk__in=Role.objects.active().filter(institution=institution).values("person")
    )


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
    """Second line with ``is_away`` today and the number of open balls each holds: one query."""
    day = day or timezone.localdate()
    away = Absence.objects.filter(person=OuterRef("pk"), first_day__lte=day, last_day__gte=day)
    return (
        Person.objects.second_line()
        .select_related("employment")
        .annotate(
            is_away=Exists(away),
            open_balls=Count("commitments", filter=Q(commitments__ended_at=None), distinct=True),
        )
    )
