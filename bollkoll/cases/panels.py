"""What cases show on the pages of people."""

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.ui.panels import panel


@panel("person.ending", order=50)
def ending(request: Request, person: Person) -> SafeString | None:
    """What becomes of somebody's cases and balls when the account ends, before it does.

    Numbers only, and a protected case is in no number that somebody sees who is not named in it.
    """
    known = Q(subject__is_protected=False) | Q(pk__in=Case.objects.visible_to(request.actor).values("pk"))
    cases = Case.objects.open().filter(known)
    reported = cases.filter(reporter=person).count()
    held = cases.filter(subject__in=Commitment.objects.open().filter(person=person).values("subject")).count()
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
    return format_html_join("", "<li>{}</li>", ((text,) for text in told)) or None
