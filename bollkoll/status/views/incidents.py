"""From the room of an incident: the first notice is written already, and one key publishes it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bollkoll.cases.commands import AlreadyDone
from bollkoll.incidents import queries as incidents
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.status import commands
from bollkoll.status.models import Notice
from bollkoll.status.queries.first import first_notice
from bollkoll.status.views.doors import for_desk, page_of, see


def found_incident(request: Request, number: int) -> Incident:
    try:
        return incidents.incident(request.actor, number)
    except (Incident.DoesNotExist, OverflowError):
        raise Http404("incident") from None


@for_desk
@require_POST
def publish_first(request: Request, number: int) -> HttpResponse:
    """Publish the first notice as it is written; back to where it was pressed."""
    incident = found_incident(request, number)
    known = first_notice(incident)
    words = known["words"]
    back = request.POST.get("back", "")
    try:
        notice = commands.publish(
            request.actor, None, kind=Notice.Kind.DISTURBANCE, incident=incident, title_sv=words.title_sv,
            title_en=words.title_en, text_sv=words.text_sv, text_en=words.text_en, environments=known["environments"],
            parts=[commands.Piece(service=one, degree="degraded") for one in known["services"]],
            institutions=known["institutions"], starts_at=known["starts_at"], severity=known["severity"],
            next_update_at=known["made_at"] + known["next_in"], once=request.POST.get("once", "")[:32],
        )  # fmt: skip
        messages.success(request, _("Published."))
    except AlreadyDone as again:
        notice = again.made
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        notice = None
    if back.startswith("/incidents/"):
        return see(back)
    return see(page_of(notice) if notice else "/notices/")
