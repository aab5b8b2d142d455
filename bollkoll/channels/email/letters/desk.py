"""Letters to those who work with the case."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Thanks
from bollkoll.channels.email.letters.letter import Letter, News, file_links, open_link, whole


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
