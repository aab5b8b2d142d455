"""Letters to those who work with the case."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.cases.models import Thanks
from bollkoll.channels.email.letters.letter import Letter, News, absolute, file_links, open_link, whole
from bollkoll.commitments.models import Violation
from bollkoll.people.models import Person


def replied(news: News) -> Letter | None:
    if news.message is None:
        return None
    heading = _("%(name)s has replied") % {"name": news.by}
    if not news.is_staff:
        return Letter(
            heading=heading,
            quoted_from=news.by,
            quote=whole(news.message),
            files=file_links(news.message),
            links=open_link(news),
        )
    return Letter(
        heading=heading,
        paragraphs=[str(news.case.institution)],
        quoted_from=news.by,
        quote=whole(news.message),
        files=file_links(news.message),
        links=open_link(news),
        closing=_how_to_reply(),
    )


def noted(news: News) -> Letter | None:
    if news.message is None:
        return None
    mentioned = news.person.pk in (news.event.data.get("mentioned") or [])
    heading = _("%(name)s mentioned you in an internal note") if mentioned else _("%(name)s wrote an internal note")
    return Letter(
        heading=heading % {"name": news.by},
        quoted_from=news.by,
        quote=news.message.text,
        files=file_links(news.message),
        links=open_link(news),
        closing=[_("Your reply to this mail becomes an internal note. The reporter never sees it.")],
    )


def assigned(news: News) -> Letter | None:
    first = news.case.messages.first()
    return Letter(
        heading=_("%(name)s gave you the case") % {"name": news.by},
        paragraphs=[f"{news.case.reporter.name}, {news.case.institution}"],
        quoted_from=news.case.reporter.name,
        quote=whole(first),
        links=open_link(news),
        closing=_how_to_reply(),
    )


def reminded(news: News) -> Letter | None:
    return Letter(
        heading=_("The waiting time is over and the ball is yours"),
        paragraphs=[_("Nobody has written in the case since it was put to wait.")],
        links=open_link(news),
        closing=_how_to_reply(),
    )


def stood_in(news: News) -> Letter | None:
    absent = Person.objects.get(pk=news.event.data["person"])
    return Letter(
        heading=_("The ball is yours, as you stand in for %(name)s") % {"name": absent.name},
        paragraphs=[f"{news.case.reporter.name}, {news.case.institution}"],
        links=open_link(news),
        closing=_how_to_reply(),
    )


MOST_NAMED = 20


def violations_found(news: News) -> Letter | None:
    """To the incident manager, whatever mail they have chosen: something that should never be. Numbers, no content."""
    found = Violation.objects.filter(pk__in=news.event.data["violations"]).select_related("subject", "person")
    words = [row.words for row in found.order_by("pk")[: MOST_NAMED + 1]]
    more = len(news.event.data["violations"]) - MOST_NAMED
    if more > 0:
        words = [*words[:MOST_NAMED], ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}]
    return Letter(
        heading=_("The audit found something that should never be"),
        paragraphs=words,
        links=[(_("Open the audit"), absolute(reverse("desk:audit")))],
        subject=_("Something is wrong: the audit"),
    )


def thanked(news: News) -> Letter | None:
    thanks = Thanks.objects.filter(case=news.case).first()
    return Letter(
        heading=_("%(name)s said thanks") % {"name": news.by},
        quoted_from=news.by if thanks and thanks.words else "",
        quote=thanks.words if thanks else "",
        links=open_link(news),
    )


def _how_to_reply() -> list[str]:
    return [
        _(
            "Your reply to this mail becomes an internal note. "
            "To write to the reporter, use the page or the address below."
        )
    ]
