"""What a letter is, and the pieces that all letters share."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Contribution, Example, Message, Question, Report
from bollkoll.log.models import Event
from bollkoll.people.models import Person
from bollkoll.services import queries as services


@dataclass
class Letter:
    """``heading``; ``paragraphs`` before what was written (``quote``, by ``quoted_from``); ``files`` and ``links``
    after it.
    """

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    quoted_from: str = ""
    quote: str = ""
    files: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    subject: str = ""
    """When it is not that of the case."""
    to: str = ""
    """When it does not go to the person's own address."""


@dataclass(frozen=True)
class News:
    """What a letter is about. ``case`` and ``message`` are there for news of a case."""

    event: Event
    person: Person
    case: Case = None  # type: ignore[assignment]  # only letters about accounts have none, and they do not ask
    message: Message | None = None
    question: Question | None = None
    said: Contribution | None = None

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


def open_link(news: News) -> list[tuple[str, str]]:
    if news.question is not None:
        return [(_("Open the question"), absolute(reverse("cases:question", args=[news.question.pk])))]
    return [(_("Open the case"), case_url(news.case, news.person))]


def file_links(message: Message | None) -> list[tuple[str, str]]:
    """Files are linked, never attached: what is in them stays behind the login (domain §4)."""
    if message is None:
        return []
    return [(row.name, absolute(reverse("cases:attachment", args=[row.pk]))) for row in message.attachments.all()]


def whole(message: Message | None) -> str:
    """All that was written. Of a report also what was filled in, under its headings, and the examples."""
    if message is None:
        return ""
    if message.kind != Message.Kind.REPORT:
        return message.text
    filled_in = Report.objects.filter(case=message.case_id).first()
    parts = [*_filled_in(filled_in), message.text] if filled_in else [message.text]
    examples = [_one_example(row) for row in message.case.examples.all()]
    if examples:
        parts.append("\n".join([_("Examples") + ":", *examples]))
    return "\n\n".join(part for part in parts if part)


def _filled_in(report: Report) -> Iterator[str]:
    for name in ("did", "happened", "expected", "since", "affected"):
        said = report.get_affected_display() if name == "affected" else getattr(report, name)
        if said:
            yield f"{capfirst(Report._meta.get_field(name).verbose_name)}:\n{said}"  # type: ignore[union-attr]


def _one_example(row: Example) -> str:
    return "- " + " · ".join(value for value in (row.course, row.occasion, row.student, row.time, row.wrong) if value)
