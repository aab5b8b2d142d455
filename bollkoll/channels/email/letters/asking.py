"""Letters about questions to third line: to those who are asked, and to the agent who waits."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Contribution
from bollkoll.cases.queries import asking
from bollkoll.channels.email.letters.letter import Letter, News, file_links, open_link, whole

Kind = Contribution.Kind


def asked(news: News) -> Letter | None:
    """The question, and what the reporter wrote first. What else was sent along is behind the link."""
    if news.question is None:
        return None
    again = _asked_again(news)
    heading = _("%(name)s asks again for your input") if again else _("%(name)s asks for your input")
    letter = _question(news, heading % {"name": news.by if again else news.question.asker.name})
    if letter is not None and again:
        letter.paragraphs.insert(1, again)
    if letter is not None and news.event.kind == "cases.question_passed_on" and news.said is not None:
        letter.paragraphs.insert(0, _("%(name)s passed it on: %(why)s") % {"name": news.by, "why": news.said.text})
    return letter


def _asked_again(news: News) -> str:
    """What was asked beside the first question."""
    if news.said is None or news.said.kind != Kind.QUESTION:
        return ""
    is_first = not news.said.question.thread.filter(kind=Kind.QUESTION, pk__lt=news.said.pk).exists()
    return "" if is_first else news.said.text


def chased(news: News) -> Letter | None:
    """A reminder, once."""
    if news.question is None:
        return None
    return _question(news, _("%(name)s still waits for your input") % {"name": news.question.asker.name})


def withdrawn(news: News) -> Letter | None:
    return Letter(
        heading=_("Your input is no longer needed"),
        paragraphs=[_("The question has been withdrawn, or its case is closed. Thank you all the same.")],
        links=open_link(news),
    )


def answered(news: News) -> Letter | None:
    """What third line said, to the agent; or what the agent added, to third line."""
    if news.said is None:
        return None
    headings = {
        Kind.ANSWER: _("%(name)s has given input"),
        Kind.RETURN: _("%(name)s returned the question"),
    }
    heading = headings.get(Kind(news.said.kind), _("%(name)s has written more in the question"))
    return Letter(
        heading=heading % {"name": news.by},
        quoted_from=news.by,
        quote=news.said.text,
        links=open_link(news),
        closing=[_stays_inside()],
    )


def raised(news: News) -> Letter | None:
    if news.question is None:
        return None
    return Letter(
        heading=_("No input has come, and the ball is yours"),
        paragraphs=[
            _("%(name)s has been asked and reminded. Telephone, ask somebody else, or withdraw the question.")
            % {"name": news.question.asked}
        ],
        links=open_link(news),
        closing=[_stays_inside()],
    )


def _question(news: News, heading: str) -> Letter | None:
    question = news.question
    if question is None:
        return None
    first = question.thread.filter(kind=Kind.QUESTION).select_related("author").first()
    report = asking.report(question)
    return Letter(
        heading=heading,
        paragraphs=[
            f"{question.case.institution}",
            first.text if first else "",
        ],
        quoted_from=_("The reporter wrote"),
        quote=whole(report),
        files=file_links(report),
        links=open_link(news),
        closing=[
            _(
                "Reply to this mail to give your input. If it is not yours, or you need more time, open the question: "
                "there you return it, pass it on, or write that you answer later."
            ),
            _stays_inside(),
        ],
    )


def _stays_inside() -> str:
    return _("Your reply goes to the question only. The reporter never sees it.")
