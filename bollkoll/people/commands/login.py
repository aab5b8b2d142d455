"""Ways in: passwords, one-time links, second steps, sessions."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.kit.tokens import short_token
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.events import (
    InvitationUsed,
    PasswordAskedFor,
    PasswordChanged,
    SecondStepsRemoved,
    SignedIn,
    SignedOut,
    SignedOutEverywhere,
)
from bollkoll.people.models import Invitation, Login, Person
from bollkoll.people.rules import digest

INVITATION_FOR = timedelta(days=14)
PASSWORD_LINK_FOR = timedelta(hours=2)


def make_invitation(person: Person, valid_for: timedelta = INVITATION_FOR) -> str:
    """A one-time token for the first (or a new) password. Only its digest is stored. Called by whoever sends it."""
    token = short_token(32)
    Invitation.objects.create(person=person, digest=digest(token), made_at=now(), expires_at=now() + valid_for)
    return token


def invitation_url(token: str) -> str:
    """The address to put in a mail. From the configuration and never from a request, whose host anybody can choose."""
    return settings.CONFIG.base_url + reverse("people:use_invitation", args=[token])


@command
def sign_in(actor: Actor, person: Person, *, way: str) -> None:
    """Note that somebody came in, and how."""
    record(SignedIn(person=person, way=way))


@command
def change_password(actor: Actor, person: Person, *, password: str, quietly: bool = False) -> Login:
    """Set the password of the person's login (made when there is none). The caller has validated it."""
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    login = _set_password(person, password)
    record(PasswordChanged(person=person))
    return login


def _set_password(person: Person, password: str) -> Login:
    login = person.logins.first() or Login(person=person, email=person.email_key, created_at=now())
    login.set_password(password)
    login.is_active = True
    login.save()
    return login


@command
def ask_password(actor: Actor, person: Person) -> None:
    """Somebody says that the password is forgotten: the person gets a one-time link, by the channel that sends it."""
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    record(PasswordAskedFor(person=person))


def make_password_link(person: Person) -> str:
    """The address of a one-time link for a new password, for two hours; earlier such links stop working.

    Called by whoever sends it, inside an act.
    """
    person.invitations.filter(used_at=None, expires_at__lte=now() + PASSWORD_LINK_FOR).update(expires_at=now())
    return invitation_url(make_invitation(person, PASSWORD_LINK_FOR))


@command
def use_invitation(actor: Actor, person: Person, *, token: str, password: str) -> Login:
    """Use a one-time link: set the password. A link works once, and while it is fresh; other sessions end."""
    invitation = Invitation.objects.select_for_update(no_key=True).filter(person=person, digest=digest(token)).first()
    if invitation is None or invitation.used_at or invitation.expires_at < now() or not person.is_active:
        raise Refused(_("The link has been used or is too old. Ask for a new one."), "used")
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    end_sessions(person)
    login = _set_password(person, password)
    record(InvitationUsed(person=person), actor=Actor(person, actor.via))
    return login


@command
def remove_second_steps(actor: Actor, person: Person) -> int:
    """Somebody has lost telephone, keys and codes: only the password is asked for until they set up a new one."""
    removed, _kinds = Authenticator.objects.filter(user__person=person).delete()
    if not removed:
        raise Refused(_("That is already so."), "unchanged")
    record(SecondStepsRemoved(person=person))
    return removed


@command
def sign_out(actor: Actor, person: Person, *, session: UserSession) -> None:
    """End one session of the person: the telephone that was left on a train."""
    if session.user.person_id != person.pk:
        raise Refused(_("That is already so."), "unchanged")
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    record(SignedOut(person=person))


@command
def sign_out_everywhere(actor: Actor, person: Person, *, keeping: str = "") -> int:
    """End every session of the person, but the one with the key ``keeping``. Returns how many."""
    ended = end_sessions(person, keeping)
    record(SignedOutEverywhere(person=person))
    return ended


def end_sessions(person: Person, keeping: str = "") -> int:
    """Delete the person's sessions from the database, which every process reads."""
    sessions = UserSession.objects.filter(user__person=person).exclude(session_key=keeping)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)
