"""Accounts: invited, changed, ended."""

from django.utils.translation import gettext as _

from bollkoll.kit.text import fold_key
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.commands.address import move_to, must_be_free
from bollkoll.people.commands.login import end_sessions
from bollkoll.people.events import (
    AddressChanged,
    AliasAdded,
    Changed,
    Deliverable,
    Ended,
    Engaged,
    Invited,
    PasswordAskedFor,
    PreferencesChanged,
    RoleChanged,
    RoleEnded,
    Undeliverable,
)
from bollkoll.people.models import EXTRA_SEATS, Alias, Employment, Institution, Login, Person, Role


@command
def invite(
    actor: Actor,
    institution: Institution,
    *,
    name: str,
    email: str,
    kind: str,
    phone: str = "",
    title: str = "",
    language: str = "sv",
) -> Person:
    """Give somebody a role at an institution; a new person gets an invitation by mail.

    A person who already has an account elsewhere gets the role beside. Refused when the three extra seats are taken.
    """
    if institution.ended_at:
        raise Refused(_("%(institution)s is no longer a member.") % {"institution": institution}, "ended")
    key = fold_key(email)
    person = Person.objects.filter(email_key=key).first()
    if person and (person.line or not person.is_active) and not actor.is_administrator and not actor.is_machine:
        raise Refused(_("There is an account with this address that only the support can change."), "theirs")
    if person is None:
        person = Person(name=name.strip(), email=email, phone=phone, title=title, language=language, created_at=now())
        person.prepare().save()
    elif not person.is_active:
        person.ended_at = None
        person.save(update_fields=["ended_at"])
    _give_role(person, institution, kind)
    record(Invited(person=person))
    return person


@command
def invite_again(actor: Actor, person: Person) -> Person:
    """Send the one-time link once more; earlier links stop working. Who has a password gets a link for a new one."""
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    person.invitations.filter(used_at=None).update(expires_at=now())
    record(PasswordAskedFor(person=person) if person.logins.exists() else Invited(person=person))
    return person


def _give_role(person: Person, institution: Institution, kind: str) -> Role:
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    seat = None
    role = Role.objects.filter(person=person, institution=institution, ended_at=None).first()
    if kind == Role.Kind.EXTRA:
        taken = institution.roles.active().filter(kind=kind).exclude(person=person).values_list("seat", flat=True)
        free = [n for n in range(1, EXTRA_SEATS + 1) if n not in set(taken)]
        if not free:
            raise Refused(
                _("%(institution)s already has %(count)s extra accounts, which is the most. End one first.")
                % {"institution": institution, "count": EXTRA_SEATS},
                "seats",
            )
        seat = free[0]
    if role is None:
        return Role.objects.create(person=person, institution=institution, kind=kind, seat=seat, began_at=now())
    role.kind, role.seat = kind, seat
    role.save(update_fields=["kind", "seat"])
    return role


@command
def change_person(
    actor: Actor, person: Person, *, name: str, email: str, phone: str = "", title: str = "", language: str = "sv"
) -> Person:
    """Change name, address and so on. A new address becomes the login name too; one's own is confirmed by a link first
    (``ask_new_address``)."""
    must_be_free(person, email)
    is_moved = fold_key(email) != person.email_key
    if is_moved and actor.person_id == person.pk:
        raise Refused(_("Change your own address in your settings: a link is sent there first."), "own")
    person.name, person.phone, person.title, person.language = name.strip(), phone, title, language
    if is_moved:
        move_to(person, email)
        record(AddressChanged(person=person))
    else:
        person.email = email
        person.prepare().save()
    record(Changed(person=person))
    return person


@command
def change_role(actor: Actor, person: Person, *, institution: Institution, kind: str) -> Role:
    """Another role at an institution."""
    if kind != Role.Kind.CONTACT_PERSON:
        _not_the_last_contact_person(actor, person, institution)
    role = _give_role(person, institution, kind)
    record(RoleChanged(person=person, institution=institution, role=kind))
    return role


@command
def end_role(actor: Actor, person: Person, *, institution: Institution) -> None:
    """The person leaves the institution; the last role ends the account."""
    _not_the_last_contact_person(actor, person, institution)
    if not Role.objects.filter(person=person, institution=institution, ended_at=None).update(ended_at=now()):
        raise Refused(_("That is already so."), "unchanged")
    record(RoleEnded(person=person, institution=institution))
    if not person.line and not person.roles.active().exists():
        _end(person)


