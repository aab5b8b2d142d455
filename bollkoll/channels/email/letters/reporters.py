"""Letters to the reporter and the colleagues who follow the case."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.commands.timing import acute
from bollkoll.cases.models import Case, Message
from bollkoll.channels.email.letters.letter import Letter, News, case_url, file_links, open_link, whole
from bollkoll.commitments.models import Commitment
from bollkoll.kit.hours import NoWorkingTime
from bollkoll.kit.personnummer import mask
from bollkoll.orders.queries import finding as orders
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.ui import dates


def opened(news: News) -> Letter | None:
    """What was written is quoted without the end of what looks like a number of a person, also where one may be meant."""
    case = news.case
    if case.kind == Case.Kind.ORDER and news.event.via in ("clock", "system"):
        return None  # nobody wrote anything: they hear of what is asked of them, by its own letter
    first = news.message or case.messages.first()
    if news.person.pk != case.reporter_id:
        return Letter(
            heading=_("%(name)s has reported a matter and lets you follow it") % {"name": case.reporter.name},
            quoted_from=case.reporter.name,
            quote=mask(whole(first)),
            links=open_link(news),
        )
    paragraphs = [
        _("Thank you. Your case has number %(number)s. Nothing more is needed from you now.") % {"number": case.number},
        promised(news),
        _when_read(case),
        *(str(notice.text) for notice in services.notices(orders.staffed_as(case))),
    ]
    return Letter(
        heading=_("We have received your case"),
        paragraphs=[text for text in paragraphs if text],
        quoted_from=_("You wrote"),
        quote=mask(whole(first)),
        files=file_links(first),
        links=open_link(news),
        closing=[_("Reply to this mail to add something.")],
    )


def _when_read(case: Case) -> str:
    """When somebody is there; of what a staffing period leaves for later, from when it is handled again."""
    later = services.handled_from(orders.staffed_as(case), acute(case))
    if later is None:
        return opening_hours()
    language, zone = get_language() or "sv", timezone.get_current_timezone()
    when = dates.clock_time(later, timezone.now(), language, zone).rstrip(".")  # "dec." ends no sentence twice
    return _("Matters like this are handled again from %(when)s.") % {"when": when}


def promised(news: News) -> str:
    """What is promised from the start, by a configured target; nothing otherwise."""
    ball = news.case.ball
    if ball is None or not ball.promised_at:
        return ""
    blanks = {
        "when": dates.clock_time(
            ball.promised_at, timezone.now(), get_language() or "sv", timezone.get_current_timezone()
        )
    }
    if ball.promise_from == Commitment.PromiseFrom.SOLVE:
        return _("It will be solved by %(when)s at the latest.") % blanks
    return _("You get a first answer by %(when)s at the latest.") % blanks


def answered(news: News) -> Letter | None:
    if news.message is None:
        return None
    letter = Letter(
        heading=_("%(name)s has answered") % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text,
        files=file_links(news.message),
        links=open_link(news),
        closing=[_("Reply to this mail to answer.")],
    )
    if news.event.data.get("then") == Message.Then.SOLVED:
        _ask_whether_it_helped(letter, news)
    return letter


def solved(news: News) -> Letter | None:
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


def watcher_added(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s lets you follow a case") % {"name": news.by},
        paragraphs=[_("You get mail when something is written in it, and may write in it yourself.")],
        links=open_link(news),
    )


def reporter_gone(news: News) -> Letter | None:
    gone = Person.objects.get(pk=news.event.data["person"])
    heading = _("%(name)s has no account at %(institution)s any more") % {
        "name": gone.name, "institution": news.case.institution,
    }  # fmt: skip
    if news.person.pk in news.event.data["added"]:
        said = _(
            "You follow the case instead, as the institution's local contact person: you get mail when something is "
            "written in it, and may write in it yourself. Add a colleague who should have it."
        )
    else:
        said = _("What was asked there is answered by nobody else of itself. See who follows the case, and ask them.")
    return Letter(heading=heading, paragraphs=[said], links=open_link(news))


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
