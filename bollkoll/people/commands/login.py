"""Ways in: passwords, invitations, sessions."""

import hashlib

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.events import InvitationUsed, PasswordChanged, SignedOutEverywhere
from bollkoll.people.models import Invitation, Login, Person


@command
def change_password(actor: Actor, person: Person, *, password: str, quietly: bool = False) -> Login:
    """Set the password of the person's login (made when there is none). The caller has validated it."""
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    login = person.logins.first() or Login(person=person, email=person.email_key, created_at=now())
    login.set_password(password)
    login.is_active = True
    login.save()
    record(PasswordChanged(person=person))
    return login


@command
def use_invitation(actor: Actor, person: Person, *, token: str, password: str) -> Login:
    """Use a one-time link: set the password. A link works once and for two weeks."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    invitation = Invitation.objects.select_for_update(no_key=True).filter(person=person, digest=digest).first()
    if invitation is None or invitation.used_at or invitation.expires_at < now() or not person.is_active:
        raise Refused(_("The link has been used or is too old. Ask for a new one."), "used")
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    login = person.logins.first() or Login(person=person, email=person.email_key, created_at=now())
    login.set_password(password)
    login.is_active = True
    login.save()
    record(InvitationUsed(person=person), actor=Actor(person, actor.via))
    return login


@command
def sign_out_everywhere(actor: Actor, person: Person) -> int:
    """End every session of the person. Returns how many."""
    ended = end_sessions(person)
    record(SignedOutEverywhere(person=person))
    return ended


def end_sessions(person: Person) -> int:
    """Delete the person's sessions from the database, which every process reads."""
    sessions = UserSession.objects.filter(user__person=person)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)
