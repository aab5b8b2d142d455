"""One meeting: what is to be taken up, what was said, and another day for it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.views.doors import for_staff
from bollkoll.development import commands
from bollkoll.development.forms.teams import MoveMeetingForm, SayForm
from bollkoll.development.models import Meeting
from bollkoll.development.queries import teams as queries
from bollkoll.development.views import teams
from bollkoll.development.views.doors import attempt, see
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request


def found(request: Request, pk: int) -> Meeting:
    row = queries.meetings(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404("meeting")
    return row


def page_of(meeting: Meeting) -> str:
    return reverse("development:meeting", args=[meeting.pk])


@for_staff
@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """The agenda of one date, to be written on as it goes."""
    row = found(request, pk)
    shown = queries.with_drafts(request.actor, queries.at_meeting(request.actor, row))
    context = {
        "meeting": row,
        "team": row.team,
        "left": [one for one in shown if one.item.meeting_id == row.pk and one.item.ended_at is None],
        "taken_up": [one for one in shown if one.item.meeting_id != row.pk or one.item.ended_at is not None],
        "form": SayForm(),
        "has_begun": row.starts_at <= timezone.now(),
        "is_moved": timezone.localdate(row.starts_at) != row.slot,
    }
    return render(request, "development/meeting.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def move_meeting(request: Request, pk: int) -> HttpResponse:
    """Another day or time; its questions' balls follow."""
    row = found(request, pk)
    form = MoveMeetingForm(request.POST or None, meeting=row, initial={"starts_at": timezone.localtime(row.starts_at)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.move_meeting(request.actor, row, starts_at=form.moment())
            except Refused as refusal:
                form.add_error("starts_at", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("The meeting is moved, and what is on it is due then."))
                return see(f"{teams.page_of(row.team)}#agenda")
    return render(
        request, "development/move_meeting.html", {"meeting": row, "team": row.team, "form": form}, status=status
    )


@for_staff
@require_POST
def cancel_meeting(request: Request, pk: int) -> HttpResponse:
    row = found(request, pk)
    attempt(request, _("The meeting is cancelled. What was on it is on the next one."), commands.cancel_meeting, row)
    return see(f"{teams.page_of(row.team)}#agenda")


@for_staff
@require_POST
def close_meeting(request: Request, pk: int) -> HttpResponse:
    row = found(request, pk)
    said = _("The meeting is closed. What was not taken up is on the next one.")
    if attempt(request, said, commands.close_meeting, row):
        return see(f"{teams.page_of(row.team)}#agenda")
    return see(page_of(row))
