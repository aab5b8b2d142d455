"""How long things are kept, and what goes when the time is over."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands.files import dispose_of
from bollkoll.cases.models import Attachment, Case
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.restricted import queries, rules
from bollkoll.restricted.commands.keeping import take_away
from bollkoll.restricted.events import Disposed, Limited, RuleRemoved, RuleSet
from bollkoll.restricted.models import Disposal, RetentionRule, Secret


@command
def set_rule(
    actor: Actor, subject: None = None, *, what: str, kind: str = "", days: int, basis: str = ""
) -> RetentionRule:
    """Say how many days after closing something goes, of one kind of case or (empty) of all others."""
    if not 0 <= days <= rules.FOREVER:
        raise Refused(_("Between 0 and %(most)s days.") % {"most": rules.FOREVER}, "days")
    line, _was_cut = texts.one_line(basis, 200)
    defaults = {"days": days, "basis": line, "changed_at": now(), "changed_by": actor.person}
    rule, _made = RetentionRule.objects.update_or_create(what=what, kind=kind, defaults=defaults)
    record(RuleSet(rule=rule.pk, days=days))
    return rule


@command
def remove_rule(actor: Actor, rule: RetentionRule) -> None:
    """Take a rule away: what it was for follows the rule of all kinds, or what is said when there is none."""
    key = rule.pk
    rule.delete()
    record(RuleRemoved(rule=key))


@command
def limit(actor: Actor, case: Case, *, days: int) -> int:
    """What is kept protected in the case goes so many days after closing, whatever the rules of its kind say; what has a
    shorter time of its own keeps that."""
    longer = Secret.objects.present().filter(case=case).exclude(keep_for__lte=days)
    count = longer.update(keep_for=days)
    if not count:
        raise Refused(_("That is already so."), "unchanged")
    record(Limited(case=case, days=days, pieces=count))
    return count


@command
def dispose_files(actor: Actor, case: Case, *, days: int, basis: str = "") -> int:
    """The time of the case's files is over: their content goes. ``days`` and ``basis``: by which rule, for the log."""
    rows = Attachment.objects.of_case(case).exclude(checked=Attachment.Checked.GONE)
    count = dispose_of(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    if not count:
        raise Refused(_("That is already so."), "unchanged")
    line, _was_cut = texts.one_line(basis, 200)
    what = RetentionRule.What.FILES
    Disposal.objects.create(case=case, what=what, days=days, basis=line, pieces=count, at=now())
    record(Disposed(case=case, what=what, pieces=count))
    return count


@command
def dispose_secrets(actor: Actor, case: Case) -> int:
    """The time of the case's protected data is over: it goes."""
    due = list(queries.due_secrets().filter(case=case).select_for_update(no_key=True, of=("self",)))
    if not due:
        raise Refused(_("That is already so."), "unchanged")
    for secret in due:
        take_away(secret, Secret.Gone.RETENTION)
    rule = queries.rule_for(RetentionRule.What.SECRETS, case.kind)
    Disposal.objects.create(
        case=case,
        what=RetentionRule.What.SECRETS,
        days=max((s.keep_for for s in due if s.keep_for is not None), default=rule.days if rule else rules.KEPT_DAYS),
        basis=rule.basis if rule else "",
        pieces=len(due),
        at=now(),
    )
    record(Disposed(case=case, what=RetentionRule.What.SECRETS, pieces=len(due)))
    return len(due)
