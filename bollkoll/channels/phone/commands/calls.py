"""A call: it begins, one learns who it is, and what was said gets its place."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases import commands as cases
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case, Message
from bollkoll.channels.phone.commands.backs import end_call_back, promise_call_back
from bollkoll.channels.phone.events import CallBegun, CallerChanged, CallFiled, TurnedAway
from bollkoll.channels.phone.models import Call, Matter, Ring
from bollkoll.channels.phone.queries import may_write_in
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person

NOTE, MESSAGE, NEW, LOG = "note", "message", "new", "log"
What = Matter.What


@command
def begin_call(
    actor: Actor,
    subject: None = None,
    *,
    person: Person,
    institution: Institution | None = None,
    number: str = "",
    ring: Ring | None = None,
    call_back: Commitment | None = None,
    once: str = "",
) -> Call:
    """Somebody is on the line, and this is who. ``ring``: the exchange's call; ``call_back``: the promise kept by calling.

    ``institution``: one of the caller's own (default the first). Refused for those who may not contact the support.
    """
    if actor.person is None:
        raise Refused(_("Only a person can promise to call."), "nobody")
    form = claim(actor.person, "call", once, Call)
    place = _place(person, institution)
    if ring is not None:
        ring = reread(ring)
        taken = Call.objects.select_related("agent").filter(ring=ring).first()
        if taken is not None:
            raise Refused(_("%(name)s has already opened this call.") % {"name": taken.agent}, "taken")
    call = Call.objects.create(
        agent=actor.person,
        person=person,
        institution=place,
        number=ring.number if ring else number,
        ring=ring,
        call_back=call_back,
        began_at=(ring.answered_at or ring.came_at) if ring else now(),
        hung_up_at=ring.ended_at if ring and ring.answered_at else None,
    )
    keep(form, call)
    record(CallBegun(call=call, person=person.pk))
    return call


@command
def change_caller(actor: Actor, call: Call, *, person: Person, institution: Institution | None = None) -> Call:
    """It was somebody else."""
    _must_be_open(call)
    call.person, call.institution = person, _place(person, institution)
    call.save(update_fields=["person", "institution"])
    record(CallerChanged(call=call, person=person.pk))
    return call


def _place(person: Person, institution: Institution | None) -> Institution | None:
    roles = person.roles.active().filter(institution__ended_at=None).select_related("institution").order_by("pk")
    own = [role.institution for role in roles] if person.is_active else []
    if not own and not (person.is_active and person.line):
        raise Refused(_("%(name)s may not contact the support. Tell them where to turn.") % {"name": person}, "may_not")
    return institution if institution in own else own[0] if own else None


@command
def file_call(
    actor: Actor,
    call: Call,
    *,
    into: str,
    text: str = "",
    case: Case | None = None,
    new: dict[str, Any] | None = None,
    is_mine: bool = True,
    call_back_at: datetime | None = None,
    goes_on: bool = False,
    once: str = "",
) -> Call:
    """Give what was said its place: an internal ``note`` or the caller's own ``message`` in a case, a ``new`` case, or the
    ``log`` alone. ``new``: title, kind, service, environment, impact, urgency.

    ``call_back_at``: what was promised; without a case, one is opened for it. ``goes_on``: the caller has more to say.
    """
    form = claim(actor.person, "file", once, Call, into, text, case, new or {})
    _must_be_open(call)
    by_phone = Actor(actor.person, "phone")
    text = texts.clean(text)
    if into in (NOTE, MESSAGE):
        if case is None:
            raise Refused(_("Choose where it belongs."), "no_case")
        _write(by_phone, call, case, into, text)
    elif into == NEW or call_back_at is not None:
        case = _open(by_phone, call, text, new or {}, is_mine)
    else:
        call.note = "\n\n".join(filter(None, [call.note, text.strip()]))
    if call_back_at is not None and case is not None:
        is_other = call.person is not None and call.person_id != case.reporter_id
        promise_call_back(by_phone, case, at=call_back_at, note=str(call.person) if is_other else "")
        _matter(call, case, What.PROMISED)
    if not goes_on:
        _end(by_phone, call)
    call.save()
    keep(form, call)
    record(CallFiled(call=call, case=str(case.pk) if case else None, into=into, goes_on=goes_on))
    return call


def _write(actor: Actor, call: Call, case: Case, into: str, text: str) -> None:
    if not text.strip():
        raise Refused(_("Write something first."), "empty")
    if into == NOTE:
        message = cases.note(actor, case, text=text)
    else:
        if call.person is None or not may_write_in(call.person, case):
            raise Refused(
                _("%(name)s may not see that case, so nothing can stand in their name there. Write an internal note.")
                % {"name": call.person or _("The caller")},
                "may_not_see",
            )
        message = cases.reply(actor, case, text=text, author=call.person)
    _matter(call, case, What.NOTE if into == NOTE else What.MESSAGE, message)


def _open(actor: Actor, call: Call, text: str, new: dict[str, Any], is_mine: bool) -> Case:
    levels = {name: new[name] for name in ("impact", "urgency") if new.get(name)}
    sorting = {name: new[name] for name in ("kind", "service", "environment") if new.get(name)}
    title = (new.get("title") or "").strip() or texts.excerpt(text, 100)
    title = title or _("Call %(name)s back") % {"name": call.person}
    case = cases.open_case(
        actor, title=title, text=text if text.strip() else title, reporter=call.person, institution=call.institution,
        **sorting,
    )  # fmt: skip
    if is_mine:
        cases.take(actor, case)
    if levels:
        cases.triage(actor, case, **levels)
    _matter(call, case, What.OPENED, case.messages.first())
    return case


def _matter(call: Call, case: Case, what: str, message: Message | None = None) -> None:
    Matter.objects.create(call=call, case=case, what=what, message=message, at=now())


def _end(actor: Actor, call: Call) -> None:
    ball = call.call_back
    if ball is not None and ball.ended_at is None:
        case = Case.objects.select_related("subject").get(pk=ball.subject_id)
        end_call_back(actor, case, ball=ball)
        _matter(call, case, What.CALLED_BACK)
    call.ended_at = now()
    call.outcome = Call.Outcome.FILED if call.matters.exists() else Call.Outcome.TALKED


@command
def turn_away(
    actor: Actor,
    subject: None = None,
    *,
    caller: str,
    reason: str,
    institution: Institution | None = None,
    call: Call | None = None,
    ring: Ring | None = None,
    once: str = "",
) -> Call:
    """Somebody who may not contact the support was told where to turn: counted, and nothing of them is kept.

    ``call``: the open call in which it turned out; its caller, number and note are gone. ``ring``: likewise the number.
    """
    form = claim(actor.person, "turn_away", once, Call)
    ring = ring or (call.ring if call else None)
    if ring is not None:
        ring = reread(ring)  # before the call, as when the exchange tells of it
    call = reread(call) if call is not None else Call(agent=actor.person, began_at=now())
    if call.agent_id != actor.person_id:
        raise Refused(_("The call is somebody else's."), "not_yours")
    _must_be_open(call)
    if call.matters.exists():
        raise Refused(_("Something of this call stands in a case already. File it there."), "filed")
    if ring is not None and call._state.adding:
        call.began_at = ring.answered_at or ring.came_at
    call.person, call.number, call.note, call.ring, call.call_back = None, "", "", None, None
    call.institution, call.caller, call.reason = institution, caller, reason
    call.outcome, call.ended_at = Call.Outcome.TURNED_AWAY, now()
    call.save()
    if ring is not None:
        ring.number, ring.answered_at, ring.ended_at = "", ring.answered_at or now(), ring.ended_at or now()
        ring.save(update_fields=["number", "answered_at", "ended_at"])
    keep(form, call)
    place = institution.pk if institution else None
    record(TurnedAway(call=call, caller=caller, reason=reason, institution=place, ring=ring))
    return call


def _must_be_open(call: Call) -> None:
    if not call.is_open:
        raise Refused(_("The call has already been filed."), "filed")
