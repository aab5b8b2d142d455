"""What the register of balls has of a case: who held it, with which next step, what was promised and how it ended."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.commitments.models import Commitment, Offer, Violation
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items
from bollkoll.people.actor import Actor


def holder(ball: Commitment) -> str:
    return str(ball.person or ball.team or ball.get_holder_display())


@in_case(order=70)
def balls(actor: Actor, case: Any) -> Iterator[Section]:
    """Every ball of the case, and to whom it was offered."""
    rows = list(
        Commitment.objects.filter(subject=case.pk)
        .select_related("person", "team", "promised_by")
        .order_by("made_at", "pk")
    )
    yield Section(
        "balls",
        _("Who held the ball"),
        items(
            rows,
            ("from", _("From"), "made_at"),
            ("who", _("Held by"), holder),
            ("step", _("Next step"), "get_step_display"),
            ("promised", _("Promised"), "promised_at"),
            ("promiser", _("Promised by"), "promised_by"),
            ("to", _("To"), "ended_at"),
        ),
        Group.HISTORY,
    )
    yield Section(
        "ball_notes",
        _("What was noted of the ball"),
        items(
            [row for row in rows if row.note or row.end_reason],
            ("from", _("From"), "made_at"),
            ("note", _("Note"), "note"),
            ("reason", _("Why it ended"), "end_reason"),
        ),
        Group.NOTES,
    )
    offers = Offer.objects.filter(subject=case.pk).select_related("person", "team", "sender").order_by("offered_at")
    yield Section(
        "offers",
        _("To whom it was offered"),
        items(
            offers,
            ("at", _("When"), "offered_at"),
            ("by", _("Offered by"), "sender"),
            ("who", _("Offered to"), "to"),
            ("state", _("How it went"), "get_state_display"),
        ),
        Group.HISTORY,
    )


@about_person(Violation, order=70)
def violations(actor: Actor, person: Any) -> Iterator[Section]:
    """What the audit found about what they held."""
    rows = Violation.objects.filter(person=person.pk).order_by("found_at")
    columns = (("at", _("When"), "found_at"), ("what", _("What"), "check_name"), ("gone", _("Gone"), "gone_at"))
    yield Section("violations", _("What the audit found"), items(rows, *columns))
