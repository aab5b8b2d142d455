"""Where a matter stands, in plain words for the reporter's side; and what to ask about numbers of persons.

Times shown here are promises only: when a ball is looked at again is the support's own affair (design §2).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.kit import personnummer
from bollkoll.people.models import Person

State, Step = Case.State, Commitment.Step


@dataclass(frozen=True)
class Standing:
    """What the panel at the top of a matter says. ``is_ours`` is True when the support has the ball."""

    state: str
    text: str
    holder: str
    step: str
    icon: str
    due: datetime | None = None
    is_ours: bool = True
    asks: str = ""
    """The part of the page where the reporter's side does what is asked, as an anchor."""


@dataclass(frozen=True)
class No:
    """An order that was declined: by whom, and why."""

    by: str
    reason: str


def is_declined(case: Case) -> bool:
    """Whether an order was declined, and its orderer may still change it and ask again."""
    return case.is_open and case.ball is not None and case.ball.step == Step.RECONSIDER


def standing(
    case: Case,
    viewer: Person,
    *,
    closes_after: int,
    no: No | None = None,
    beside: Sequence[Person] = (),
    is_stopped: bool = False,
) -> Standing:
    """Where ``case`` stands for ``viewer``. ``closes_after``: days of silence before a solved case closes. ``no``: of an order
    that was declined. ``beside``: who is asked for the same step as the one who holds the ball. ``is_stopped``: an order that was
    withdrawn or stopped.

    The case is loaded with its ball, that ball's person and team, its reporter and its agent.
    """
    promised = case.ball.promised_at if case.ball else None
    if case.merged_into_id:
        return Standing(
            state=_("It goes on in another matter"),
            text=_("It was about the same thing as another of your matters, so we handle them as one."),
            holder="",
            step=_("Follow it there"),
            icon="merge",
        )
    if case.state == State.CLOSED:
        return Standing(
            state=_("The order is stopped") if is_stopped else _("The matter is closed"),
            text=_("Nothing more is done. Order anew if it is needed after all.")
            if is_stopped
            else _("If it comes back: write here, and the matter is opened again."),
            holder=_("Nobody"),
            step=_("Nothing more to do"),
            icon="state-closed",
        )
    if is_declined(case):
        return Standing(
            state=_("Declined by %(name)s") % {"name": no.by} if no and no.by else _("The order was declined"),
            text=_(
                "“%(reason)s” Change the order and ask again if it is still needed. If we hear nothing for %(days)s days "
                "the matter closes by itself."
            )
            % {"reason": no.reason if no else "", "days": closes_after},
            holder=_reporters_side(case, viewer),
            step=_("Change it and ask again"),
            icon="x",
            is_ours=False,
            asks="change",
        )
    if case.state == State.SOLVED:
        return Standing(
            state=_("We believe that it is solved"),
            text=_(
                "Did it help? If we hear nothing for %(days)s days the matter closes by itself. It can be opened again."
            )
            % {"days": closes_after},
            holder=_reporters_side(case, viewer),
            step=_("Say whether it helped"),
            icon="state-solved",
            is_ours=False,
            asks="closing",
        )
    if case.is_in_procedure:
        return _in_procedure(case, viewer, beside)
    if case.state == State.WAITING_REPORTER:
        return Standing(
            state=_("We have asked you something")
            if viewer.pk == case.reporter_id
            else _("We have asked %(name)s something") % {"name": case.reporter.name},
            text=_("We need your answer to go on. You find the question below.")
            if viewer.pk == case.reporter_id
            else _("We need the answer to go on. You may answer too. You find the question below."),
            holder=_reporters_side(case, viewer),
            step=_("Answer our question"),
            icon="state-waiting",
            is_ours=False,
            asks="write",
        )
    if case.state == State.WAITING_THIRD_LINE:
        return Standing(
            state=_("Our experts are looking into it"),
            text=_("We have asked those who build and know the system. We keep watch over it and write to you here."),
            holder=_("The support, with %(team)s") % {"team": case.ball.team} if case.ball.team else _("The support"),
            step=_("The experts look into it"),
            icon="state-third",
            due=promised,
        )
    if case.state == State.IN_PROGRESS:
        return Standing(
            state=_("We are working on it"),
            text=_("%(name)s has your matter and writes to you here.") % {"name": case.assignee.name}
            if case.assignee
            else _("You get our answer here and by e-mail."),
            holder=_("%(name)s at the support") % {"name": case.ball.person.name}
            if case.ball.person
            else _("The support"),
            step=_next_step(case.ball.step),
            icon="state-progress",
            due=promised,
        )
    return Standing(
        state=_("We have received it"),
        text=_("Next, one of us takes the matter. You get our answer here and by e-mail."),
        holder=_("The support"),
        step=_("One of us takes the matter"),
        icon="state-new",
        due=promised,
    )


