"""What may stand on a screen that others see too: balls in one line each, of protected cases nothing but that they are.

A wall and a shared screen are read by whoever is in the room. So these pages draw a protected case without number, title
or reporter, to those who are named as well. That it is there at all is seen by the named and by the incident manager,
who is to miss no ball; others never hear of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases import lists
from bollkoll.cases.models import Case, Named
from bollkoll.commitments.faces import Face, faces
from bollkoll.commitments.models import Commitment, CommitmentQuerySet, Subject
from bollkoll.kit.personnummer import masked
from bollkoll.people.actor import Actor

DAY = timedelta(hours=24)


def balls(actor: Actor) -> CommitmentQuerySet:
    """Open balls of cases that the actor may know of, and of incidents and notices."""
    return Commitment.objects.open() if actor.is_coordinator else openable(actor)


def openable(actor: Actor) -> CommitmentQuerySet:
    """Open balls of what an agent may open: the same as ``Case.objects.visible_to``, asked from the few balls and not from
    the many cases."""
    named = Named.objects.filter(person=actor.person_id).values("case")
    return Commitment.objects.open().filter(Q(subject__is_protected=False) | Q(subject__in=named))


@dataclass(frozen=True)
class Line:
    """A ball and what it is of, as they may stand on a shared screen: a case, or the face of something else. Neither when
    the case is protected."""

    ball: Commitment | None
    case: Case | None
    face: Face | None = None

    @property
    def is_protected(self) -> bool:
        return self.case is None and self.face is None

    @property
    def title(self) -> str:
        if self.face:
            return masked(self.face.title)
        return masked(self.case.title) if self.case else _("Protected case")

    @property
    def kind(self) -> str:
        """What it is when it is no case: "incident"."""
        return capfirst(self.ball.subject.get_kind_display()) if self.face and self.ball else ""

    @property
    def holder(self) -> str:
        if self.ball is None:
            return ""
        return str(self.ball.person or self.ball.team or _("the reporter"))

    @property
    def step(self) -> str:
        """The next step in words. Notes may tell of what is protected, so they stay out of those."""
        if self.ball is None:
            return ""
        said = capfirst(self.ball.get_step_display())
        return f"{said}: {masked(self.ball.noted)}" if self.ball.note and not self.is_protected else said

    @property
    def due_at(self) -> datetime | None:
        return self.ball.due_at if self.ball else None

    @property
    def is_promised(self) -> bool:
        return bool(self.ball and self.ball.promised_at)

    @property
    def is_broken(self) -> bool:
        """A promise that was made and not kept in time."""
        return bool(self.ball and self.ball.promised_at and self.ball.promised_at < timezone.now())

    @property
    def is_overdue(self) -> bool:
        return bool(self.ball and self.ball.due_at < timezone.now())

    @property
    def priority(self) -> str:
        return lists.PRIORITIES.get(str(self.case.priority), "") if self.case else ""

    @property
    def left(self) -> str:
        """Until the promise breaks, as ``h.mm.ss`` does: "1:12:05"; empty when it is more than a day or over."""
        if self.ball is None or self.ball.promised_at is None:
            return ""
        left = self.ball.promised_at - timezone.now()
        if not timedelta(0) < left < DAY:
            return ""
        seconds = int(left.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def lines(actor: Actor, held: Iterable[Commitment]) -> list[Line]:
    """One line for each ball, in their order: one query for all their cases, one for each other kind among them.

    ``held`` has its subjects read. What has no face for the actor is left out.
    """
    held = list(held)
    of_cases = {ball.subject_id for ball in held if ball.subject.kind == Subject.Kind.CASE}
    open_to_all = Case.objects.visible_to(actor).filter(subject__is_protected=False)
    cases = open_to_all.for_list().in_bulk(of_cases) if of_cases else {}
    others = faces(actor, [ball.subject for ball in held if ball.subject.kind != Subject.Kind.CASE])
    found = [Line(ball, cases.get(ball.subject_id), others.get(ball.subject_id)) for ball in held]
    return [line for line in found if line.face or line.ball.subject_id in of_cases]  # type: ignore[union-attr]
