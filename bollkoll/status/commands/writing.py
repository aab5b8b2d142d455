"""What every verb of a notice shares: what it may change, what is said, what must never be said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bollkoll.incidents import commands as incidents
from bollkoll.incidents.models import Incident
from bollkoll.kit import personal
from bollkoll.kit.ids import uuid7
from bollkoll.kit.text import clean, one_line
from bollkoll.log.acting import Refused, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.commands.owed import settle
from bollkoll.status.commands.places import want
from bollkoll.status.events import UpdatePublished, Vouched
from bollkoll.status.models import Notice, Part, Series, Template, Update
from bollkoll.status.queries.changers import changers, last_to
from bollkoll.status.queries.first import about, disturbing

PLAIN = ("severity", "title_sv", "title_en", "workaround_sv", "workaround_en")
MOMENTS = ("starts_at", "expected_end_at", "next_update_at")
CHOSEN = ("parts", "environments", "institutions")
CHANGEABLE = (*PLAIN, *MOMENTS, *CHOSEN, "begins_itself", "ends_itself", "announce_at", "unpersonal")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part to be: a service and how it works, in one environment or in all that the notice concerns."""

    service: Service
    degree: str
    environment: Environment | None = None
    note_sv: str = ""
    note_en: str = ""

    @property
    def said(self) -> dict[str, Any]:
        return {
            "service": self.service.key,
            "environment": self.environment.key if self.environment else None,
            "degree": self.degree,
        }


def must_be_fit(*texts: str, unpersonal: Collection[str] = ()) -> None:
    """Raises :class:`Refused` (``personal``) when a text has what looks like personal data: everybody reads it.

    ``unpersonal``: what somebody has said is nobody's; with what may be otherwise that is enough (``kit.personal``).
    """
    found = personal.find(*texts, besides=unpersonal)
    if not found:
        return
    said = {"said": ", ".join(one.shown for one in found)}
    if any(one.certain for one in found):
        raise Refused(
            _("This looks like personal data: %(said)s. A notice is read by everybody. Take it out.") % said, "personal"
        )
    raise Refused(
        _("This may be somebody's: %(said)s. A notice is read by everybody. Take it out, or say that it is nobody's.")
        % said,
        "personal",
    )


def vouched_for(*texts: str) -> list[str]:
    """What somebody has said is nobody's when the texts were kept for later."""
    return [one.shown for one in personal.find(*texts) if not one.certain]


