"""What cases show on the pages of people, and the face of a case among balls."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.cases.models import Case
from bollkoll.cases.queries import asking
from bollkoll.commitments.faces import Face, face
from bollkoll.commitments.models import Commitment, Offer, Subject
from bollkoll.kit.personnummer import masked
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally


@face(Subject.Kind.CASE)
def cases(actor: Actor, keys: set[UUID]) -> dict[UUID, Face]:
    rows = Case.objects.visible_to(actor).filter(pk__in=keys).select_related("subject", "institution")
    return {
        row.pk: Face(masked(row.title), reverse("cases:case", args=[row.number]), row.institution.code) for row in rows
    }


@panel("rail", order=25)
def questions(request: Request) -> Link | None:
    """Third line: what is asked of them. Agents: what they wait for."""
    if not request.actor.is_staff:
        return None
    label = _("Questions asked") if request.actor.is_agent else _("Questions to us")
    group = "dialogue" if request.actor.is_agent else ""
    match = getattr(request, "resolver_match", None)
    current = match is not None and match.view_name in ("cases:questions", "cases:question")
    return Link(
        reverse("cases:questions"),
        label,
        "ask",
        current,
        key="g q",
        group=group,
        tally=Tally(lambda: asking.due(request.actor)),
    )


@panel("person.ending", order=50)
def ending(request: Request, person: Person) -> SafeString | None:
    """What becomes of somebody's cases and balls when the account ends, before it does.

    Numbers only, and a protected case is in no number that somebody sees who is not named in it.
    """
    known = Q(subject__is_protected=False) | Q(pk__in=Case.objects.visible_to(request.actor).values("pk"))
    cases = Case.objects.open().filter(known)
    reported = cases.filter(reporter=person).count()
    balls = Commitment.objects.open().filter(person=person)
    held = cases.filter(subject__in=balls.exclude(step=Commitment.Step.INPUT).values("subject")).count()
    asked = cases.filter(subject__in=balls.filter(step=Commitment.Step.INPUT).values("subject")).count()
    told = []
    if reported:
        told.append(
            ngettext(
                "%(count)s open case stays with the institution.",
                "%(count)s open cases stay with the institution.",
                reported,
            )
            % {"count": reported}
        )
    if held and person.line:
        told.append(
            ngettext("%(count)s ball goes back to the desk.", "%(count)s balls go back to the desk.", held)
            % {"count": held}
        )
    if asked:
        told.append(
            ngettext("%(count)s question goes to their team.", "%(count)s questions go to their team.", asked)
            % {"count": asked}
        )
    offers = Offer.objects.open().filter(person=person)
    if offered := cases.filter(subject__in=offers.values("subject")).count():
        told.append(
            ngettext(
                "%(count)s offer to the person falls: whoever made it keeps the ball.",
                "%(count)s offers to the person fall: whoever made them keeps the balls.",
                offered,
            )
            % {"count": offered}
        )
    return format_html_join("", "<li>{}</li>", ((text,) for text in told)) or None
