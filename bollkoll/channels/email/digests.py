"""The daily mail of those who want one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.email import envelope, letters, references, telling
from bollkoll.channels.email.letters import Letter
from bollkoll.channels.email.models import DigestItem
from bollkoll.kit import text as texts
from bollkoll.kit.ids import uuid7
from bollkoll.log.models import Delivery
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services


def write_digest(person: Person, items: Sequence[DigestItem], until: datetime) -> Delivery | None:
    """One mail of what has happened in the cases that the person may still see, newest case last."""
    seen = set(
        Case.objects.visible_to(Actor(person)).filter(pk__in=[i.case_id for i in items]).values_list("pk", flat=True)
    )
    told = [item for item in items if item.case_id in seen]
    if person.undeliverable_at or not person.is_active:
        return None
    with translation.override(person.language):
        news_of = _by_case(told)
        if not news_of:
            return None
        letter = Letter(heading=_("What has happened in your cases"), subject=_("Your cases today"))
        for case, news in news_of:
            title = _("a protected case") if case.subject.is_protected else case.title
            letter.paragraphs.append("\n".join([f"[#{case.number}] {title}", *(f"– {each}" for each in news)]))
            letter.links.append((f"#{case.number}", letters.case_url(case, person)))
        made_id = uuid7()
        headers = envelope.headers_of(made_id, machine=envelope.MACHINES["digest"])
        unsubscribe = envelope.unsubscribe_url(person, news_of[0][0])
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text, html = envelope.render(letter, unsubscribe=unsubscribe, why=_("You have chosen one mail a day."))
        subject = f"{services.organisation().name}: {letter.subject}"
        key = f"email:digest:{until:%Y-%m-%d}:{person.pk}"
        return envelope.store(
            made_id,
            key,
            references.message_id(made_id, None),
            person.email,
            subject[:250],
            text,
            html,
            headers,
            person=person,
        )


def _by_case(items: Iterable[DigestItem]) -> list[tuple[Case, list[str]]]:
    grouped: dict[Any, tuple[Case, list[str]]] = {}
    for item in items:
        news, case = telling.news_of(item.event, item.person), item.case
        if case is None or not telling.may_be_told(news):
            continue
        lines = grouped.setdefault(item.case_id, (case, []))[1]
        if case.subject.is_protected:
            lines[:] = [_("there is news")]
            continue
        letter = letters.write(news)
        if letter is not None:
            lines.append(letter.heading + (f": {texts.excerpt(letter.quote, 120)}" if letter.quote else ""))
    return list(grouped.values())
