"""A case whose agent has left: nothing that happens in it later gives the ball to somebody who is not there."""

from html import unescape

import pytest
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.tests.questions import tick
from bollkoll.commitments import audit
from bollkoll.log import subscribers
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_behind(world):
    """A closed case with a dialogue; its agent has left since."""
    case = world.taken()
    world.reply(case, text="En sak till.")
    commands.close(world.actor(world.agent), world.fresh(case))
    people.end_person(SYSTEM, world.agent)
    while subscribers.run("cases.deal_out_again"):
        pass
    return world.fresh(case)


def test_what_is_split_off_has_no_agent_and_whoever_answers_is_it(world, left_behind):
    actor = world.actor(world.other_agent)
    made = commands.split(actor, left_behind, message=left_behind.messages.get(kind="reply"), title="En sak till")
    assert (made.assignee, made.state) == (None, "new")
    world.answer(world.fresh(made), by=world.other_agent, then="keep")
    assert world.fresh(made).assignee == world.fresh(made).ball.person == world.other_agent
    assert "ball.without_holder" not in {name for name, _key in audit.findings()}


def test_a_case_that_is_opened_again_can_be_taken_and_answered(world, left_behind):
    world.reply(left_behind, text="Det hjälpte inte.")
    opened = world.fresh(left_behind)
    assert (opened.assignee, opened.state, opened.ball.team) == (None, "new", world.desk)
    world.answer(opened, by=world.other_agent, then="keep")
    assert world.fresh(left_behind).ball.person == world.other_agent
    commands.take(world.actor(world.other_agent), world.fresh(left_behind))


def test_an_answer_written_before_its_agent_left_goes_out_and_the_desk_has_the_ball(world):
    case = world.taken()
    message = commands.answer(world.actor(world.agent), case, text="Snart klart.", then="keep")
    people.end_person(SYSTEM, world.agent)  # and nobody has read it yet
    commands.release_answer(SYSTEM, world.fresh(case), message=message)
    assert (world.fresh(case).ball.team, world.fresh(case).assignee) == (world.desk, None)
    assert "ball.without_holder" not in {name for name, _key in audit.findings()}


def wanted(world, case):
    world.answer(case, then="waiting")
    return world.fresh(case)


class TestTheReporterHasLeft:
    def test_what_waited_for_them_comes_back_and_the_contact_person_follows_and_is_told(self, world):
        case = wanted(world, world.taken(reporter=world.local))
        people.end_role(world.actor(world.contact), world.local, institution=world.uu)
        assert "case.reporter_gone" in {name for name, _key in audit.findings()}
        tick()
        found = world.fresh(case)
        assert (found.state, found.ball.person, found.ball.step) == ("in_progress", world.agent, "follow_up")
        assert [one.person for one in found.watchers.all()] == [world.contact]
        assert not {name for name, _key in audit.findings()}
        subscribers.run("email.tell", limit=10_000)
        told = {mail.person: mail.text for mail in Delivery.objects.filter(event__kind="cases.reporter_gone")}
        assert set(told) == {world.contact, world.agent}
        assert "Lars Lokal har inget konto vid Uppsala universitet längre" in told[world.contact]
        tick()
        assert world.fresh(case).ball == found.ball

    def test_their_replacement_reads_the_next_answer_and_the_one_who_left_does_not(self, world):
        case = world.taken(reporter=world.local)
        people.invite(SYSTEM, world.lu, name=world.local.name, email=world.local.email, kind="local_support")
        people.end_role(SYSTEM, world.local, institution=world.uu)
        tick()
        world.answer(world.fresh(case), then="waiting")
        subscribers.run("email.tell", limit=10_000)
        told = {mail.person for mail in Delivery.objects.filter(event__kind="cases.answered", work="waiting")}
        assert told == {world.contact}
        address = reverse("portal:case", args=[case.number])
        assert world.client(world.fresh(world.local)).get(address).status_code == 404
        assert world.client(world.contact).get(address).status_code == 200

    def test_an_answer_that_nobody_would_get_is_refused_and_its_text_kept(self, world):
        case = world.protected(reporter=world.local)
        people.end_role(world.actor(world.contact), world.local, institution=world.uu)
        sent = {"text": "Nu är det ordnat.", "then": "waiting", "once": "a"}
        answer = world.client(world.agent).post(reverse("cases:answer", args=[case.number]), sent)
        page = unescape(answer.content.decode())
        assert answer.status_code == 422 and "Ingen vid Uppsala universitet får svaret" in page
        assert "Nu är det ordnat." in page and not case.messages.filter(kind="answer").exists()

    def test_a_protected_case_comes_back_without_being_shown_to_anybody_else(self, world):
        case = wanted(world, world.protected(reporter=world.local))
        people.end_role(world.actor(world.contact), world.local, institution=world.uu)
        tick()
        found = world.fresh(case)
        assert (found.ball.person, list(found.watchers.all())) == (world.agent, [])
        tick()
        assert world.fresh(case).ball == found.ball

    def test_an_answer_under_way_when_they_leave_does_not_wait_for_them(self, world):
        case = world.protected(reporter=world.local)
        message = commands.answer(world.actor(world.agent), case, text="Vad står det?", then="waiting")
        people.end_role(world.actor(world.contact), world.local, institution=world.uu)
        commands.release_answer(SYSTEM, world.fresh(case), message=message)
        assert world.fresh(case).ball.person == world.agent

    def test_while_somebody_else_follows_nothing_is_moved(self, world):
        case = world.taken(reporter=world.local)
        commands.add_watcher(world.actor(world.agent), case, person=world.extra)
        case = wanted(world, case)
        people.end_role(world.actor(world.contact), world.local, institution=world.uu)
        tick()
        assert world.fresh(case).state == "waiting_reporter"
        assert not audit.findings()

    def test_a_follower_who_has_moved_to_another_institution_reads_it_no_more(self, world):
        case = world.taken(reporter=world.local)
        commands.add_watcher(world.actor(world.agent), case, person=world.extra)
        case = wanted(world, case)
        for person in (world.extra, world.local):
            people.end_role(world.actor(world.contact), person, institution=world.uu)
            people.invite(SYSTEM, world.lu, name=person.name, email=person.email, kind="local_support")
        tick()
        assert world.fresh(case).ball.person == world.agent
        assert {one.person for one in world.fresh(case).watchers.all()} >= {world.contact}
