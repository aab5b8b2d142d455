"""A case comes in."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from bollkoll.cases import rules
from bollkoll.cases.commands.files import attach
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.commands.timing import first_ball
from bollkoll.cases.events import Opened
from bollkoll.cases.models import Attachment, Case, Example, Message, Report, Watcher
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Subject
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service


@command
def open_case(
    actor: Actor,
    subject: None = None,
    *,
    title: str,
    text: str,
    kind: str = Case.Kind.QUESTION,
    reporter: Person | None = None,
    institution: Institution | None = None,
    service: Service | None = None,
    environment: Environment | None = None,
    report: dict[str, str] | None = None,
    examples: Iterable[dict[str, str]] = (),
    files: Sequence[Attachment] = (),
    html: str = "",
    quoted: str = "",
    colleagues: Iterable[Person] = (),
    via: str | None = None,
    once: str = "",
) -> Case:
    """Open a case for a registered contact and return it, with its ball at the desk from the first second.

    ``reporter``: the contact (default the actor; the desk names one when it writes down a telephone call).
    ``institution``: one of the reporter's own (default the only one). ``report``: did, happened, expected, since, affected.
    ``once``: the form's key; the same key again raises :class:`AlreadyDone` with the case it made, and with
    other words ``SentOtherwise``. Raises :class:`Refused` when the reporter may not open cases.
    """
    reporter = reporter or actor.person
    if reporter is None or (reporter != actor.person and not (actor.is_agent or actor.is_machine)):
        raise Refused(_("Only the support may open a case for somebody else."), "not_yours")
    report, examples, colleagues = report or {}, list(examples), list(colleagues)
    form = claim(
        actor.person or reporter, "open", once, Case,
        title, text, kind, reporter, institution, service, environment, report, examples, colleagues, files=files,
    )  # fmt: skip
    institution = _institution_of(reporter, institution)
    line, was_cut = texts.one_line(title, 200)
    if was_cut:
        text = f"{title}\n\n{text}"  # a subject too long for a line is kept, whole, where there is room
    root = balls.open_subject(Subject.Kind.CASE, first_ball(kind, report.get("affected", ""), now()))
    impact = rules.impact_from_report(kind, report.get("affected", ""))
    case = Case.objects.create(
        subject=root,
        title=line or _("(no subject)"),
        kind=kind,
        reporter=reporter,
        institution=institution,
        service=service,
        environment=environment,
        impact=impact,
        via=via or actor.via,
        opened_at=now(),
        last_contact_at=now(),
    )
    if any(report.values()):
        Report.objects.create(case=case, **{key: texts.clean(value) for key, value in report.items()})
    Example.objects.bulk_create(
        Example(case=case, order=order, **row) for order, row in enumerate(examples) if any(row.values())
    )
    message = Message.objects.create(
        case=case,
        kind=Message.Kind.REPORT,
        author=reporter,
        via=via or actor.via,
        text=texts.clean(text),
        html=html,
        quoted=texts.clean(quoted),
        written_at=now(),
        released_at=now(),
    )
    attach(files, message)
    Watcher.objects.bulk_create(
        Watcher(case=case, person=person, added_at=now()) for person in dict.fromkeys(colleagues) if person != reporter
    )
    keep(form, case)
    record(Opened(case=case, message=message), actor=Actor(reporter, actor.via) if actor.is_machine else None)
    return case


def _institution_of(reporter: Person, institution: Institution | None) -> Institution:
    roles = list(
        reporter.roles.active().filter(institution__ended_at=None).select_related("institution").order_by("pk")
    )
    own = [role.institution for role in roles] if reporter.is_active else []
    if institution is not None and institution in own:
        return institution
    if institution is None and own:
        return own[0]
    raise Refused(
        _("Only registered contacts may open cases. Ask the local contact person at your institution."), "not_a_contact"
    )
