"""What is offered, and what third line has taken over."""

from django.db.models import QuerySet

from bollkoll.cases.models import Case, CaseQuerySet, offered_to
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor

MOST_LISTED = 200


def offer_of(actor: Actor, case: Case) -> Offer | None:
    """The offer of a case that stands, with ``is_mine`` when the actor may accept it."""
    if not case.is_open or not case.may_have("offer"):
        return None
    found = Offer.objects.open().filter(subject=case.pk).select_related("sender", "person", "team").first()
    if found is not None:
        found.is_mine = Offer.objects.filter(offered_to(actor), pk=found.pk).exists()  # type: ignore[attr-defined]
    return found


def offered(actor: Actor) -> list[Case]:
    """Cases that the actor may accept, the first to lapse first, each with its ``offer``."""
    return _with_offers(actor, Offer.objects.open().filter(offered_to(actor)))


def offered_by(actor: Actor) -> list[Case]:
    """Cases that the actor has offered to others who have not accepted them yet."""
    return _with_offers(actor, Offer.objects.open().filter(sender=actor.person_id))


def _with_offers(actor: Actor, offers: QuerySet[Offer]) -> list[Case]:
    rows = offers.select_related("sender", "person", "team").order_by("accept_by", "pk")[:MOST_LISTED]
    by_case = {offer.subject_id: offer for offer in rows}
    found = Case.objects.visible_to(actor).for_list().in_bulk(list(by_case)) if by_case else {}
    cases = [found[key] for key in by_case if key in found]
    for case in cases:
        case.offer = by_case[case.pk]
    return cases


def taken_over(actor: Actor) -> CaseQuerySet:
    """Open cases that the actor has taken over in third line, the next to break first."""
    rows = Case.objects.visible_to(actor).open().filter(taken_over_by=actor.person_id)
    return rows.for_list().order_by("subject__main__due_at", "pk")


def was_theirs(actor: Actor, number: int) -> bool:
    """Whether a case that the actor may no longer see was in their hands: in third line, a ball of it was theirs."""
    held = Commitment.objects.filter(person=actor.person_id, subject__kind="case", subject__number=number)
    return actor.is_third_line and held.exists()


def given_back(case: Case) -> Event | None:
    """How it last came back from third line."""
    back = Event.objects.filter(topics__name=case.topic, kind="cases.given_back").select_related("actor")
    return back.order_by("-pk").first()
