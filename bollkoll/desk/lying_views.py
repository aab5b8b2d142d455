"""What lies with the desk and is no case to sort: taken, or given to somebody, from the inflow."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bollkoll.cases.list_views import for_staff
from bollkoll.commitments.models import Commitment
from bollkoll.desk import lying, queries
from bollkoll.desk.views import key_of, told
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people.models import Person
from bollkoll.people.requests import Request


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def give_ball(request: Request, pk: UUID) -> HttpResponse:
    """What lies with the desk and is no case to sort: POST gives it to ``person``, or to the one who presses; GET asks whom."""
    actor = request.actor
    if not actor.is_agent:
        raise NotAllowed("desk.give_ball")
    try:
        ball = lying.ball(actor, pk)
    except Commitment.DoesNotExist:
        return told(request, _("Somebody was faster: that is no longer nobody's."), 409)
    if request.method != "POST":
        return _whom(request, ball)
    key = request.POST.get("person", "")
    person = Person.objects.second_line().filter(pk=key_of(key)).first() if key else actor.person
    try:
        if person is None:
            raise Refused(_("That person does not work at the desk any more. Choose somebody else."), "gone")
        lying.give(actor, ball, person)
    except Refused as refusal:
        return told(request, str(refusal.message), 409)
    messages.success(request, _("The ball is with %(name)s.") % {"name": person})
    return told(request)


def _whom(request: Request, ball: Commitment) -> HttpResponse:
    context = {"ball": ball, "one": lying.line(request.actor, ball), "loads": queries.loads()}
    in_dialog = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "desk/give_ball_form.html" if in_dialog else "desk/give_ball.html", context)
