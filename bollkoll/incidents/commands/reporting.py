"""What must be told to authorities: clocks that begin by themselves, a decision with its reason, and when it was sent."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from bollkoll.incidents import rules
from bollkoll.incidents.commands.owed import must_be_seen, must_stand, put_right
from bollkoll.incidents.events import PersonalDataMarked, ReportDecided, ReportRulesChanged, ReportSent
from bollkoll.incidents.models import Incident, Report, ReportRule
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

Applies = ReportRule.Applies


def rules_in_use() -> list[ReportRule]:
    """The organisation's rules; the usual ones are written down when nobody has changed them yet."""
    if not ReportRule.objects.exists():
        ReportRule.objects.bulk_create(
            ReportRule(key=key, name_sv=sv, name_en=en, hours=hours, applies=applies, order=order)
            for order, (key, sv, en, hours, applies) in enumerate(rules.DEFAULT_REPORTS)
        )
    return list(ReportRule.objects.exclude(applies=Applies.NEVER))


def begin_reports(incident: Incident) -> None:
    """A row for each rule that applies now. One that no longer does and nobody has decided about goes away."""
    known = {row.rule_id: row for row in Report.objects.filter(incident=incident)}
    if not known and incident.severity not in (1, 2) and not incident.has_personal_data:
        return
    for rule in rules_in_use():
        row = known.get(rule.pk)
        if _applies(rule, incident) and row is None:
            due = incident.declared_at + timedelta(hours=rule.hours)
            Report.objects.create(incident=incident, rule=rule, due_at=due)
        elif row is not None and not _applies(rule, incident) and row.decided_at is None:
            row.verdict, row.decided_at = Report.Verdict.NOT, now()
            row.reason = _("What began the clock is otherwise now.")
            row.save()


def _applies(rule: ReportRule, incident: Incident) -> bool:
    if rule.applies == Applies.PERSONAL_DATA:
        return incident.has_personal_data
    most = {Applies.SEVERITY_1: 1, Applies.SEVERITY_2: 2}.get(Applies(rule.applies), 0)
    return incident.severity is not None and incident.severity <= most


@command
def mark_personal_data(actor: Actor, incident: Incident, *, concerns: bool) -> Incident:
    """It concerns personal data, or does not: a clock of its own begins."""
    must_stand(incident)
    if incident.has_personal_data == concerns:
        raise Refused(_("That is already so."), "unchanged")
    incident.has_personal_data = concerns
    incident.save(update_fields=["has_personal_data"])
    record(PersonalDataMarked(incident=incident, concerns=concerns))
    begin_reports(incident)
    put_right(incident)
    return incident


@command
def decide_report(
    actor: Actor, incident: Incident, *, report: Report, verdict: str, reason: str, seen: int | None = None
) -> Report:
    """Whether it is reported, and why. A decision may be made anew until the report has been sent. ``seen``: what the page
    had seen."""
    row = _report(incident, report)
    if row.sent_at:
        raise Refused(_("It has been reported."), "sent")
    must_be_seen(incident, seen, meanwhile.REPORT, row.get_verdict_display(), report=row.pk)
    if verdict not in Report.Verdict.values:
        raise Refused(_("Choose whether it is to be reported."), "verdict")
    text = texts.clean(reason).strip()
    if not text:
        raise Refused(_("Write the reason: it is asked for afterwards."), "empty")
    row.verdict, row.reason, row.decided_at, row.decided_by = verdict, text, now(), actor.person
    row.save()
    record(ReportDecided(incident=incident, report=row.pk, verdict=verdict))
    put_right(incident)
    return row


@command
def note_sent_report(actor: Actor, incident: Incident, *, report: Report, reference: str = "") -> Report:
    """It has been reported, with the authority's reference if there is one."""
    row = _report(incident, report)
    if row.verdict != Report.Verdict.REPORT or row.sent_at:
        raise Refused(_("Decide first that it is to be reported."), "not_decided")
    row.sent_at, row.reference = now(), texts.one_line(reference, 120).text
    row.save(update_fields=["sent_at", "reference"])
    record(ReportSent(incident=incident, report=row.pk))
    put_right(incident)
    return row


def _report(incident: Incident, report: Report) -> Report:
    row = Report.objects.filter(incident=incident, pk=report.pk).first()
    if row is None:
        raise Refused(_("It is not there any more."), "gone")
    return row


@command
def change_report_rules(actor: Actor, subject: None = None, *, changes: Iterable[dict]) -> list[ReportRule]:
    """The rules as they are to be: ``key`` and whatever is changed of names, ``hours`` and ``applies``. Clocks that run are
    not touched. A key that is not known is a new rule."""
    rules_in_use()
    known = {row.key: row for row in ReportRule.objects.select_for_update(no_key=True)}
    changed: list[ReportRule] = []
    for facts in changes:
        row = known.get(facts["key"]) or ReportRule(key=facts["key"], order=len(known) + len(changed))
        for name in ("name_sv", "name_en", "hours", "applies"):
            if name in facts:
                setattr(row, name, facts[name])
        if not row.name_sv.strip() or not 1 <= row.hours <= 8760:
            raise Refused(_("A rule has a name, and between 1 and 8760 hours."), "rule")
        row.save()
        changed.append(row)
    record(ReportRulesChanged(rules=len(changed)))
    return changed
