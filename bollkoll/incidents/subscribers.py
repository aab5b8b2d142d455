"""What incidents do when something happens to their cases and to what was sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from bollkoll.cases.models import Case, Merge, Message
from bollkoll.incidents import commands
from bollkoll.incidents.models import Affected, Incident, IncidentCase, Told
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Delivery, Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM


def _try(command: Callable[..., Any], event: Event, incident: Incident, **arguments: Any) -> None:
    try:
        with act(SYSTEM, cause=event):
            command(SYSTEM, incident, **arguments)
    except Refused:
        return


@subscriber("incidents.follow_answer", ["cases.answered"])
def follow_answer(event: Event) -> None:
    """An answer that was written to all has gone, and says itself whether it is the final one; or one of its own that
    solved the case."""
    written = list(Told.objects.filter(message=event.data["message"]).select_related("affected__incident", "message"))
    for told in written:
        if told.message is not None:
            _try(commands.follow_answer, event, told.affected.incident, message=told.message)
    if not written and event.data.get("then") == Message.Then.SOLVED:
        _give_final(event)


@subscriber("incidents.follow_solved", ["cases.solved", "cases.confirmed", "cases.closed"])
def follow_solved(event: Event) -> None:
    """The case is over for its reporter. That one closes which had been solved before says nothing new: whoever waits
    although their case is solved was told so before it came back."""
    rows = Affected.objects.filter(case=event.data["case"], final_at=None)
    if event.kind == "cases.closed":
        rows = rows.filter(Q(case__solved_at=None) | Q(is_unreached=True))
    elif event.kind == "cases.confirmed":
        rows = rows.exclude(incident__state__in=Incident.UNRESOLVED, is_unreached=False)
    _give_final_to(event, rows)


def _give_final(event: Event) -> None:
    _give_final_to(event, Affected.objects.filter(case=event.data["case"], final_at=None))


def _give_final_to(event: Event, rows: QuerySet[Affected]) -> None:
    rows = rows.select_related("incident")
    for row in rows.filter(case__state__in=(Case.State.SOLVED, Case.State.CLOSED)):
        _try(commands.give_final, event, row.incident, affected=row)


@subscriber("incidents.follow_reopened", ["cases.reopened", "cases.did_not_help"])
def follow_reopened(event: Event) -> None:
    """It was no final answer after all. Of an incident that is closed the case goes on by itself."""
    rows = Affected.objects.filter(case=event.data["case"], final_at__isnull=False).select_related("incident")
    for row in rows.exclude(incident__state=Incident.State.CLOSED):
        _try(commands.reopen_final, event, row.incident, affected=row, is_unreached=False)


@subscriber("incidents.follow_merge", ["cases.merged"])
def follow_merge(event: Event) -> None:
    link = IncidentCase.objects.filter(case=event.data["case"]).select_related("incident").first()
    target = Case.objects.filter(pk=event.data["target"]).first()
    case = Case.objects.filter(pk=event.data["case"]).first()
    if link and case and target:
        _try(commands.follow_case_merge, event, link.incident, case=case, target=target)


@subscriber("incidents.follow_unmerge", ["cases.unmerged"])
def follow_unmerge(event: Event) -> None:
    merge = Merge.objects.filter(source=event.data["case"]).select_related("source", "target").latest("merged_at")
    followed = Event.objects.filter(
        kind="incidents.case_followed", data__case=event.data["case"], at__gte=merge.merged_at
    )
    done = followed.order_by("-pk").first()
    incident = done and Incident.objects.filter(pk=done.data["incident"]).first()
    if done and incident:
        what = {name: done.data[name] for name in ("affected", "brought", "is_moved")}
        _try(commands.follow_case_unmerge, event, incident, case=merge.source, target=merge.target, **what)


@subscriber("incidents.follow_bounce", ["email.bounced", "email.failed"])
def follow_bounce(event: Event) -> None:
    """It never reached the reporter: they wait for the final answer still, or again."""
    delivery = Delivery.objects.filter(pk=event.data["delivery"]).first()
    if delivery is None or delivery.person_id is None:
        return
    noun, _colon, key = delivery.topic.partition(":")
    rows = Affected.objects.filter(person=delivery.person_id)
    if noun == "incident":
        rows = rows.filter(Q(incident=key) | Q(incident__merged=key))
    elif noun == "case":
        rows = rows.filter(case=UUID(key))
    else:
        return
    for row in rows.select_related("incident"):
        _try(commands.reopen_final, event, row.incident, affected=row)
