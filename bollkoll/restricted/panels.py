"""What the restricted part shows on the pages below: labels, never values."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.people.requests import Request
from bollkoll.restricted import keys, policy, queries
from bollkoll.ui.panels import panel


@panel("case.aside", order=12)
def on_case(request: Request, case: Case) -> str | None:
    """What is kept apart in the case; agents read it from here."""
    if not request.actor.is_agent:
        return None
    secrets = queries.of_case(request.actor, case)
    if not secrets and not keys.is_ready():
        return None
    readings = queries.readings(secrets) if secrets else []
    context = {"case": case, "secrets": secrets, "readings": readings, "is_ready": keys.is_ready()}
    return render_to_string("restricted/on_case.html", context, request=request)


@panel("portal.matter", order=15)
def in_matter(request: Request, case: Case) -> str | None:
    """What the reporter's side has given protected, what is there for them, and the way to give more."""
    secrets = queries.of_case(request.actor, case)
    is_ready = keys.is_ready() and not case.merged_into_id
    if not secrets and not is_ready:
        return None
    counts: dict[object, int] = {}
    for reading in queries.readings(secrets) if secrets else []:
        counts[reading.secret_id] = counts.get(reading.secret_id, 0) + 1
    mine = {one.pk for one in secrets if one.is_there and one.made_by_id == request.actor.person_id}
    rows = [
        {
            "secret": one,
            "needed": queries.needed(one) if one.pk in mine else "",
            "times": counts.get(one.pk, 0),
            "may_open": one.is_there and policy.reveal(request.actor, one),
            "may_erase": one.pk in mine,
        }
        for one in secrets
    ]
    return render_to_string(
        "restricted/in_matter.html", {"case": case, "rows": rows, "is_ready": is_ready}, request=request
    )


@panel("services.tabs", order=60)
def retention(request: Request) -> SafeString | None:
    """A tab of the settings."""
    if not policy.may_read_rules(request.actor):
        return None
    match = getattr(request, "resolver_match", None)
    is_here = match is not None and match.view_name == "restricted:retention"
    current = mark_safe(' aria-current="page"') if is_here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse("restricted:retention"), current, _("Retention"))
