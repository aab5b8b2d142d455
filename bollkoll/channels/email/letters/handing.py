"""Letters about cases that are handed over: to those who are offered them, and to whoever holds the ball meanwhile."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.channels.email.letters.letter import Letter, News, open_link, whole
from bollkoll.commitments.models import Offer
from bollkoll.people.models import Person
from bollkoll.services.models import Team
from bollkoll.ui import dates


def offered(news: News) -> Letter | None:
    """What they need to know, and what the reporter wrote first. Nothing when it is no longer on offer."""
    standing = Offer.objects.open().filter(subject=news.case.pk).first()
    if standing is None:
        return None
    first = news.case.messages.first()
    until = dates.exact(standing.accept_by, get_language() or "sv")
    return Letter(
        heading=_("%(name)s offers you the case") % {"name": news.by},
        paragraphs=[
            f"{news.case.reporter.name}, {news.case.institution}",
            news.message.text if news.message else "",
            _("Accept it, return it or pass it on by %(moment)s. Until then %(name)s has the ball.")
            % {"moment": until, "name": standing.sender or news.by},
        ],
        quoted_from=_("The reporter wrote"),
        quote=whole(first),
        links=open_link(news),
        closing=[_stays_inside()],
    )


def taken_over(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s has taken over the case") % {"name": news.by},
        paragraphs=[_("You follow it, and hear when something is said.")],
        links=open_link(news),
    )


def returned(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s returned the case; the ball is yours still") % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text if news.message else "",
        links=open_link(news),
        closing=[_stays_inside()],
    )


def given_back(news: News) -> Letter | None:
    had_it = news.event.data.get("person")
    words = _("%(name)s gave the case back to second line")
    if news.event.actor_id != had_it:
        words = _("%(name)s took the case back to second line")
    is_theirs = news.person.pk != had_it  # else it is not theirs to open any more
    return Letter(
        heading=words % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text if news.message else "",
        links=open_link(news) if is_theirs else [],
        closing=[_stays_inside()] if is_theirs else [],
    )


def fell(news: News) -> Letter | None:
    return Letter(
        heading=_("Whom the case was offered to no longer works here; the ball is where it was"),
        paragraphs=[_("The offer fell. Offer it to somebody else, or go on with it yourself.")],
        links=open_link(news),
    )


def lapsed(news: News) -> Letter | None:
    said = _("It was offered and not accepted in time. Decide who has it now.")
    if away := Person.objects.filter(pk=news.event.data.get("away")).first():
        said = _("It was offered to %(name)s, who is away. Decide who has it now.") % {"name": away}
    elif team := Team.objects.filter(pk=news.event.data.get("team")).first():
        said = _("It was offered to %(name)s, where nobody is here. Decide who has it now.") % {"name": team}
    return Letter(
        heading=_("Nobody accepted the case, and the ball is yours"),
        paragraphs=[said],
        links=open_link(news),
    )


def chased(news: News) -> Letter | None:
    return Letter(
        heading=_("The time to look at the case again has passed"),
        paragraphs=[
            _(
                "You have taken it over. Write to the reporter, set a new time, or give it back; else second line gets it."
            )
        ],
        links=open_link(news),
    )


def _stays_inside() -> str:
    return _("Your reply to this mail becomes an internal note. The reporter never sees it.")
