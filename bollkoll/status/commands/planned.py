"""Planned work: written ahead, announced by the clock or by hand, begun and ended, moved when it fails or is late."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands.once import claim, keep
from bollkoll.commitments import commands as balls
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.status.commands import writing
from bollkoll.status.commands.notices import make
from bollkoll.status.commands.owed import settle
from bollkoll.status.events import PlanChanged, PlanDropped, Planned
from bollkoll.status.models import Notice, Update

Kind, State = Notice.Kind, Notice.State
WORDS = ("text_sv", "text_en")


@command
def plan(
    actor: Actor,
    subject: None = None,
    *,
    title_sv: str,
    text_sv: str,
    announce_at: datetime,
    text_en: str = "",
    once: str = "",
    unpersonal: Collection[str] = (),
    **facts: Any,
) -> Notice:
    """Planned work that is announced later, by the clock or by hand. What it will say is kept with it."""
    form = claim(actor.person, "plan", once, Notice, title_sv, text_sv, text_en, announce_at)
    text_sv = writing.must_say(text_sv)
    writing.must_be_fit(text_sv, text_en, unpersonal=unpersonal)
    notice = make(actor, kind=Kind.PLANNED, title_sv=title_sv, announce_at=announce_at, unpersonal=unpersonal, **facts)
    notice.draft_sv, notice.draft_en = text_sv, text_en
    notice.save(update_fields=["draft_sv", "draft_en"])
    settle(notice)
    record(Planned(notice=notice))
    writing.vouch(actor, notice, unpersonal)
    keep(form, notice)
    return notice


@command
def change_plan(
    actor: Actor, notice: Notice, *, text_sv: str, text_en: str = "", seen: int | None = None,
    unpersonal: Collection[str] = (), **changes: Any,
) -> Notice:  # fmt: skip
    """Anything may be changed in silence while nobody has been told."""
    _must_be_unannounced(notice)
    writing.must_be_seen(notice, seen)
    writing.apply(notice, changes | {"unpersonal": unpersonal})
    text_sv = writing.must_say(text_sv)
    writing.must_be_fit(text_sv, text_en, unpersonal=unpersonal)
    notice.draft_sv, notice.draft_en = text_sv, text_en
    notice.version += 1
    notice.changed_at = now()
    notice.save()
    settle(notice)
    record(PlanChanged(notice=notice))
    writing.vouch(actor, notice, unpersonal)
    return notice


def _must_be_unannounced(notice: Notice) -> None:
    if notice.is_public or notice.is_over:
        raise Refused(_("It has been announced."), "announced")


@command
def announce(actor: Actor, notice: Notice) -> Update:
    """Tell of it, with the words that were kept."""
    _must_be_unannounced(notice)
    if actor.is_machine and (notice.announce_at or now()) > now():
        raise Refused(_("It is not due yet."), "not_due")
    notice.published_at = now()
    text_sv, text_en = notice.draft_sv, notice.draft_en
    notice.draft_sv = notice.draft_en = ""
    known = writing.vouched_for(text_sv, text_en)
    return writing.say(actor, notice, Update.Kind.FIRST, text_sv=text_sv, text_en=text_en, unpersonal=known)


@command
def drop_plan(actor: Actor, notice: Notice) -> Notice:
    """It will not be done, and nobody had been told."""
    _must_be_unannounced(notice)
    notice.state, notice.ended_at, notice.next_update_at = State.CANCELLED, now(), None
    notice.version += 1
    notice.save()
    settle(notice)
    if notice.subject.is_open:
        balls.close_subject(notice.subject)
    record(PlanDropped(notice=notice))
    return notice


@command
def begin(
    actor: Actor,
    notice: Notice,
    *,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
) -> Update:
    """The work has begun, at its time or by hand before or after it."""
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    if notice.kind != Kind.PLANNED or notice.state != State.SCHEDULED:
        raise Refused(_("That is already so."), "unchanged")
    if actor.is_machine and (notice.starts_at > now() or not notice.begins_itself):
        raise Refused(_("It is not due yet."), "not_due")
    facts: dict[str, Any] = {"state": [notice.state, str(State.UNDER_WAY)]}
    notice.state = State.UNDER_WAY
    if not actor.is_machine:
        facts |= writing.apply(notice, {"starts_at": now()} | _room(notice))
    return writing.say(
        actor, notice, Update.Kind.BEGUN, text_sv=text_sv, text_en=text_en, facts=facts, unpersonal=unpersonal
    )


def _room(notice: Notice) -> dict[str, datetime]:
    """Begun so late that the expected end has passed: it takes as long as it was to take."""
    if notice.expected_end_at is None or notice.expected_end_at > now():
        return {}
    return {"expected_end_at": now() + (notice.expected_end_at - notice.starts_at)}


@command
def delay(
    actor: Actor,
    notice: Notice,
    *,
    starts_at: datetime,
    expected_end_at: datetime,
    text_sv: str,
    text_en: str = "",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
    **changes: Any,
) -> Update:
    """It failed, or it takes longer, or it is moved: the notice of that and the new time, in one step.

    A start ahead makes it planned again; one that has been keeps it under way.
    """
    writing.must_be_public(notice)
    writing.must_be_seen(notice, seen)
    writing.must_not_be_over(notice)
    if notice.kind != Kind.PLANNED:
        raise Refused(_("Only planned work is moved."), "kind")
    if expected_end_at <= now():
        raise Refused(_("The new end is ahead, not behind."), "time")
    before, notice.state = notice.state, State.SCHEDULED if starts_at > now() else notice.state
    facts = writing.apply(
        notice, {"starts_at": starts_at, "expected_end_at": expected_end_at, "unpersonal": unpersonal, **changes}
    )
    if notice.state != before:
        facts["state"] = [before, str(notice.state)]
    return writing.say(
        actor, notice, Update.Kind.DELAYED, text_sv=text_sv, text_en=text_en, facts=facts, unpersonal=unpersonal
    )
