"""What a mail says: one letter per kind of news, in the reader's language.

A letter is plain facts; ``telling`` gives it headers and the templates ``email/mail/letter.txt`` and ``.html`` draw it. The
caller has switched to the reader's language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message, Thanks
from bollkoll.kit.hours import NoWorkingTime
from bollkoll.log.models import Event
from bollkoll.people.commands.login import INVITATION_FOR, invitation_url, make_invitation
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.ui import dates


@dataclass
class Letter:
    """``heading``; ``paragraphs`` before what was written (``quote``, by ``quoted_from``); ``files`` and ``links`` after it."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    quoted_from: str = ""
    quote: str = ""
    files: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    subject: str = ""
    """When it is not that of the case."""


@dataclass(frozen=True)
class News:
    """What a letter is about. ``case`` and ``message`` are there for news of a case."""

    event: Event
    person: Person
    case: Case | None = None
    message: Message | None = None

    @property
    def by(self) -> str:
        return self.event.actor.name if self.event.actor else services.organisation().name

    @property
    def is_staff(self) -> bool:
        return bool(self.person.line)


def absolute(path: str) -> str:
    return settings.CONFIG.base_url + path


def case_url(case: Case, person: Person) -> str:
    """The page of the case for this person: the desk's or the reporter's."""
    return absolute(reverse("cases:case" if person.line else "portal:case", args=[case.number]))


def write(news: News) -> Letter | None:
    """The letter for a kind of news, or nothing when there is none to write (the message has gone)."""
    return LETTERS[news.event.kind](news)


def news_of_protected(news: News) -> Letter:
    """A protected case's mail has no content: only that there is news, and where."""
    return Letter(
        heading=_("There is news in a case you follow"),
        paragraphs=[_("The case is protected, so nothing of it is written in mail. Log in to read it.")],
        links=[(_("Open the case"), case_url(news.case, news.person))],
        subject=_("There is news in a case you follow"),
    )


# --- for the reporter's side


def _opened(news: News) -> Letter | None:
    case = news.case
    first = news.message or case.messages.first()
    if news.person.pk != case.reporter_id:
        return Letter(
            heading=_("%(name)s has reported a matter and lets you follow it") % {"name": case.reporter.name},
            quoted_from=case.reporter.name,
            quote=_whole(first),
            links=_open(news),
        )
    paragraphs = [
        _("Thank you. Your case has number %(number)s. Nothing more is needed from you now.") % {"number": case.number},
        opening_hours(),
        *(str(notice.text) for notice in services.notices(case.kind)),
    ]
    return Letter(
        heading=_("We have received your case"),
        paragraphs=paragraphs,
        quoted_from=_("You wrote"),
        quote=_whole(first),
        files=_files(first),
        links=_open(news),
        closing=[_("Reply to this mail to add something.")],
    )


def _answered(news: News) -> Letter | None:
    if news.message is None:
        return None
    letter = Letter(
        heading=_("%(name)s has answered") % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text,
        files=_files(news.message),
        links=_open(news),
        closing=[_("Reply to this mail to answer.")],
    )
    if news.event.data.get("then") == Message.Then.SOLVED:
        _ask_whether_it_helped(letter, news)
    return letter


def _solved(news: News) -> Letter | None:
    letter = Letter(heading=_("%(name)s has marked your case as solved") % {"name": news.by})
    _ask_whether_it_helped(letter, news)
    return letter


def _ask_whether_it_helped(letter: Letter, news: News) -> None:
    url = case_url(news.case, news.person)
    days = services.organisation().close_solved_after
    letter.closing = [
        _("We believe that this is solved. If it is not, reply to this mail, and the case is opened again."),
        _("When nothing is heard for %(days)s days the case is closed. A reply opens it even then.") % {"days": days},
    ]
    letter.links = [
        (_("Yes, it helped"), f"{url}?helped=yes"),
        (_("No, it did not help"), f"{url}?helped=no"),
    ]


def _watcher_added(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s lets you follow a case") % {"name": news.by},
        paragraphs=[_("You get mail when something is written in it, and may write in it yourself.")],
        links=_open(news),
    )


# --- for the desk


