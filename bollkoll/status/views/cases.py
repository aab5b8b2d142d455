"""From a case: what is known of the disturbance, put into the answer with one key."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bollkoll.cases import queries as cases
from bollkoll.cases.models import Draft
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import found as found_case
from bollkoll.cases.views.doors import page_of
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request
from bollkoll.status.queries.words import answer_words
from bollkoll.status.views.doors import for_desk, found, see


@for_desk
@require_POST
def insert(request: Request, number: int, case: int) -> HttpResponse:
    """Put what the world is told into the draft of the answer, in the reporter's language, after what is there."""
    notice, one = found(request, number), found_case(request, case)
    key = composing.key(one, "answer")
    kept = cases.draft(request.actor, key)
    fields = dict(kept.fields) if kept else {}
    with translation.override(one.reporter.language):
        words = answer_words(notice)
    there = str(fields.get("text", "")).strip()
    fields["text"] = there if words in there else "\n\n".join(text for text in (there, words) if text)
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person, key=key, defaults={"fields": fields, "saved_at": timezone.now()}
        )
    messages.success(request, _("What is known stands in the answer below: read it, change it, send it."))
    address = f"{page_of(one)}?compose=answer#composer"
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return see(address)
