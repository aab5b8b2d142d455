"""Handing over: offered, accepted, returned, passed on, given back."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import commands
from bollkoll.cases.forms import handing as forms
from bollkoll.cases.models import Case, Message
from bollkoll.cases.views.doors import done, gone_to
from bollkoll.cases.views.verbs import deed, verb
from bollkoll.people.requests import Request


def _away(request: Request, case: Case, made: Message, form: forms.CaseForm) -> HttpResponse:
    """Third line may no longer see what it does not take over: back to its own page."""
    if request.actor.is_agent:
        return done(request, case, form.said)
    messages.success(request, str(form.said))
    own = reverse("cases:questions")
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": own})
    return HttpResponseRedirect(own, status=303)


hand_over = verb(commands.hand_over, forms.HandOverForm)
accept_offer = deed(commands.accept_offer, _("The case is yours."), answer=gone_to)
return_offer = verb(commands.return_offer, forms.ReturnOfferForm, answer=_away)
pass_offer_on = verb(commands.pass_offer_on, forms.PassOfferOnForm, answer=_away)
withdraw_offer = deed(commands.withdraw_offer, _("The offer is taken back."))
give_back = verb(commands.give_back, forms.GiveBackForm, answer=_away)
