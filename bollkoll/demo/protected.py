"""What is kept apart in the demonstration: a few protected values, read now and then, one rule of how long they stay."""

from datetime import timedelta

from bollkoll.cases.models import Case
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.restricted import commands, keys
from bollkoll.restricted.models import Secret

Field = Secret.Field
KEPT = [
    (Field.CONTACT, "Studentens nya kontaktväg", "Nås på kvällstid via kuratorn vid lärosätet, inte via hemadressen.",
     "Behövde veta hur studenten nås innan svaret gick."),
    (Field.OTHER, "Vilken av posterna som är rätt", "Den äldre posten är den rätta; den nyare skapades av misstag vid antagningen.", ""),
    (Field.OTHER, "Skälet till att namnet inte får synas", "Sekretessmarkering sedan i våras. Visa inte namnet i bilder.",
     "Kontrollerade om bilden kunde skickas vidare till utvecklarna."),
]  # fmt: skip
"""Kind, label, value, and why an agent has read it (empty: nobody has)."""


def keep(stage: Stage) -> None:
    """On open cases about students, given by the reporter and read by the agent."""
    if not keys.is_ready():
        return
    with act(SYSTEM, at=stage.now - timedelta(days=60), via="import"):
        basis = "Gallringsbeslut 2026-3 (påhittat)"
        commands.set_rule(Actor(stage.staff[0]), what="secrets", kind=Case.Kind.QUESTION, days=30, basis=basis)
    found = Case.objects.open().filter(assignee__isnull=False, subject__is_protected=False, service__isnull=False)
    cases = list(found.select_related("subject", "reporter", "assignee").order_by("-opened_at")[4:40:6])
    for case, (field, label, value, reason) in zip(cases, KEPT, strict=False):
        at = case.opened_at + (stage.now - case.opened_at) / 3
        with act(SYSTEM, at=at, via="import"):
            secret = commands.store(Actor(case.reporter), case, field=field, label=label, value=value)
        if reason and case.assignee and case.assignee.is_agent:
            with act(SYSTEM, at=at + (stage.now - at) / 2, via="import"):
                commands.reveal(Actor(case.assignee), secret, reason=reason)
