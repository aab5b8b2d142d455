"""Where handing out shows on the pages below: among what can be done with a case, on a person's card, in the settings."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.disclosure import policy
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.ui.panels import panel


@panel("case.more", order=40)
def of_case(request: Request, case: Case) -> str | None:
    """The page has found the case for the actor: whoever is an agent there may hand it out."""
    return render_to_string("disclosure/case_link.html", {"case": case}) if request.actor.is_agent else None


@panel("person.card", order=90)
def of_person(request: Request, person: Person) -> str | None:
    may = {
        "disclose": policy.disclose_person(request.actor, person),
        "erase": policy.erase_person(request.actor, person) and person.erased_at is None,
    }
    return (
        render_to_string("disclosure/person_links.html", {"person": person, "may": may}) if any(may.values()) else None
    )


@panel("services.tabs", order=65)
def disclosures(request: Request) -> SafeString | None:
    """A tab of the settings."""
    if not policy.may_list(request.actor):
        return None
    match = getattr(request, "resolver_match", None)
    is_here = match is not None and match.view_name == "disclosure:disclosures"
    current = mark_safe(' aria-current="page"') if is_here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse("disclosure:disclosures"), current, _("Handed out"))
