"""A new address of one's own: it counts when a link that was sent there has been used, and the old one is told."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.kit.text import fold_key
from bollkoll.kit.tokens import short_token
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.events import AddressAskedFor, AddressChanged, AddressGivenUp
from bollkoll.people.models import Login, NewAddress, Person
from bollkoll.people.rules import digest

LINK_FOR = timedelta(days=2)


@command
def ask_new_address(actor: Actor, person: Person, *, email: str) -> NewAddress:
    """Send a link to ``email``. Nothing else changes; an earlier link stops working. Raises :class:`Refused`: ``taken``."""
    must_be_free(person, email)
    wanted = {"email": email, "digest": "", "expires_at": now() + LINK_FOR}
    asked, _made = NewAddress.objects.update_or_create(person=person, defaults=wanted)
    record(AddressAskedFor(person=person))
    return asked


@command
def give_up_new_address(actor: Actor, person: Person) -> None:
    """It stays as it is: the link that was sent does nothing any more."""
    if not NewAddress.objects.filter(person=person, expires_at__gt=now()).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(AddressGivenUp(person=person))


@command
def use_new_address(actor: Actor, person: Person, *, token: str) -> Person:
    """Whoever has the mail sent there has the address. Raises :class:`Refused`: ``used`` of an old link, ``taken``."""
    asked = NewAddress.objects.select_for_update(no_key=True).filter(person=person, digest=digest(token)).first()
    if asked is None or asked.expires_at < now() or not person.is_active:
        raise Refused(_("The link has been used or is too old. Ask for a new one."), "used")
    must_be_free(person, asked.email)
    move_to(person, asked.email)
    record(AddressChanged(person=person), actor=Actor(person, actor.via))
    return person


def must_be_free(person: Person, email: str) -> None:
    if Person.objects.filter(email_key=fold_key(email)).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody else has that address."), "taken")


def move_to(person: Person, email: str) -> None:
    """The address is the login name too; the old one is kept until it has been told."""
    was = {"email": person.email, "digest": "", "expires_at": now()}
    NewAddress.objects.update_or_create(person=person, defaults=was)
    person.email, person.undeliverable_at, person.undeliverable_why = email, None, ""
    person.prepare().save()
    Login.objects.filter(person=person).update(email=person.email_key)


# For whoever writes the mail, inside an act


def new_address_link(person: Person) -> tuple[str, str] | None:
    """The address that waits to be confirmed, and the link. ``None`` when it was given up meanwhile."""
    asked = NewAddress.objects.filter(person=person, expires_at__gt=now()).first()
    if asked is None:
        return None
    token = short_token(32)
    asked.digest = digest(token)
    asked.save(update_fields=["digest"])
    return asked.email, settings.CONFIG.base_url + reverse("people:use_new_address", args=[token])


def old_address(person: Person) -> str:
    """The one that they had before, once: it is forgotten then. Empty when they have asked for another meanwhile."""
    left = NewAddress.objects.filter(person=person, expires_at__lte=now()).first()
    if left is None:
        return ""
    left.delete()
    return left.email
