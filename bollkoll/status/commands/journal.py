"""What was written to the public pages while the database was away, taken back: a notice and an update with the same ids, so
that nothing is told twice however often the same entry comes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bollkoll.kit.text import clean, one_line
from bollkoll.log.acting import Refused, command, record, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.commands import writing
from bollkoll.status.commands.owed import begin_to_owe
from bollkoll.status.events import Vouched
from bollkoll.status.models import Notice, Part, Update
from bollkoll.status.models.notices import Degree

UNSAID = timedelta(hours=1)
"""When a disturbance promised nothing: so long after it was said more is owed."""
SECOND = timedelta(seconds=1)
"""Entries have their times to the second."""
KINDS = {"publish": Update.Kind.FIRST, "update": Update.Kind.UPDATE, "resolve": Update.Kind.RESOLVED}


@command
def take_back(actor: Actor, subject: None = None, *, entry: Mapping[str, Any]) -> Update:
    """``entry``: as ``status.site.journal`` has it. The words are out already, so they are taken as they are.

    Refused: ``unchanged`` when it is here, ``lost`` when it is about a notice that is not.
    """
    key, at = str(entry["id"]), _moment(entry["at"])
    if Update.objects.filter(pk=UUID(key)).exists():
        raise Refused(_("That is already so."), "unchanged")
    notice_id, act = UUID(str(entry["notice"])), str(entry["act"])
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None and act != "publish":
        raise Refused(_("There is no such notice."), "lost")
    text = entry.get("text") or {}
    text_sv = clean(str(text.get("sv") or "")).strip() or clean(str(text.get("en") or "")).strip() or "–"
    next_update_at = _moment(entry.get("next_update_at"))
    kind, facts = KINDS[act], {}
    if notice is None:
        notice = _make(entry, notice_id, at, next_update_at)
    else:
        notice = reread(notice)
        is_old = notice.updates.filter(at__gte=at + SECOND).exists()  # only its words are new
        if act == "publish" or (act == "resolve" and (notice.is_over or is_old)):
            kind = Update.Kind.UPDATE
        if not notice.is_over and not is_old:
            _apply(notice, kind, at, next_update_at)
            facts = _regrade(notice, entry)
    if isinstance(entry.get("unpersonal"), int) and entry["unpersonal"]:
        record(Vouched(notice=notice, things=entry["unpersonal"]))
    return writing.say(
        actor,
        notice,
        kind,
        text_sv=text_sv,
        text_en=str(text.get("en") or ""),
        facts=facts,
        at=at,
        journal_key=key,
        said_id=UUID(key),
    )


def _apply(notice: Notice, kind: str, at: datetime, next_update_at: datetime | None) -> None:
    if kind == Update.Kind.RESOLVED:
        notice.state, notice.ended_at, notice.next_update_at = Notice.State.RESOLVED, max(at, notice.starts_at), None
    elif next_update_at or notice.kind == Notice.Kind.DISTURBANCE:
        notice.next_update_at = next_update_at or at + UNSAID


def _regrade(notice: Notice, entry: Mapping[str, Any]) -> dict[str, list[Any]]:
    """How much is affected now, if the entry says so. Notes stand; a service that is not known is left out."""
    degree = entry.get("degree")
    if degree not in Degree.values:
        return {}
    services = {one.key: one for one in Service.objects.all()}
    kept = list(notice.parts.select_related("service", "environment"))
    rows = [
        {"service": one.service.key, "environment": one.environment, "degree": one.degree,
         "note_sv": one.note_sv, "note_en": one.note_en}
        for one in kept
    ]  # fmt: skip
    named = [str(key) for key in entry.get("services") or () if str(key) in services]
    if entry.get("services") and not named:
        return {}
    pieces = [
        writing.Piece(**one | {"service": services[one["service"]]}) for one in rules.regraded(rows, degree, named)
    ]
    notes = [text for one in kept for text in (one.note_sv, one.note_en)]
    return writing.choose(notice, {"parts": pieces, "unpersonal": writing.vouched_for(*notes)})


def _make(entry: Mapping[str, Any], pk: UUID, at: datetime, next_update_at: datetime | None) -> Notice:
    fields = entry.get("fields") or {}
    kind = str(fields["kind"]) if fields.get("kind") in Notice.Kind.values else str(Notice.Kind.DISTURBANCE)
    severity = (
        str(fields["severity"]) if fields.get("severity") in Notice.Severity.values else str(Notice.Severity.NONE)
    )
    title = fields.get("title") or {}
    notice = Notice(
        kind=kind, state=rules.FIRST_STATE[kind], published_at=at, changed_at=at, source=Notice.Source.JOURNAL,
        journal_key=str(entry["notice"]), starts_at=_moment(fields.get("starts_at")) or at,
        expected_end_at=_moment(fields.get("expected_end_at")), next_update_at=next_update_at,
        title_sv=_line(title.get("sv")) or _line(title.get("en")) or "–",
        title_en=_line(title.get("en")),
        severity=severity,
    )  # fmt: skip
    for language in ("sv", "en"):
        setattr(notice, f"workaround_{language}", clean(str((fields.get("workaround") or {}).get(language) or "")))
    if kind == Notice.Kind.DISTURBANCE and next_update_at is None:
        notice.next_update_at = at + UNSAID
    if kind == Notice.Kind.PLANNED:
        notice.expected_end_at = notice.expected_end_at or notice.starts_at + UNSAID
        if notice.starts_at <= at:
            notice.state = Notice.State.UNDER_WAY
    if notice.expected_end_at and notice.expected_end_at <= notice.starts_at:
        notice.expected_end_at = notice.starts_at + UNSAID if kind == Notice.Kind.PLANNED else None
    codes = fields.get("institutions")
    named = list(Institution.objects.filter(code__in=codes)) if codes else []
    notice.is_for_all = not named
    notice.subject = begin_to_owe(notice, pk)
    notice.save(force_insert=True)
    notice.institutions.set(named)
    notice.environments.set(Environment.objects.filter(key__in=fields.get("environments") or ()))
    _divide(notice, fields.get("parts") or ())
    return notice


def _divide(notice: Notice, parts: Any) -> None:
    services = {one.key: one for one in Service.objects.all()}
    environments = {one.key: one for one in Environment.objects.all()}
    seen = set()
    for part in parts:
        service, place = services.get(part.get("service")), environments.get(part.get("environment"))
        if service is None or part.get("degree") not in Degree.values or (service, place) in seen:
            continue
        seen.add((service, place))
        note = part.get("note") or {}
        Part.objects.create(
            notice=notice, service=service, environment=place, degree=part["degree"],
            note_sv=str(note.get("sv") or "")[:160], note_en=str(note.get("en") or "")[:160],
        )  # fmt: skip


def _line(text: Any) -> str:
    return one_line(str(text or ""), 160)[0].strip()


def _moment(text: Any) -> Any:
    return datetime.fromisoformat(str(text)) if text else None
