"""Everything that one has promised is on one page, whatever it is of, with how it went."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.desk.promise_views import rows
from bollkoll.incidents import commands as incidents
from bollkoll.log.acting import act
from bollkoll.people.actor import CLOCK
from bollkoll.services import commands as services
from bollkoll.status import commands

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(world):
    """``tell(ago=0, after=60, by=None)``: a disturbance told of so many minutes ago, with more promised so long after."""

    def publish(ago=0, after=60, by=None, title="Långsamt i Resultat"):
        actor, at = world.actor(by or world.agent), timezone.now() - timedelta(minutes=ago)
        with act(actor, at=at):
            return commands.publish(
                actor, None, kind="disturbance", title_sv=title, text_sv="Resultat svarar långsamt.", title_en="Slow",
                text_en="Results responds slowly.", environments=[world.production], starts_at=at,
                parts=[commands.Piece(service=world.service, degree="degraded")],
                next_update_at=at + timedelta(minutes=after),
            )  # fmt: skip

    return publish


def went(world, person=None):
    """(title, outcome) of what is owed, and of what was promised before."""
    return [
        [(row.face.title, row.promise.outcome) for row in some] for some in rows(world.actor(person or world.agent))
    ]


def update(world, notice, ago=0, after=60, **more):
    actor, at = world.actor(world.agent), timezone.now() - timedelta(minutes=ago)
    with act(actor, at=at):
        commands.update(
            actor, notice, text_sv=f"Vi felsöker {ago}.", text_en="We work.", next_update_at=at + timedelta(minutes=after), **more
        )  # fmt: skip


def test_the_next_update_that_was_promised_the_world_stands_until_it_is_published(world, tell):
    notice = tell(ago=90, after=30)
    assert went(world) == [[(notice.title, "broken")], []]
    update(world, notice, ago=65, after=40)
    assert went(world) == [[(notice.title, "broken")], [(notice.title, "kept")]]
    update(world, notice, ago=20, after=60)
    assert went(world) == [[(notice.title, "stands")], [(notice.title, "late"), (notice.title, "kept")]]
    commands.resolve(world.actor(world.agent), notice, text_sv="Det är över.", text_en="It is over.")
    assert went(world) == [[], [(notice.title, "kept"), (notice.title, "late"), (notice.title, "kept")]]


def test_within_the_minute_that_was_promised_is_in_time(world, tell):
    notice = tell(ago=30, after=30)
    promised = notice.next_update_at.replace(second=5)
    with act(world.actor(world.agent), at=promised.replace(second=50)):
        commands.resolve(world.actor(world.agent), notice, text_sv="Det är över.", text_en="It is over.")
    assert [outcome for _title, outcome in went(world)[1]] == ["kept"]


def test_a_promise_that_somebody_else_takes_over_stands_and_is_theirs_to_keep(world, tell):
    notice = tell()
    commands.choose_communicator(world.actor(world.agent), notice, person=world.other_agent)
    for person, holder, promised_by in (
        (world.agent, "Bo Björk", ""), (world.other_agent, "", "Asta Almgren"),
    ):  # fmt: skip
        (owed,), before = rows(world.actor(person))
        assert (owed.promise.outcome, owed.holder, owed.promised_by) == ("stands", holder, promised_by)
        assert before == []


def test_a_promise_that_had_to_be_taken_over_when_its_time_had_passed_is_broken(world, tell):
    notice = tell(ago=60, after=50)
    commands.escalate(CLOCK, notice)
    assert went(world) == [[(notice.title, "broken")], []]
    assert went(world, world.coordinator) == [[(notice.title, "broken")], []]


def test_what_the_review_of_an_incident_decided_is_promised_too(world):
    actor = world.actor(world.agent)
    incident = incidents.declare(actor, None, title="Resultat svarar inte", lead=world.agent, services=[world.service])
    incidents.resolve(actor, incident)
    incidents.close(actor, incident)
    soon = timezone.now() + timedelta(days=3)
    done = incidents.add_action(actor, incident, what="Slå på larmet", owner=world.agent, due_at=soon)
    incidents.add_action(actor, incident, what="Skriv rutinen", owner=world.agent, due_at=soon)
    assert went(world)[0] == [(incident.title, "stands")] * 2
    incidents.do_action(actor, incident, action=done)
    assert went(world) == [[(incident.title, "stands")], [(incident.title, "kept")]]


def test_one_page_has_them_all_in_the_order_in_which_they_break(world, tell):
    case = world.taken(title="Kan inte attestera")
    cases.remind(world.actor(world.agent), case, promised_at=timezone.now() + timedelta(hours=2))
    first, last = tell(after=30, title="Först"), tell(after=300, title="Sist")
    page = world.client(world.agent).get(reverse("desk:promises"), headers={"accept-language": "sv"}).content.decode()
    assert page.index(first.title) < page.index(case.title) < page.index(last.title)
    assert reverse("status:notice", args=[first.number]) in page and "publicera utlovad uppdatering" in page
    assert case.title not in world.client(world.other_agent).get(reverse("desk:promises")).content.decode()


def test_it_costs_the_same_however_many(world, tell, django_assert_max_num_queries):
    def one_of_each():
        tell()
        cases.remind(world.actor(world.agent), world.taken(), promised_at=timezone.now() + timedelta(hours=2))

    client = world.client(world.agent)
    one_of_each()
    client.get(reverse("desk:promises"))
    with django_assert_max_num_queries(34) as few:
        client.get(reverse("desk:promises"))
    for _more in range(4):
        one_of_each()
    services.add_service(world.actor(world.admin), key="intyg", name_sv="Intyg", name_en="Transcripts")
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("desk:promises"))
