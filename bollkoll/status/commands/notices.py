"""Telling the world: a first notice, what follows, what was wrong, and that it is over. Swedish is never delayed for
English: what lacks its English text is published at once, and the missing text is a ball."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands.once import claim, keep
from bollkoll.incidents import commands as incidents
from bollkoll.incidents.models import Incident
from bollkoll.kit.text import clean, one_line
from bollkoll.log.acting import Refused, command, now, record, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment
from bollkoll.status import rules
from bollkoll.status.commands import writing
from bollkoll.status.commands.owed import begin_to_owe, settle
from bollkoll.status.commands.places import want
from bollkoll.status.commands.writing import Piece
from bollkoll.status.events import CheckAsked, Translated
from bollkoll.status.models import Notice, Update
from bollkoll.status.queries.first import about

Kind, State = Notice.Kind, Notice.State


def make(
    actor: Actor,
    *,
    kind: str,
    title_sv: str,
    environments: Iterable[Environment] = (),
    parts: Iterable[Piece] = (),
    institutions: Iterable[Institution] | None = None,
    starts_at: datetime | None = None,
    checker: Person | None = None,
    **facts: Any,
) -> Notice:
    """A notice with its subject and its ball, before anything is said in it. ``institutions`` ``None``: all."""
    starts_at = starts_at or now()
    if (end := facts.get("expected_end_at")) and end <= now():
        raise Refused(_("The expected end has passed. Give one ahead, or none."), "time")
    person = actor.person if actor.is_agent else None
    notice = Notice(
        kind=kind, state=rules.FIRST_STATE[kind], starts_at=starts_at, changed_at=now(), communicator=person, checker=checker
    )  # fmt: skip
    for name in ("source", "journal_key", "series", "slot", "published_at", "incident"):
        if name in facts:
            setattr(notice, name, facts.pop(name))
    writing.apply(notice, {"title_sv": title_sv, **facts})
    if kind == Kind.PLANNED and notice.is_public and starts_at <= now():
        notice.state = State.UNDER_WAY
    notice.subject = begin_to_owe(notice)
    notice.save(force_insert=True)
    chosen = {"environments": environments, "parts": parts, "institutions": institutions}
    writing.choose(notice, chosen | {"unpersonal": facts.get("unpersonal", ())})
    return notice


@command
def publish(
    actor: Actor,
    subject: None = None,
    *,
    kind: str,
    title_sv: str,
    text_sv: str,
    text_en: str = "",
    once: str = "",
    checker: Person | None = None,
    incident: Incident | None = None,
    is_another: bool = False,
    unpersonal: Collection[str] = (),
    **facts: Any,
) -> Notice:
    """A first notice. ``facts``: what :func:`make` takes beside. A disturbance promises its next update.

    ``checker`` is asked to read it through afterwards; that never delays it. ``incident``: what it tells of; of two who
    publish its first notice at once the second is refused (``published``) unless ``is_another``. Raises :class:`Refused`:
    ``next`` without a promise, ``time``, ``nobody``, ``empty``, ``personal``.
    """
    form = claim(actor.person, "publish", once, Notice, kind, title_sv, text_sv, text_en)
    if incident is not None:
        incident = incidents.goes_on_as(reread(incident))
        if not is_another and Notice.objects.going_on().filter(about(incident)).exists():
            raise Refused(_("Somebody has just published a notice of this incident. Update that instead."), "published")
    must_promise(kind, facts.get("next_update_at"))
    if checker is not None and checker.pk == actor.person_id:
        raise Refused(_("Somebody else reads it through."), "self")
    notice = make(
        actor, kind=kind, title_sv=title_sv, published_at=now(), checker=checker, incident=incident, unpersonal=unpersonal,
        **facts,
    )  # fmt: skip
    writing.say(actor, notice, Update.Kind.FIRST, text_sv=text_sv, text_en=text_en, unpersonal=unpersonal)
    if checker is not None:
        record(CheckAsked(notice=notice, told=[checker.pk]))
    keep(form, notice)
    return notice


def must_promise(kind: str, next_update_at: datetime | None) -> None:
    if kind == Kind.DISTURBANCE and next_update_at is None:
        raise Refused(_("Say when there is more to tell: the next update."), "next")
    if next_update_at is not None and next_update_at < now() - rules.CLOCKS_DIFFER:
        raise Refused(_("The next update is ahead, not behind."), "next")
    if next_update_at is not None and next_update_at > now() + rules.FARTHEST_UPDATE:
        said = _("The next update is more than %(days)s days away. Look at the date.")
        raise Refused(said % {"days": rules.FARTHEST_UPDATE.days}, "next")


@command
def update(
    actor: Actor,
    notice: Notice,
    *,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    is_mended: bool | None = None,
    unpersonal: Collection[str] = (),
    **changes: Any,
) -> Update:
    """Tell what is known now. ``changes``: new facts, by name; ``is_mended``: mended and watched, or not.

    ``seen``: the version that was read; refused (``changed``) when somebody has said something since.
    """
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    writing.must_not_be_over(notice)
    if "next_update_at" in changes or notice.kind == Kind.DISTURBANCE:
        must_promise(notice.kind, changes.get("next_update_at"))
    facts = writing.apply(notice, changes | {"unpersonal": unpersonal})
    if is_mended is not None and notice.kind == Kind.DISTURBANCE:
        facts |= _into(notice, State.MONITORING if is_mended else State.ONGOING)
    if notice.next_update_at and notice.next_update_at <= now():  # this was it, and no other is promised
        notice.next_update_at = None
    return writing.say(
        actor, notice, Update.Kind.UPDATE, text_sv=text_sv, text_en=text_en, facts=facts, unpersonal=unpersonal
    )


def _into(notice: Notice, state: str) -> dict[str, list[Any]]:
    if notice.state == state:
        return {}
    old, notice.state = notice.state, state
    return {"state": [old, str(state)]}


@command
def correct(
    actor: Actor,
    notice: Notice,
    *,
    wrong: Update,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
    **changes: Any,
) -> Update:
    """What was wrong, and what is right: the wrong one stays where it is, marked. Also of a notice that is over."""
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    if wrong.notice_id != notice.pk:
        raise Refused(_("That was said in another notice."), "other")
    facts = writing.apply(notice, changes | {"unpersonal": unpersonal})
    return writing.say(
        actor, notice, Update.Kind.CORRECTION, text_sv=text_sv, text_en=text_en, facts=facts, corrects=wrong,
        unpersonal=unpersonal,
    )  # fmt: skip


@command
def resolve(
    actor: Actor,
    notice: Notice,
    *,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    ended_at: datetime | None = None,
    unpersonal: Collection[str] = (),
) -> Update:
    """It is over: everything works, or the planned work is done."""
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    writing.must_not_be_over(notice)
    if notice.state == State.SCHEDULED:
        raise Refused(_("It has not begun. Cancel it, or begin it first."), "not_begun")
    if ended_at is not None and ended_at > now() + rules.CLOCKS_DIFFER:
        raise Refused(_("It cannot have ended at a time that has not been. Leave it empty for now."), "ended")
    end = min(ended_at or now(), now())
    if end < notice.starts_at:
        raise Refused(_("It cannot end before it begins."), "ended")
    return end_with(actor, notice, State.RESOLVED, Update.Kind.RESOLVED, end, text_sv, text_en, unpersonal=unpersonal)


def end_with(
    actor: Actor, notice: Notice, state: str, kind: str, end: datetime, text_sv: str, text_en: str, **more: Any
) -> Update:
    facts = _into(notice, state)
    notice.ended_at, notice.next_update_at = end, None
    return writing.say(actor, notice, kind, text_sv=text_sv, text_en=text_en, facts=facts, **more)


@command
def reopen(
    actor: Actor,
    notice: Notice,
    *,
    text_sv: str,
    next_update_at: datetime | None,
    text_en: str = "",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
) -> Update:
    """It is back: the same notice goes on, with a new promise."""
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    if not notice.is_over:
        raise Refused(_("It is not over."), "open")
    must_promise(notice.kind, next_update_at)
    begun = State.UNDER_WAY if notice.starts_at <= now() else State.SCHEDULED
    facts = _into(notice, begun if notice.kind == Kind.PLANNED else State.ONGOING)
    notice.ended_at, notice.next_update_at = None, next_update_at
    return writing.say(
        actor, notice, Update.Kind.REOPENED, text_sv=text_sv, text_en=text_en, facts=facts, unpersonal=unpersonal
    )


@command
def cancel(
    actor: Actor,
    notice: Notice,
    *,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
) -> Update:
    """It was published by mistake, or the planned work will not be done. It stays readable, with why."""
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    writing.must_not_be_over(notice)
    return end_with(
        actor, notice, State.CANCELLED, Update.Kind.CANCELLED, now(), text_sv, text_en, unpersonal=unpersonal
    )


@command
def translate(
    actor: Actor, notice: Notice, *, title_en: str = "", workaround_en: str = "", texts: dict[str, str],
    notes: Mapping[int, str] | None = None, seen: int | None = None, unpersonal: Collection[str] = (),
) -> Notice:  # fmt: skip
    """The English of what is out in Swedish. ``texts``: by the id of each update; ``notes`` of what is affected: by service.
    Nothing is said anew to anybody."""
    writing.must_be_seen(notice, seen)
    changed = []
    if title_en.strip() and one_line(title_en, 160)[0] != notice.title_en:
        notice.title_en = one_line(title_en, 160)[0]
        changed.append(notice.title_en)
    if workaround_en.strip() and clean(workaround_en).strip() != notice.workaround_en:
        notice.workaround_en = clean(workaround_en).strip()
        changed.append(notice.workaround_en)
    for said in notice.updates.all():
        text = clean(texts.get(str(said.pk), "")).strip()
        if text and text != said.text_en:
            changed.append(text)
            said.text_en = text
            said.save(update_fields=["text_en"])
    for part in notice.parts.exclude(note_sv=""):
        note = one_line((notes or {}).get(part.service_id, ""), 160)[0]
        if note and note != part.note_en:
            changed.append(note)
            part.note_en = note
            part.save(update_fields=["note_en"])
    if not changed:
        raise Refused(_("That is already so."), "unchanged")
    writing.must_be_fit(*changed, unpersonal=unpersonal)
    notice.version += 1
    notice.changed_at = now()
    notice.save()
    settle(notice)
    want()
    record(Translated(notice=notice))
    writing.vouch(actor, notice, unpersonal)
    return notice
