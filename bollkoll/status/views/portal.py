"""For whoever is about to report: is it known already?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.cases.views.doors import signed_in
from bollkoll.people.requests import Request
from bollkoll.services.models import Environment, Service
from bollkoll.status.queries import notices as queries


@signed_in
@require_safe
def concerning(request: Request) -> HttpResponse:
    """What goes on in the chosen service at the reporter's institution. Public facts, narrowed; whole when a service is chosen,
    and until then as short as they are on the page."""
    service = _row(Service, request.GET.get("service", ""))
    environment = _row(Environment, request.GET.get("environment", ""))
    rows = queries.disturbances(
        service=service, environment=environment, institutions=request.actor.own_institutions or None
    )
    return render(request, "status/in_portal.html", {"notices": rows, "short": service is None})


def _row(model, key: str):
    if key.isdigit():
        return model.objects.filter(pk=int(key[:9])).first()
    return model.objects.filter(key=key).first() if key else None
