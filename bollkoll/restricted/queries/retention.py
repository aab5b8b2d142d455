"""How long things are kept: the rule of each kind, and what is due to go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.people.actor import Actor
from bollkoll.restricted import rules
from bollkoll.restricted.models import Disposal, RetentionRule, Secret

RULED = (RetentionRule.What.SECRETS,)
"""What rules are kept for."""


def rule_for(what: str, kind: str) -> RetentionRule | None:
    """The rule of the kind, else that of all kinds, else none."""
    found = {rule.kind: rule for rule in RetentionRule.objects.filter(what=what, kind__in=["", kind])}
    return found.get(kind) or found.get("")


def due_secrets() -> QuerySet[Secret]:
    """Values whose time is over now. Asked of the rules as they are now, so a changed rule works at once."""
    now = timezone.now()
    present = Secret.objects.present().filter(case__subject__is_open=False, case__closed_at__isnull=False)
    by_rule = {rule.kind: rule.days for rule in RetentionRule.objects.filter(what=RetentionRule.What.SECRETS)}
    others = by_rule.pop("", rules.KEPT_DAYS)
    due = Q(keep_for=None, case__closed_at__lte=now - timedelta(days=others)) & ~Q(case__kind__in=list(by_rule))
    for kind, days in by_rule.items():
        due |= Q(keep_for=None, case__kind=kind, case__closed_at__lte=now - timedelta(days=days))
    for days in present.exclude(keep_for=None).values_list("keep_for", flat=True).distinct():
        due |= Q(keep_for=days, case__closed_at__lte=now - timedelta(days=days))
    return present.filter(due)


def goes_on(secret: Secret, case: Case) -> datetime | None:
    """When the value goes, as the rules are now; nothing while the case is open."""
    if case.closed_at is None or case.subject.is_open:
        return None
    if secret.keep_for is not None:
        return case.closed_at + timedelta(days=secret.keep_for)
    rule = rule_for(RetentionRule.What.SECRETS, case.kind)
    return case.closed_at + timedelta(days=rule.days if rule else rules.KEPT_DAYS)


@dataclass(frozen=True)
class Kept:
    """A line of the settings: what is kept how long, and whether somebody has said so."""

    what: str
    kind: str
    rule: RetentionRule | None
    days: int | None
    """Empty: kept until somebody says otherwise."""


def rule_table() -> list[Kept]:
    """Every kind and *all others*, for both what goes."""
    found = {(rule.what, rule.kind): rule for rule in RetentionRule.objects.select_related("changed_by")}
    lines = []
    for what in RULED:
        default = rules.KEPT_DAYS if what == RetentionRule.What.SECRETS else None
        others = found.get((what, ""))
        for kind in ("", *Case.Kind.values):
            rule = found.get((what, kind))
            inherited = rule or others
            lines.append(Kept(what, kind, rule, inherited.days if inherited else default))
    return lines


def disposals(actor: Actor, limit: int = 200) -> list[Disposal]:
    """What has gone, of cases that the actor sees."""
    rows = Disposal.objects.select_related("case__subject")
    if not actor.is_administrator:
        rows = rows.filter(case__in=Case.objects.visible_to(actor).values("pk"))
    return list(rows[:limit])
