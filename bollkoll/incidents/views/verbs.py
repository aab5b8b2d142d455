"""Every verb of an incident: one line each, the form and the command of the same name."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases.views.doors import View
from bollkoll.cases.views.doors import done as case_done
from bollkoll.cases.views.doors import found as found_case
from bollkoll.incidents import commands
from bollkoll.incidents.forms import after, declaring, room, whole
from bollkoll.incidents.models import Incident, ProcessStep
from bollkoll.incidents.views.doors import attempt as carried_out
from bollkoll.incidents.views.doors import deed, done, draw, for_staff, found, gone_to, page_of, row_of, verb
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.people.requests import Request
from bollkoll.services import commands as services
from bollkoll.services.models import Freeze
from bollkoll.ui.panels import fill

# The whole

change_facts = verb(commands.change_facts, declaring.FactsForm)
set_severity = verb(commands.set_severity, declaring.SeverityForm)
take_lead = deed(commands.take_lead, _("You lead it."))
hand_over_lead = verb(commands.hand_over_lead, room.HandOverForm)
set_communicator = verb(commands.set_communicator, room.CommunicatorForm)
confirm = deed(commands.confirm, _("It goes on."))
begin_monitoring = deed(commands.begin_monitoring, _("It works again and is watched."))


def _asking(command: Any, form_class: type[whole.EndForm]) -> View:
    """One press when nothing is left open; else it is listed first, and answered for."""

    def view(request: Request, number: int) -> HttpResponse:
        incident = found(request, number)
        if not command.policy(request.actor, incident):
            raise NotAllowed(command.__name__)
        given = request.POST if request.method == "POST" else None
        form = form_class(given, actor=request.actor, case=incident)  # type: ignore[arg-type]
        form.standing = tuple(fill("incident.ending", request, incident=incident))
        if given is None or (form.has_something and "asked" not in given):
            asked = form_class(actor=request.actor, case=incident)  # type: ignore[arg-type]
            asked.standing = form.standing
            return draw(request, incident, asked, 200 if given is None else 409)
        if not form.is_valid():
            return draw(request, incident, form, 422)
        if "asked" not in given:
            return carried_out(request, incident, form.said, command)
        try:
            command(request.actor, incident, **form.arguments())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return draw(request, incident, form, 409)
        return done(request, incident, form.said)

    view.__name__ = command.__name__
    return for_staff(require_http_methods(["GET", "POST"])(view))


resolve = _asking(commands.resolve, whole.ResolveForm)
reopen = deed(commands.reopen, _("It is open again."))
close = _asking(commands.close, whole.CloseForm)


def _to_made(request: Request, incident: Incident, made: Incident, form: Any) -> HttpResponse:
    return gone_to(request, page_of(made), form.said)


merge = verb(commands.merge, whole.MergeForm, _to_made)
split = verb(commands.split, whole.SplitForm, _to_made)

# The process and the room

assign_step = verb(commands.assign_step, room.AssignStepForm)
skip_step = verb(commands.skip_step, room.SkipStepForm)


def _kind(request: Request, incident: Incident) -> dict[str, Any]:
    kind = request.POST.get("kind", "")
    if kind not in ProcessStep.Kind.values:
        raise Http404("step")
    return {"kind": kind}


finish_step = deed(commands.finish_step, _("Done."), _kind)
attempt = verb(commands.note, room.AttemptForm)
ask_for_decision = verb(commands.ask_for_decision, room.AskForm)
decide = verb(commands.decide, room.DecideForm)
record_decision = verb(commands.record_decision, room.RecordDecisionForm)
withdraw_decision = deed(commands.withdraw_decision, _("Withdrawn."), row_of("decisions", "decision"))
pull_in = verb(commands.pull_in, room.PullInForm)
accept = deed(commands.accept, _("They are in."), row_of("participants", "participant"))
decline = verb(commands.decline, room.DeclineForm)
leave = deed(commands.leave, _("They have left."), row_of("participants", "participant"))
add_task = verb(commands.add_task, room.TaskForm)
do_task = deed(commands.do_task, _("Done."), row_of("tasks", "task"))
drop_task = deed(commands.drop_task, _("Dropped."), row_of("tasks", "task"))

# What may not be done meanwhile


@for_staff
@require_http_methods(["GET", "POST"])
def set_freeze(request: Request, number: int) -> HttpResponse:
    """Freeze something for as long as somebody thinks; everybody who does such things sees it."""
    incident = found(request, number)
    if not services.set_freeze.policy(request.actor, None):
        raise NotAllowed("services.set_freeze")
    form = room.FreezeForm(request.POST or None, actor=request.actor, case=incident)  # type: ignore[arg-type]
    if request.method == "GET":
        return draw(request, incident, form)
    if not form.is_valid():
        return draw(request, incident, form, 422)
    try:
        services.set_freeze(request.actor, None, because=incident.topic, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return draw(request, incident, form, 409)
    return done(request, incident, form.said)


@for_staff
@require_POST
def lift_freeze(request: Request, number: int) -> HttpResponse:
    incident, key = found(request, number), request.POST.get("row", "")
    freeze = Freeze.objects.standing().filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if freeze is None:
        raise Http404("freeze")
    services.lift_freeze(request.actor, freeze)
    return gone_to(request, page_of(incident), _("It may be done again."))


# Cases and reporters


@for_staff
@require_http_methods(["GET", "POST"])
def link_case(request: Request, number: int) -> HttpResponse:
    """Link cases by their numbers, all or none."""
    incident = found(request, number)
    if not commands.link_case.policy(request.actor, incident):
        raise NotAllowed("incidents.link_case")
    form = room.LinkCaseForm(request.POST or None, actor=request.actor, case=incident)  # type: ignore[arg-type]
    if request.method == "GET":
        return draw(request, incident, form)
    if not form.is_valid():
        return draw(request, incident, form, 422)
    try:
        with act(request.actor):
            for case in form.cleaned_data["numbers"]:
                commands.link_case(request.actor, incident, case=case)
    except Refused as refusal:
        form.add_error("numbers", str(refusal.message))
        return draw(request, incident, form, 409)
    return done(request, incident, form.said)


def _case(request: Request, incident: Incident) -> dict[str, Any]:
    number = request.POST.get("case", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404("case")
    return {"case": found_case(request, int(number))}


unlink_case = deed(commands.unlink_case, _("The link is removed."), _case)


@for_staff
@require_http_methods(["GET", "POST"])
def join_incident(request: Request, number: int) -> HttpResponse:
    """From a case: say which incident it belongs to."""
    case = found_case(request, number)
    if not request.actor.is_agent:
        raise NotAllowed("incidents.link_case")
    form = whole.JoinIncidentForm(request.POST or None, actor=request.actor, case=case)
    if request.method == "GET":
        return draw(request, case, form)  # type: ignore[arg-type]
    if not form.is_valid():
        return draw(request, case, form, 422)  # type: ignore[arg-type]
    try:
        commands.link_case(request.actor, form.cleaned_data["incident"], case=case)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return draw(request, case, form, 409)  # type: ignore[arg-type]
    return case_done(request, case, form.said)


mark_told = verb(commands.mark_told, after.ToldForm)

# Afterwards

skip_review = verb(commands.skip_review, after.SkipReviewForm)
add_action = verb(commands.add_action, after.ActionForm)
do_action = verb(commands.do_action, after.ActionDoneForm)
decide_report = verb(commands.decide_report, after.ReportForm)
note_sent_report = verb(commands.note_sent_report, after.ReportSentForm)


def _concerns(request: Request, incident: Incident) -> dict[str, Any]:
    return {"concerns": request.POST.get("concerns") == "1"}


mark_personal_data = deed(commands.mark_personal_data, _("Noted."), _concerns)
