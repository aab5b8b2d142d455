"""An attempt to reproduce a case; when it takes more to try with, the question to the reporter is drafted."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.cases import commands, policy, queries
from bollkoll.cases.forms import ReproduceForm
from bollkoll.cases.models import Case, Draft, Message, Reproduction
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import done, page_of
from bollkoll.cases.views.verbs import verb
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request


def _tried(request: Request, case: Case, attempt: Reproduction, form: ReproduceForm) -> HttpResponse:
    if form.was_masked:
        messages.warning(request, _("Identity numbers in it were masked. They are never kept."))
    if attempt.verdict != Case.Verdict.NEEDS_DATA or not policy.answer(request.actor, case):
        return done(request, case, form.said)
    _draft_question(request, case)
    messages.success(
        request, _("The attempt is saved. A question to the reporter is drafted below: read it, change it, send it.")
    )
    # The address differs from one attempt to the next, so that the page is fetched again whatever page is open.
    address = f"{page_of(case)}?compose=answer&tried={attempt.pk}#composer"
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def _draft_question(request: Request, case: Case) -> None:
    """Put the question in the composer's answer, after what the agent has there already, to wait for the reporter."""
    key = composing.key(case, "answer")
    kept = queries.draft(request.actor, key)
    fields = dict(kept.fields) if kept else {}
    begun, asked = str(fields.get("text", "")).strip(), queries.request_for_data(case)
    texts = [begun] if asked in begun else [begun, asked]  # pressed twice it is asked once
    fields |= {"text": "\n\n".join(text for text in texts if text), "then": Message.Then.WAITING.value}
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person, key=key, defaults={"fields": fields, "saved_at": timezone.now()}
        )


reproduce = verb(commands.reproduce, ReproduceForm, answer=_tried)
