"""The caller's card: what they have with us."""

from dataclasses import dataclass, field

from bollkoll.cases.models import Case
from bollkoll.cases.rows import Row, plain_rows
from bollkoll.channels.phone.models import Call
from bollkoll.channels.phone.queries.calls import calls
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

MOST_OWN, MOST_OF_INSTITUTION, MOST_CLOSED = 8, 5, 5


@dataclass(frozen=True)
class Card:
    """What somebody has with us, as far as the agent sees it; of their institution only what they may see themselves."""

    own: list[Row]
    institution: list[Row]
    closed: list[Row]
    is_more: bool
    earlier: list[Call] = field(default_factory=list)

    @property
    def cases(self) -> list[Case]:
        return [one.case for one in (*self.own, *self.institution, *self.closed)]


def card(actor: Actor, call: Call) -> Card:
    """Seven queries at most, however much they have."""
    person = call.person
    if person is None:
        return Card([], [], [], False)
    visible = Case.objects.visible_to(actor)
    theirs = visible.filter(reporter=person).for_list()
    own = list(theirs.open().order_by("subject__main__due_at", "pk")[: MOST_OWN + 1])
    closed = list(theirs.filter(subject__is_open=False, merged_into=None).order_by("-closed_at")[:MOST_CLOSED])
    seen = Case.objects.visible_to(Actor(person)).values("pk")
    others = visible.open().filter(institution=call.institution_id, pk__in=seen).exclude(reporter=person).for_list()
    of_institution = list(others.order_by("-last_contact_at", "pk")[:MOST_OF_INSTITUTION])
    earlier = calls(actor).filter(person=person).exclude(pk=call.pk).exclude(ended_at=None)
    return Card(
        plain_rows(actor, own[:MOST_OWN]),
        plain_rows(actor, of_institution),
        plain_rows(actor, closed),
        len(own) > MOST_OWN,
        list(earlier[:4]),
    )


def may_write_in(person: Person, case: Case) -> bool:
    """Whether a message of theirs can stand in the case: they see it themselves."""
    return Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists()
