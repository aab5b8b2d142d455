"""One notice: what the world reads, what is owed, and everything that can be said next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.commitments.models import Commitment
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request
from bollkoll.status.commands.owed import is_translated
from bollkoll.status.forms.verbs import PersonForm, UpdateForm
from bollkoll.status.models import Notice, Update
from bollkoll.status.queries import notices as queries
from bollkoll.status.views.doors import for_readers, found


@for_readers
@require_safe
def notice(request: Request, number: int) -> HttpResponse:
    one = found(request, number)
    in_page = request.headers.get("HX-Target") == "notice"
    return render(request, "status/said.html" if in_page else "status/notice.html", page(request, one))


def page(request: Request, one: Notice, form: Any = None) -> dict[str, Any]:
    may_write = request.actor.is_agent
    said = list(one.updates.all())
    context: dict[str, Any] = {
        "notice": one,
        "said": said,
        "said_latest_first": [_with_changes(update) for update in reversed(said)],
        "balls": _balls(one),
        "may_write": may_write,
        "lacks_english": not is_translated(one),
        "places": queries.places(),
        "live_url": live_url(one.topic, "notices"),
    }
    if may_write and one.is_public and not one.is_over:
        context["form"] = form or UpdateForm(actor=request.actor, notice=one)
    if may_write and one.is_public:
        context["person_form"] = PersonForm(without=request.actor.person_id, auto_id="check_%s")
        context["communicator_form"] = PersonForm(without=one.communicator_id, auto_id="informs_%s")
    return context


def _balls(one: Notice) -> list[Commitment]:
    rows = Commitment.objects.open().filter(subject=one.pk).select_related("person", "team")
    return sorted(rows, key=lambda ball: (ball.pk != one.subject.main_id, ball.due_at))


def _with_changes(update: Update) -> Update:
    update.is_corrected = bool(update.corrections.all())  # type: ignore[attr-defined]
    return update