def must_say(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refused(_("Write what there is to say, in Swedish."), "empty")
    return text


def must_be_seen(notice: Notice, seen: int | None) -> None:
    """Of two who write at once the second reads first what the first has said."""
    if seen is not None and seen != notice.version:
        who = " · ".join(changers(notice, notice.version - seen)) or _("somebody")
        raise Refused(
            _("%(name)s has published or changed something meanwhile. Read it, and send yours again if it still holds.")
            % {"name": who},
            "changed",
        )


def must_be_newest(row: Template | Series, seen: int | None, kept_as: str, **named: int) -> None:
    """The same of what is kept for next time. ``kept_as``: the kind of event that tells who kept it."""
    if seen is not None and row.pk and seen != row.version:
        who = " · ".join(last_to(kept_as, **named)) or _("somebody")
        raise Refused(_("%(name)s has changed it meanwhile. Nothing of yours is saved yet.") % {"name": who}, "changed")


def must_not_be_over(notice: Notice) -> None:
    if notice.is_over:
        raise Refused(_("It is over. Open it again first."), "over")


def must_be_public(notice: Notice) -> None:
    if not notice.is_public:
        raise Refused(_("It is not announced yet."), "unannounced")


def apply(notice: Notice, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Change what is asked for; returns what differs, ``{name: [before, after]}``, as it is kept with the update.

    The notice is saved by whoever calls. Raises :class:`Refused` (``time``) when the times contradict each other.
    """
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    facts: dict[str, list[Any]] = {}
    for name in PLAIN:
        if name in changes:
            words = str(changes[name] or "")
            new = one_line(words, 160)[0] if name.startswith("title") else clean(words).strip()
            _differs(facts, notice, name, new)
    for name in MOMENTS:
        if name in changes:
            _differs(facts, notice, name, changes[name])
    for name in ("begins_itself", "ends_itself", "announce_at"):
        if name in changes:
            setattr(notice, name, changes[name])
    must_be_in_order(notice)
    if not notice.title_sv:
        raise Refused(_("A notice needs a title in Swedish."), "empty")
    must_be_fit(*(getattr(notice, name) for name in PLAIN if name in facts), unpersonal=changes.get("unpersonal", ()))
    if notice._state.adding:
        return facts
    return facts | choose(notice, changes)


def choose(notice: Notice, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Environments, parts and institutions; the notice has its row."""
    facts: dict[str, list[Any]] = {}
    if "environments" in changes:
        old = [one.key for one in notice.environments.all()]
        wanted = sorted(changes["environments"], key=lambda one: (one.order, one.pk))
        if old != [one.key for one in wanted]:
            notice.environments.set(wanted)
            facts["environments"] = [old, [one.key for one in wanted]]
    if "institutions" in changes:
        facts |= _for_whom(notice, changes["institutions"])
    if "parts" in changes:
        facts |= _divide(notice, changes["parts"], changes.get("unpersonal", ()))
    return facts


def _differs(facts: dict[str, list[Any]], notice: Notice, name: str, new: Any) -> None:
    old = getattr(notice, name)
    if old == new:
        return
    setattr(notice, name, new)
    facts[name] = [_plain(old), _plain(new)]


def _plain(value: Any) -> Any:
    return rules.stamp(value) if isinstance(value, datetime) else value


def must_be_in_order(notice: Notice) -> None:
    soon = now() + rules.CLOCKS_DIFFER
    if notice.kind == rules.DISTURBANCE and notice.starts_at > soon:
        raise Refused(_("A disturbance has begun. What is to come is planned work."), "start")
    if notice.state == Notice.State.UNDER_WAY and notice.starts_at > soon:
        raise Refused(_("The work is under way. It is moved under “Failed or moved: new time”."), "start")
    if notice.ended_at and notice.starts_at > notice.ended_at:
        raise Refused(_("It is over, and cannot have begun after that."), "start")
    if notice.expected_end_at and notice.expected_end_at <= notice.starts_at:
        raise Refused(_("It cannot end before it begins."), "time")
    if notice.kind == rules.PLANNED and not notice.expected_end_at:
        raise Refused(_("Planned work has an expected end."), "time")


def _for_whom(notice: Notice, institutions: Iterable[Institution] | None) -> dict[str, list[Any]]:
    """``None``: all of them."""
    old = None if notice.is_for_all else sorted(one.code for one in notice.institutions.all())
    wanted = None if institutions is None else list(institutions)
    new = None if wanted is None else sorted(one.code for one in wanted)
    if new is not None and not new:
        raise Refused(_("Choose the institutions, or all of them."), "nobody")
    if old == new:
        return {}
    notice.is_for_all = wanted is None
    notice.institutions.set(wanted or [])
    return {"institutions": [old, new]}


def _divide(notice: Notice, pieces: Iterable[Piece], unpersonal: Collection[str]) -> dict[str, list[Any]]:
    kept = list(notice.parts.select_related("service", "environment"))
    pieces = list(pieces)
    old = [_said(part) for part in kept]
    new = [piece.said for piece in pieces]
    notes = [(piece.note_sv, piece.note_en) for piece in pieces]
    if old == new and notes == [(part.note_sv, part.note_en) for part in kept]:
        return {}
    notice.parts.all().delete()
    Part.objects.bulk_create(
        Part(
            notice=notice, service=piece.service, environment=piece.environment, degree=piece.degree,
            note_sv=one_line(piece.note_sv, 160)[0], note_en=one_line(piece.note_en, 160)[0],
        )
        for piece in pieces
    )  # fmt: skip
    must_be_fit(*(text for note in notes for text in note), unpersonal=unpersonal)
    return rules.changed_parts(old, new)


def _said(part: Part) -> dict[str, Any]:
    return Piece(service=part.service, degree=part.degree, environment=part.environment).said


def say(
    actor: Actor,
    notice: Notice,
    kind: str,
    *,
    text_sv: str,
    text_en: str = "",
    facts: Mapping[str, Any] | None = None,
    corrects: Update | None = None,
    told: Iterable[int] = (),
    at: datetime | None = None,
    journal_key: str = "",
    said_id: UUID | None = None,
    unpersonal: Collection[str] = (),
) -> Update:
    """Tell the world, in the act of a verb: the update, the notice saved, its balls, the event, and the pages made anew."""
    text_sv, text_en = must_say(text_sv), clean(text_en).strip()
    if not journal_key:  # else it is out already
        must_be_fit(text_sv, text_en, unpersonal=unpersonal)
    if kind == Update.Kind.FIRST:
        facts = {}
    if actor.person is not None:
        notice.communicator = _informs(actor.person, notice)
    notice.version += kind != Update.Kind.FIRST
    notice.changed_at = max(at, notice.changed_at) if at else now()
    notice.save()
    said = Update.objects.create(
        id=said_id or uuid7(), notice=notice, at=at or now(), kind=kind, text_sv=text_sv, text_en=text_en, corrects=corrects,
        facts=dict(facts or {}), author=actor.person, journal_key=journal_key,
    )  # fmt: skip
    settle(notice)
    want()
    record(UpdatePublished(notice=notice, update=said, told=list(told)))
    vouch(actor, notice, unpersonal)
    if notice.incident is not None:
        _tell_incident(actor, notice, notice.incident, said)
    return said


def vouch(actor: Actor, notice: Notice, unpersonal: Collection[str]) -> None:
    """Keep in the log that somebody has said of so many things that they are nobody's."""
    if unpersonal and not actor.is_machine:
        record(Vouched(notice=notice, things=len(unpersonal)))


def _tell_incident(actor: Actor, notice: Notice, incident: Incident, said: Update) -> None:
    """The incident's process is ticked, and each reporter of it hears the same."""
    is_first = said.kind == Update.Kind.FIRST
    one = incidents.goes_on_as(incident)
    standing = Notice.objects.going_on().filter(about(one))  # a merged one may have several
    promised = min(standing.exclude(next_update_at=None).values_list("next_update_at", flat=True), default=None)
    incidents.follow_notice(
        actor, incident, at=said.at, next_update_at=promised, is_first=is_first, is_resolved=not standing.exists()
    )
    is_over = said.kind == Update.Kind.RESOLVED and not disturbing(one).exists()
    incidents.tell_reporters(
        actor, incident, stage="end" if is_over else "start" if is_first else "update", text_sv=said.text_sv,
        text_en=said.text_en, is_back=said.kind == Update.Kind.REOPENED,
    )  # fmt: skip


def _informs(person: Person, notice: Notice) -> Person | None:
    """Whoever speaks has the promise from then on."""
    return person if person.is_agent else notice.communicator
