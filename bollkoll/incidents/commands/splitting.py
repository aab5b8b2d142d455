"""One incident is two: the new one begins with what is known of the old, and with those who are named."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.incidents.commands.declaring import declare
from bollkoll.incidents.commands.owed import must_stand, put_right
from bollkoll.incidents.commands.reporting import begin_reports
from bollkoll.incidents.events import SplitOff
from bollkoll.incidents.models import Affected, Decision, Incident, IncidentCase, Report, Task, Told
from bollkoll.log.acting import Refused, command, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Service

State = Incident.State


@command
def split(
    actor: Actor,
    incident: Incident,
    *,
    title: str,
    cases: Iterable[Case] = (),
    reporters: Iterable[Affected] = (),
    tasks: Iterable[Task] = (),
    decisions: Iterable[Decision] = (),
    services: Iterable[Service] = (),
    severity: int | None = None,
    lead: Person | None = None,
    once: str = "",
) -> Incident:
    """There were two. The new one gets what is named: cases, and their reporters with all that they have been told;
    reporters who have no case; open tasks and questions. Those who are in this one stay here.

    It is as severe as this one unless ``severity`` says otherwise, and its clocks run from the same time. Refused
    (``nothing``) when nothing goes along: that is another incident, declared by itself.
    """
    must_stand(incident)
    if incident.is_closed:
        raise Refused(_("The incident is closed. Open it again first."), "closed")
    chosen, alone = [case.pk for case in cases], [row.pk for row in reporters]
    links = IncidentCase.objects.filter(incident=incident, case__in=chosen)
    affected = Affected.objects.filter(incident=incident)
    affected = affected.filter(case__in=chosen) | affected.filter(case=None, pk__in=alone)
    keys = list(affected.values_list("pk", flat=True))
    parts = [
        Task.objects.filter(incident=incident, done_at=None, pk__in=[row.pk for row in tasks]),
        Decision.objects.filter(incident=incident, answered_at=None, pk__in=[row.pk for row in decisions]),
    ]
    if not (keys or links.exists() or any(rows.exists() for rows in parts)):
        words = _(
            "Choose what goes along: a case, a reporter, a task or a question. What is new altogether is declared."
        )
        raise Refused(words, "nothing")
    if Told.objects.filter(affected__in=keys, at=None).exists():
        words = _("An answer to some of them goes out within a minute. Take it back, or split when it has gone.")
        raise Refused(words, "on_its_way")
    made: Incident = declare(
        actor, title=title, services=list(services) or list(incident.services.all()), lead=lead, once=once,
        environments=list(incident.environments.all()), started_at=incident.started_at, origin=Incident.Origin.SPLIT,
        state=State.SUSPECTED if incident.state == State.SUSPECTED else State.ONGOING,
        severity=severity or incident.severity, is_everywhere=incident.is_everywhere, communicator=incident.communicator,
    )  # fmt: skip
    made.split_from, made.has_personal_data = incident, incident.has_personal_data
    made.save(update_fields=["split_from", "has_personal_data"])
    begin_reports(made)
    for report in Report.objects.filter(incident=made).select_related("rule"):  # it has been known as long as this one
        report.due_at = incident.declared_at + timedelta(hours=report.rule.hours)
        report.save(update_fields=["due_at"])
    links.update(incident=made)
    rows = Affected.objects.filter(pk__in=keys)
    made.institutions.add(*rows.values_list("institution", flat=True))
    rows.update(incident=made)
    for found in parts:
        _take_along(found, made)
    record(SplitOff(incident=incident, made=made))
    put_right(incident)
    put_right(made)
    return made


def _take_along(rows: QuerySet, made: Incident) -> None:
    for row in list(rows.select_related("ball__subject")):
        if row.ball is not None and row.ball.ended_at is None:
            balls.end_ball(row.ball, end=Commitment.End.PASSED)
        row.incident, row.ball = made, None
        row.save(update_fields=["incident", "ball"])