def _in_procedure(case: Case, viewer: Person, beside: Sequence[Person]) -> Standing:
    """An order whose steps go on: whose turn it is, and what they do."""
    ball = case.ball
    if ball.holder == Commitment.Holder.REPORTER:
        return Standing(
            state=_("Something is asked of you")
            if viewer.pk == case.reporter_id
            else _("The orderer is asked for something"),
            text=_("The order goes on when it is done. You find it below."),
            holder=_reporters_side(case, viewer),
            step=capfirst(ball.get_step_display()),
            icon="state-waiting",
            is_ours=False,
            asks="order",
        )
    asked = [one for one in (ball.person, *beside) if one]
    mine = any(one.pk == viewer.pk for one in asked)
    names = ", ".join([*([_("You")] if mine else []), *(one.name for one in asked if one.pk != viewer.pk)])
    if ball.step == Step.APPROVE:
        return Standing(
            state=_("The order waits for approval"),
            text=_("You find below what is ordered and where to approve or decline.")
            if mine
            else _("You hear when it is decided."),
            holder=names or str(ball.team),
            step=capfirst(ball.get_step_display()),
            icon="state-waiting",
            is_ours=not mine,
            asks="order" if mine else "",
        )
    return Standing(
        state=_("The order is being carried out"),
        text=_("You find the steps below. You hear when it is done, or when we need something from you."),
        holder=names or _("The support"),
        step=ball.noted or capfirst(ball.get_step_display()),
        icon="state-progress",
        due=ball.promised_at,
        is_ours=not mine,
        asks="order" if mine else "",
    )


def _reporters_side(case: Case, viewer: Person) -> str:
    return _("You") if viewer.pk == case.reporter_id else case.reporter.name


def _next_step(step: str) -> str:
    """What the support does next, said to the one who waits for it."""
    said: dict[str, str] = {
        Step.DEAL_OUT: _("One of us takes the matter"),
        Step.ANSWER: _("We answer you"),
        Step.REPRODUCE: _("We try to make the fault happen here too"),
        Step.FOLLOW_UP: _("We go on looking into it"),
        Step.THIRD_LINE: _("The experts look into it"),
        Step.CALL_BACK: _("We call you"),
    }
    return said.get(step, _("We go on looking into it"))


@dataclass(frozen=True)
class Found:
    """A number that looks like a person's, in one field. ``shown`` is masked: a page can be seen over a shoulder."""

    label: str
    shown: str
    mark: str
    is_certain: bool


def find_identities(texts: Mapping[str, str]) -> list[Found]:
    """Numbers of persons in ``texts`` (label of the field → what was typed), each once per field, the certain first."""
    found = {
        (label, finding.text): Found(label, personnummer.mask(finding.text), mark(finding.text), finding.certain)
        for label, text in texts.items()
        for finding in personnummer.find(text)
    }
    return sorted(found.values(), key=lambda one: not one.is_certain)


def mark(number: str) -> str:
    """What a form carries to know that a number has been asked about, without repeating it."""
    return hashlib.sha256("".join(filter(str.isalnum, number)).casefold().encode()).hexdigest()[:20]


def mask_all_but(kept: set[str], text: str) -> str:
    """The text with everything that looks like a number of a person masked, except those whose mark is in ``kept``."""
    return personnummer.mask(text, [one for one in personnummer.find(text) if mark(one.text) not in kept])


def first_line(*texts: str) -> str:
    """A subject made of the first words that were written, when the reporter gave none."""
    return next((line.strip() for text in texts for line in text.splitlines() if line.strip()), "")
