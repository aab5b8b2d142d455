"""Letters about accounts."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.channels.email.letters.letter import Letter, News, absolute
from bollkoll.people.commands.address import LINK_FOR, new_address_link, old_address
from bollkoll.people.commands.login import (
    INVITATION_FOR,
    PASSWORD_LINK_FOR,
    invitation_url,
    make_invitation,
    make_password_link,
)
from bollkoll.people.models import Person
from bollkoll.services import queries as services


def invited(news: News) -> Letter | None:
    organisation = services.organisation()
    if news.person.logins.filter(is_active=True).exists():
        return _one_more_role(news.person, organisation.name)
    token = make_invitation(news.person)
    return Letter(
        heading=_("Welcome to %(support)s") % {"support": organisation.name},
        paragraphs=[
            _("An account has been made for you with the address %(address)s.") % {"address": news.person.email},
            _("Choose a password with the link below. It works once and for %(days)s days.")
            % {"days": INVITATION_FOR.days},
        ],
        links=[(_("Choose a password"), invitation_url(token))],
        closing=[_("Were you not expecting this? Then do nothing; without a password the account cannot be used.")],
        subject=_("Your account at %(support)s") % {"support": organisation.name},
    )


def _one_more_role(person: Person, support: str) -> Letter:
    """They log in already: what is new is what they may do, and where."""
    role = person.roles.active().select_related("institution").latest("began_at")
    about = {"role": role.get_kind_display().lower(), "institution": role.institution, "support": support}
    return Letter(
        heading=_("You now have an account for %(institution)s too") % about,
        paragraphs=[
            _("At %(support)s you are %(role)s at %(institution)s from now on.") % about,
            _("You log in as before, with the same password. What you had before you still have."),
        ],
        links=[(_("Log in"), absolute(reverse("account_login")))],
        closing=[_("Were you not expecting this? Then tell the support.")],
        subject=_("You now have an account for %(institution)s too") % about,
    )


def password_asked_for(news: News) -> Letter | None:
    return Letter(
        heading=_("Choose a new password"),
        paragraphs=[
            _("Your password was said to be forgotten. Choose a new one with the link below."),
            _("It works once, within %(hours)s hours.") % {"hours": int(PASSWORD_LINK_FOR.total_seconds() // 3600)},
        ],
        links=[(_("Choose a new password"), make_password_link(news.person))],
        closing=[_("Was it not you? Then do nothing: your password is unchanged.")],
        subject=_("Choose a new password"),
    )


def password_changed(news: News) -> Letter | None:
    return Letter(
        heading=_("Your password has been changed"),
        paragraphs=[
            _("If it was you, nothing more is needed. If it was not, choose a new one at once and tell the support.")
        ],
        links=[(_("I have forgotten my password"), absolute(reverse("people:forgotten_password")))],
        subject=_("Your password has been changed"),
    )


def address_asked_for(news: News) -> Letter | None:
    asked = new_address_link(news.person)
    if asked is None:
        return None
    address, link = asked
    said = {"name": news.person.name, "support": services.organisation().name}
    return Letter(
        heading=_("Confirm your address"),
        paragraphs=[
            _("%(name)s wants to log in to %(support)s with this address, and have mail there.") % said,
            _("Confirm it with the link below. It works for %(days)s days.") % {"days": LINK_FOR.days},
        ],
        links=[(_("Confirm the address"), link)],
        closing=[_("Was it not you? Then do nothing: nothing has changed.")],
        subject=_("Confirm your address"),
        to=address,
    )


def address_changed(news: News) -> Letter | None:
    was = old_address(news.person)
    if not was:
        return None
    return Letter(
        heading=_("Your address has been changed"),
        paragraphs=[
            _("At %(support)s you log in with %(address)s from now on, and mail goes there.")
            % {"support": services.organisation().name, "address": news.person.email},
            _("This is the last one to this address."),
        ],
        closing=[_("Was it not you, and nobody at your institution? Then tell the support at once.")],
        subject=_("Your address has been changed"),
        to=was,
    )


def second_steps_removed(news: News) -> Letter | None:
    return Letter(
        heading=_("Your two-step login has been removed"),
        paragraphs=[
            _("If you asked for it, log in and choose a new second step. If you did not, tell the support at once.")
        ],
        links=[(_("Log in"), absolute(reverse("account_login")))],
        subject=_("Your two-step login has been removed"),
    )