def _replied(news: News) -> Letter | None:
    if news.message is None:
        return None
    heading = _("%(name)s has replied") % {"name": news.by}
    if not news.is_staff:
        return Letter(
            heading=heading,
            quoted_from=news.by,
            quote=_whole(news.message),
            files=_files(news.message),
            links=_open(news),
        )
    return Letter(
        heading=heading,
        paragraphs=[str(news.case.institution)],
        quoted_from=news.by,
        quote=_whole(news.message),
        files=_files(news.message),
        links=_open(news),
        closing=_how_to_reply(),
    )


def _noted(news: News) -> Letter | None:
    if news.message is None:
        return None
    mentioned = news.person.pk in (news.event.data.get("mentioned") or [])
    heading = _("%(name)s mentioned you in an internal note") if mentioned else _("%(name)s wrote an internal note")
    return Letter(
        heading=heading % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text,
        files=_files(news.message),
        links=_open(news),
        closing=[_("Your reply to this mail becomes an internal note. The reporter never sees it.")],
    )


def _assigned(news: News) -> Letter | None:
    first = news.case.messages.first()
    return Letter(
        heading=_("%(name)s gave you the case") % {"name": news.by},
        paragraphs=[f"{news.case.reporter.name}, {news.case.institution}"],
        quoted_from=news.case.reporter.name,
        quote=_whole(first),
        links=_open(news),
        closing=_how_to_reply(),
    )


def _reminded(news: News) -> Letter | None:
    return Letter(
        heading=_("The waiting time is over and the ball is yours"),
        paragraphs=[_("Nobody has written in the case since it was put to wait.")],
        links=_open(news),
        closing=_how_to_reply(),
    )


def _thanked(news: News) -> Letter | None:
    thanks = Thanks.objects.filter(case=news.case).first()
    return Letter(
        heading=_("%(name)s said thanks") % {"name": news.by},
        quoted_from=news.by if thanks and thanks.words else "",
        quote=thanks.words if thanks else "",
        links=_open(news),
    )


def _how_to_reply() -> list[str]:
    return [
        _(
            "Your reply to this mail becomes an internal note. To write to the reporter, use the page or the address below."
        )
    ]


# --- for accounts


def _invited(news: News) -> Letter | None:
    organisation = services.organisation()
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


def _password_changed(news: News) -> Letter | None:
    return Letter(
        heading=_("Your password has been changed"),
        paragraphs=[
            _("If it was you, nothing more is needed. If it was not, choose a new one at once and tell the support.")
        ],
        links=[(_("I have forgotten my password"), absolute(reverse("people:forgotten_password")))],
        subject=_("Your password has been changed"),
    )


def _second_steps_removed(news: News) -> Letter | None:
    return Letter(
        heading=_("Your two-step login has been removed"),
        paragraphs=[
            _("If you asked for it, log in and choose a new second step. If you did not, tell the support at once.")
        ],
        links=[(_("Log in"), absolute(reverse("account_login")))],
        subject=_("Your two-step login has been removed"),
    )


LETTERS: dict[str, Callable[[News], Letter | None]] = {
    "cases.opened": _opened,
    "cases.answered": _answered,
    "cases.solved": _solved,
    "cases.watcher_added": _watcher_added,
    "cases.replied": _replied,
    "cases.noted": _noted,
    "cases.assigned": _assigned,
    "cases.reminded": _reminded,
    "cases.thanked": _thanked,
    "people.invited": _invited,
    "people.password_changed": _password_changed,
    "people.second_steps_removed": _second_steps_removed,
}


# --- pieces


def _open(news: News) -> list[tuple[str, str]]:
    return [(_("Open the case"), case_url(news.case, news.person))]


def _files(message: Message | None) -> list[tuple[str, str]]:
    """Files are linked, never attached: what is in them stays behind the login (domain §4)."""
    if message is None:
        return []
    return [(row.name, absolute(reverse("cases:attachment", args=[row.pk]))) for row in message.attachments.all()]


def _whole(message: Message | None) -> str:
    return message.text if message else ""


def opening_hours() -> str:
    """When the support is open, and when it opens next if it is closed now."""
    calendar, now = services.calendar(), timezone.now()
    language = get_language() or "sv"
    zone = timezone.get_current_timezone()
    if calendar.is_open(now):
        return _("The support is open now.")
    try:
        opens = calendar.next_open(now + timedelta(seconds=1))
    except NoWorkingTime:
        return ""
    return _("The support is closed now and opens again %(when)s.") % {
        "when": dates.clock_time(opens, now, language, zone)
    }