@command
def end_person(actor: Actor, person: Person) -> Person:
    """End the account: no login, no sessions, no mail. Subscribers move the person's balls."""
    if not person.is_active:
        raise Refused(_("The account has already ended."), "ended")
    for role in person.roles.active().select_related("institution"):
        _not_the_last_contact_person(actor, person, role.institution)
    if person.is_administrator:
        not_the_last_administrator(person)
    person.roles.active().update(ended_at=now())
    _end(person)
    return person


def _not_the_last_contact_person(actor: Actor, person: Person, institution: Institution) -> None:
    """An institution is not left without anybody to keep its accounts, unless the support itself does it."""
    if actor.is_administrator or actor.is_machine:
        return
    kept = institution.roles.active().filter(kind=Role.Kind.CONTACT_PERSON)
    if kept.filter(person=person).exists() and not kept.exclude(person=person).exists():
        raise Refused(
            _("You are the only local contact person. Make somebody else one first, or ask the support."), "last"
        )


def not_the_last_administrator(person: Person) -> None:
    """Refuse to leave the system without anybody who can keep it."""
    administrators = Person.objects.active().filter(is_administrator=True).select_for_update(no_key=True)
    if not any(other != person for other in administrators):
        raise Refused(_("This is the only administrator. Make somebody else one first."), "last_administrator")


def _end(person: Person) -> None:
    person.ended_at = now()
    person.save(update_fields=["ended_at"])
    Login.objects.filter(person=person).update(is_active=False)
    person.invitations.filter(used_at=None).update(expires_at=now())
    end_sessions(person)
    record(Ended(person=person))


@command
def engage(
    actor: Actor,
    subject: None = None,
    *,
    name: str,
    email: str,
    line: int,
    phone: str = "",
    title: str = "",
    language: str = "sv",
    is_coordinator: bool = False,
    is_administrator: bool = False,
    share: int = 100,
    hours: dict | None = None,
) -> Person:
    """Add somebody to second or third line (line 0 with ``is_administrator``: keeps the system, handles no cases)."""
    person = Person.objects.filter(email_key=fold_key(email)).first() or Person(created_at=now())
    if person.is_active and (person.line or person.is_administrator):
        raise Refused(_("%(name)s already works here. Change the person instead.") % {"name": person}, "taken")
    person.name, person.email, person.phone, person.title, person.language = name.strip(), email, phone, title, language
    person.line, person.is_coordinator, person.is_administrator = line, is_coordinator, is_administrator
    person.ended_at = None
    person.prepare().save()
    Login.objects.filter(person=person).update(is_active=True)
    Employment.objects.update_or_create(person=person, defaults={"share": share, "hours": hours or {}})
    record(Engaged(person=person, line=line))
    return person


@command
def change_preferences(
    actor: Actor, person: Person, *, language: str, telling: str, shortcuts: bool = True, phone: str | None = None
) -> Person:
    """One's own choices: language, how much mail, keyboard."""
    person.language, person.telling, person.shortcuts = language, telling, shortcuts
    if phone is not None:
        person.phone = phone
    person.save(update_fields=["language", "telling", "shortcuts", "phone"])
    record(PreferencesChanged(person=person))
    return person


@command
def mark_undeliverable(actor: Actor, person: Person, *, why: str) -> Person:
    """Mail to the person bounced for good: say so wherever they are shown, and send no more until it is mended."""
    person.undeliverable_at, person.undeliverable_why = now(), why[:255]
    person.save(update_fields=["undeliverable_at", "undeliverable_why"])
    record(Undeliverable(person=person))
    return person


@command
def mark_deliverable(actor: Actor, person: Person) -> Person:
    """Mail reaches the person again."""
    if person.undeliverable_at is None:
        raise Refused(_("That is already so."), "unchanged")
    person.undeliverable_at, person.undeliverable_why = None, ""
    person.save(update_fields=["undeliverable_at", "undeliverable_why"])
    record(Deliverable(person=person))
    return person


@command
def add_alias(actor: Actor, person: Person, *, address: str) -> Alias:
    """One more address that the person writes from."""
    key = fold_key(address)
    if Person.objects.filter(email_key=key).exists() or Alias.objects.filter(key=key).exists():
        raise Refused(_("Somebody already has that address."), "taken")
    alias = Alias.objects.create(person=person, address=address.strip(), key=key)
    record(AliasAdded(person=person))
    return alias
