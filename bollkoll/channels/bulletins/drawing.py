"""An update of a notice in the words of a mail, once for each language, and as what a webhook gets.

What is published is public already, so nothing is hidden here; the words are those of the public page.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.channels.email import envelope
from bollkoll.channels.email.letters import Letter
from bollkoll.kit.text import one_line
from bollkoll.people.models import Institution
from bollkoll.services.models import Environment, Service
from bollkoll.status.site import addresses, reading
from bollkoll.status.site.vocabulary import DEGREE_WORDS, KIND_WORDS, MOVED, UPDATE_WORDS
from bollkoll.ui import dates

KEEP_MARK = "https://link.invalid/keep"
"""Stands in the words for each reader's own link."""
LANGUAGES = ("sv", "en")
PLACE = "environment:"
"""Before the key of an environment among the names: a service may have the same key."""
Plain = dict[str, Any]


def concerns(notice: Plain) -> Plain:
    """What a notice has ever concerned, by the keys that subscriptions keep (names and codes of things may change): whoever
    got its first word gets the last."""
    ever = reading.notice_of(notice, timezone.now()).ever
    return {
        "kinds": [notice["kind"]],
        "services": list(Service.objects.filter(key__in=ever.services or ()).values_list("pk", flat=True)),
        "environments": list(Environment.objects.filter(key__in=ever.environments or ()).values_list("pk", flat=True)),
        "institutions": list(Institution.objects.filter(code__in=ever.institutions or ()).values_list("pk", flat=True)),
    }


def payload(notice: Plain, update: Plain) -> Plain:
    """What a webhook gets: the notice as in the public ``picture.json``, and which of its updates is the news."""
    return {
        "type": f"notice.{update['kind']}",
        "timestamp": update["at"],
        "data": {
            "notice": notice,
            "update": update,
            "links": {language: page_url(notice, language) for language in LANGUAGES},
        },
    }


def page_url(notice: Plain, language: str) -> str:
    return f"{settings.CONFIG.public_status_url}/{addresses.notice(language, notice['id'])}"


def words(notice: Plain, update: Plain) -> Plain:
    """``{"sv": {"subject", "text", "html", "shown"}, "en": …}``."""
    names = _names(notice)
    return {language: _in(language, notice, update, names[language]) for language in LANGUAGES}


def _names(notice: Plain) -> dict[str, dict[str, str]]:
    """The names of the services, environments and institutions of the notice in each language, by key."""
    found: dict[str, dict[str, str]] = {}
    codes = notice["institutions"] or []
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = {
                **{
                    row.key: row.name for row in Service.objects.filter(key__in=[p["service"] for p in notice["parts"]])
                },
                **{PLACE + row.key: row.name for row in Environment.objects.all()},
                **{row.code: row.name for row in Institution.objects.filter(code__in=codes)},
            }
    return found


def _in(language: str, notice: Plain, update: Plain, names: dict[str, str]) -> Plain:
    with translation.override(language):
        title = notice["title"][language] or notice["title"]["sv"]
        text, is_pending = update["text"][language], False
        if not text:
            text, is_pending = update["text"]["sv"], language != "sv"
        kind = str(KIND_WORDS.get(notice["kind"], ""))
        sort = kind if update["kind"] == "first" else str(UPDATE_WORDS.get(update["kind"], kind))
        if reading.update_of(update, timezone.now()).is_put_off:
            sort = str(MOVED)
        paragraphs = [_("The English text is not ready yet. This is the Swedish one.")] if is_pending else []
        letter = Letter(
            heading=title, paragraphs=[*paragraphs, text, "\n".join(_facts(notice, language, names))],
            links=[(_("Read it on the public page"), page_url(notice, language))],
        )  # fmt: skip
        plain, html = envelope.render(
            letter, unsubscribe=KEEP_MARK, why=_("You get this mail because the address subscribes to these notices.")
        )
        said_already = title.casefold().startswith(sort.casefold())
        return {
            "subject": one_line(title if said_already else f"{sort}: {title}", 200)[0],
            "text": plain,
            "html": html,
            "shown": text,
        }


def _facts(notice: Plain, language: str, names: dict[str, str]) -> list[str]:
    def line(word: str, said: str) -> str:
        return f"{capfirst(word)}: {said}"

    found = []
    for part in notice["parts"]:
        note = part.get("note") or {}
        said = str(DEGREE_WORDS.get(part["degree"], part["degree"]))
        more = note.get(language) or note.get("sv") or ""
        what, where = names.get(part["service"], part["service"]), part.get("environment")
        what = f"{what} ({names.get(PLACE + where, where)})" if where else what
        found.append(line(what, f"{said} ({more})" if more else said))
    environments = [names.get(PLACE + key, key) for key in notice["environments"]]
    if environments:
        found.append(line(_("environments"), ", ".join(environments)))
    if notice["institutions"]:
        found.append(line(_("institutions"), ", ".join(names.get(code, code) for code in notice["institutions"])))
    workaround = notice["workaround"][language] or notice["workaround"]["sv"]
    if workaround:
        found.append(line(_("what to do meanwhile"), workaround))
    moments = [
        ("starts_at", _("since") if notice["state"] not in ("scheduled", "cancelled") else _("starts")),
        ("expected_end_at", _("expected to be over")),
        ("ended_at", _("over")),
        ("next_update_at", _("next word at the latest")),
    ]
    for name, word in moments:
        at = parse_datetime(notice.get(name) or "")
        if at is not None and not (name == "expected_end_at" and notice.get("ended_at")):
            found.append(line(word, _moment(at, language)))
    return found


def _moment(at: datetime, language: str) -> str:
    return dates.exact(at, language)
