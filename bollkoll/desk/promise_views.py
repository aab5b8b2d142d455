"""Everything that one has promised, on one page."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.cases.list_views import desk_live_url, for_staff
from bollkoll.commitments.faces import Face, faces
from bollkoll.commitments.promised import Promise
from bollkoll.commitments.promised import promises as promises_of
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request


@dataclass(frozen=True)
class Row:
    """A promise and what it is of, which the actor may see."""

    promise: Promise
    face: Face
    holder: str = ""
    """Who keeps it, when that is somebody else."""
    promised_by: str = ""
    """Who promised it, when that is somebody else."""


def rows(actor: Actor) -> tuple[list[Row], list[Row]]:
    """What is owed, the next first; and what was promised before, the latest first. One query, and those of the faces."""
    made = promises_of(actor.person_id)
    known = faces(actor, (one.ball.subject for one in made))
    found = [_row(actor, one, known[one.subject_id]) for one in made if one.subject_id in known]
    owed = [row for row in found if row.promise.is_owed]
    return sorted(owed, key=lambda row: row.promise.promised_at), [row for row in found if not row.promise.is_owed]


def _row(actor: Actor, one: Promise, face: Face) -> Row:
    ball = one.ball
    holder = "" if ball.person_id == actor.person_id else str(ball.person or ball.team or "")
    promised_by = "" if ball.promised_by_id in (None, actor.person_id) else str(ball.promised_by)
    return Row(one, face, holder, promised_by)


@for_staff
@require_safe
def promises(request: Request) -> HttpResponse:
    """What is owed, the next to break first; then how earlier promises went."""
    owed, before = rows(request.actor)
    context = {"owed": owed, "before": before}
    if request.headers.get("HX-Target") == "promises":
        return render(request, "desk/promise_rows.html", context)
    return render(request, "desk/promises.html", context | {"live_url": desk_live_url(request.actor)})
