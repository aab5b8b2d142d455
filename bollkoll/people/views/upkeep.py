"""Small verbs on a person's card: one press each, and back to where one was."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bollkoll.people import commands, queries
from bollkoll.people.access import signed_in
from bollkoll.people.requests import Request


def _press(verb: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """A view that runs one command on a person and says what happened."""

    @signed_in
    @require_POST
    def view(request: Request, pk: int) -> HttpResponse:
        actor = request.actor
        person = actor.person if actor.person_id == pk else get_object_or_404(queries.person_card(actor), pk=pk)
        verb(actor, person)
        messages.success(request, str(said))
        return redirect("people:settings") if actor.person_id == pk else redirect("people:person", pk)

    return view


invite_again = _press(commands.invite_again, _("A new link goes by mail."))
mark_deliverable = _press(commands.mark_deliverable, _("Mail is sent there again."))
remove_second_steps = _press(commands.remove_second_steps, _("The two-step login is removed."))
sign_out_everywhere = _press(commands.sign_out_everywhere, _("The person is logged out everywhere."))
