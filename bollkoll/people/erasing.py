"""What becomes of a person's account, addresses and ways in."""

import re
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.kit.text import sort_key
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, Hinder, erases, hinders, known_by, stays
from bollkoll.log.models import Event
from bollkoll.people.models import Absence, Alias, Employment, Invitation, Login, NewAddress, Person, Role


@known_by
def own_names(person: Person) -> Iterator[tuple[str, str]]:
    yield "name", person.name
    yield "address", person.email
    for number in re.split(r"[,;/]", person.phone):
        yield "number", number
    for model, column in ((Alias, "address"), (NewAddress, "email"), (Login, "email"), (EmailAddress, "email")):
        rows = model._base_manager.filter(**{"user__person" if model is EmailAddress else "person": person})
        yield from (("address", address) for address in rows.values_list(column, flat=True))


@hinders
def account(person: Person) -> Iterator[Hinder]:
    if person.is_active:
        yield Hinder(
            _("The account is open: end it first. What the person holds then passes to others."),
            reverse("people:end_person", args=[person.pk]),
        )


@erases(
    gettext_lazy("Logins, second steps, sessions and invitations"),
    *(Login, EmailAddress, Authenticator, UserSession, Invitation, NewAddress),
    order=10,
)
def ways_in(person: Person, traces: Traces) -> Iterator[Change]:
    sessions = UserSession.objects.filter(user__person=person)
    yield Change(Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))))
    for model in (UserSession, Authenticator, EmailAddress):
        yield Change(model.objects.filter(user__person=person))
    yield Change(Login._base_manager.filter(person=person))
    for once in (Invitation, NewAddress):
        yield Change(once.objects.filter(person=person))


@erases(gettext_lazy("More addresses, working time and absences"), Alias, Employment, Absence, order=12)
def own_facts(person: Person, traces: Traces) -> Iterator[Change]:
    for model in (Alias, Employment, Absence):
        yield Change(model._default_manager.filter(person=person))
    yield Change(Absence.objects.filter(deputy=person), {"deputy": None})


@erases(
    gettext_lazy("Name, address, telephone and title"),
    Person,
    fate=Fate.NAMELESS,
    why=gettext_lazy("The row stays with a number instead of a name, since the log and the cases refer to it."),
    order=90,
)
def account_row(person: Person, traces: Traces) -> Iterator[Change]:
    address = f"erased-{person.pk}@erased.invalid"
    name = traces.instead
    yield Change(
        Person.objects.filter(pk=person.pk),
        {
            "name": name,
            "sort": sort_key(name),
            "email": address,
            "email_key": address,
            "phone": "",
            "title": "",
            "telling": Person.Telling.NONE,
            "undeliverable_why": "",
            "undeliverable_at": None,
            "is_administrator": False,
            "is_coordinator": False,
            "erased_at": timezone.now(),
        },
    )


@stays(
    gettext_lazy("Roles that have ended"),
    Role,
    why=gettext_lazy("An institution’s accounts can be followed; nothing but the number tells who it was."),
    order=14,
)
def roles(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Role.objects.filter(person=person))


@stays(
    gettext_lazy("The log"),
    Event,
    why=gettext_lazy("It can only be added to, and holds numbers and moments: no name, address or text."),
    order=95,
)
def log(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Event.objects.filter(actor=person.pk))
