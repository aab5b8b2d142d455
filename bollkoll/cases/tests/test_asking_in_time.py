"""A question to third line as time passes: chased, raised, left by somebody who is away; and in protected cases."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Question
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM

from .questions import INPUT, WORDS, address, ask, away, fresh, let_time_pass, tick, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_auditor_is_content():
    """After each of these tests every ball is held by somebody who can act on it."""
    yield
    assert audit.findings() == {}


class TestTime:
    def test_third_line_is_reminded_once_and_then_the_agent_gets_the_ball(self, world):
        question = ask(world, world.taken())
        tick()
        assert fresh(question).chased_at is None
        let_time_pass(question)
        tick()
        found = fresh(question)
        assert found.chased_at and (found.ball.team, found.ball.step) == (world.developers, "input")
        assert told("cases.question_chased") == [world.expert.pk]
        assert found.ball.look_again_at > timezone.now()
        let_time_pass(question)
        tick()
        found = fresh(question)
        assert (found.state, found.ball.person, found.ball.step) == ("open", world.agent, "follow_up")
        assert told("cases.question_raised") == [world.agent.pk]
        let_time_pass(question)
        tick()
        assert Event.objects.filter(kind="cases.question_raised").count() == 1
        commands.answer_question(world.actor(world.expert), question, text=INPUT)  # late, and welcome
        assert not Commitment.objects.open().filter(step="follow_up").exists()

    def test_it_is_not_chased_before_its_time(self, world):
        question = ask(world, world.taken())
        with pytest.raises(Refused):
            commands.chase(CLOCK, question)

    def test_the_agent_who_is_away_does_not_get_what_is_raised(self, world):
        question = ask(world, world.taken(by=world.other_agent))
        away(world, world.agent)
        for _chased_and_raised in range(2):
            let_time_pass(question)
            commands.chase(CLOCK, question)
        assert fresh(question).ball.person == world.other_agent


class TestAbsence:
    def test_the_deputy_of_somebody_away_is_asked_instead(self, world, mate):
        away(world, world.expert, deputy=mate)
        assert fresh(ask(world, world.taken(), person=world.expert)).person == mate

    def test_without_a_deputy_the_team_is(self, world, mate):
        away(world, world.expert)
        found = fresh(ask(world, world.taken(), person=world.expert))
        assert (found.person, found.team, found.ball.team) == (None, world.developers, world.developers)

    def test_whoever_asks_somebody_away_is_told_why_it_went_to_another(self, world, mate):
        away(world, world.expert)
        case, client = world.taken(), world.client(world.agent)
        sent = {"whom": f"person:{world.expert.pk}", "text": WORDS}
        assert client.post(reverse("cases:ask_for_input", args=[case.number]), sent).status_code == 303
        page = unescape(client.get(reverse("cases:case", args=[case.number])).content.decode())
        assert f"{world.expert.name} är borta, så frågan ligger hos {world.developers.name}" in page

    def test_with_nobody_else_the_agent_is_told_to_ask_another(self, world):
        away(world, world.expert)
        with pytest.raises(Refused):
            ask(world, world.taken(), person=world.expert)

    def test_a_deputy_in_second_line_does_not_answer_for_third(self, world, mate):
        away(world, world.expert, deputy=world.other_agent)
        assert fresh(ask(world, world.taken(), person=world.expert)).ball.team == world.developers

    def test_somebody_who_goes_away_leaves_the_question_to_the_team_and_not_to_the_desk(self, world, mate):
        case = world.taken()
        question = ask(world, case, person=world.expert)
        due = question.ball.look_again_at
        away(world, world.expert)
        tick()
        found = fresh(question)
        assert (found.person, found.ball.team) == (None, world.developers)
        assert abs(found.ball.look_again_at - due) < timedelta(minutes=1), "counted anew, from the same moment"
        assert (found.case.assignee, found.case.ball.person) == (world.agent, world.agent)
        assert told("cases.question_moved") == [world.expert.pk, mate.pk]
        assert not Event.objects.filter(kind="cases.dealt_out_again").exists()

    def test_somebody_whose_account_ends_does_too(self, world, mate):
        question = ask(world, world.taken(), person=world.expert)
        people.end_person(SYSTEM, world.expert)
        subscribers.run("cases.deal_out_again", limit=10_000)
        assert fresh(question).ball.team == world.developers
        assert not Event.objects.filter(kind="cases.dealt_out_again").exists()

    def test_when_nobody_of_the_team_is_left_the_agent_gets_it(self, world):
        question = ask(world, world.taken(), person=world.expert)
        people.end_person(SYSTEM, world.expert)
        subscribers.run("cases.deal_out_again", limit=10_000)
        assert (fresh(question).ball.person, fresh(question).ball.step) == (world.agent, "follow_up")

    def test_what_was_raised_to_an_agent_goes_with_their_other_balls(self, world):
        question = ask(world, world.taken())
        for _chased_and_raised in range(2):
            let_time_pass(question)
            commands.chase(CLOCK, question)
        away(world, world.agent, deputy=world.other_agent)
        tick()
        assert fresh(question).ball.person == world.other_agent
        commands.answer_question(world.actor(world.expert), question, text=INPUT)
        assert not Commitment.objects.open().filter(step="follow_up").exists()


class TestProtected:
    def test_only_named_persons_of_third_line_are_asked(self, world):
        case = world.protected()
        for whom in ({"team": world.developers}, {"person": world.expert}):
            with pytest.raises(Refused):
                ask(world, case, **whom)
        page = world.client(world.agent).get(reverse("cases:ask_for_input", args=[case.number])).content.decode()
        assert world.expert.name not in page and world.developers.name not in page
        commands.name_person(world.actor(world.agent), case, person=world.expert)
        question = ask(world, case, person=world.expert)
        assert world.client(world.expert).get(address("question", question)).status_code == 200
        assert world.client(world.other_agent).get(address("question", question)).status_code == 404
        assert WORDS not in world.client(world.other_agent).get(reverse("cases:questions")).content.decode()

    def test_a_protected_question_is_not_passed_to_a_team_nor_to_a_deputy_who_is_not_named(
        self, world, mate, operations
    ):
        case = world.protected()
        commands.name_person(world.actor(world.agent), case, person=world.expert)
        question = ask(world, case, person=world.expert)
        with pytest.raises(Refused):
            commands.pass_question_on(world.actor(world.expert), question, team=operations, reason="Deras.")
        away(world, world.expert, deputy=mate)
        tick()
        assert (fresh(question).ball.person, fresh(question).ball.step) == (world.agent, "follow_up")

    def test_a_case_that_becomes_protected_takes_its_questions_back(self, world):
        case = world.taken()
        question = ask(world, case)
        commands.protect(world.actor(world.agent), case)
        assert (fresh(question).ball.person, fresh(question).state) == (world.agent, "open")
        assert world.client(world.expert).get(address("question", question)).status_code == 404
        commands.withdraw_question(world.actor(world.agent), question)

    def test_somebody_who_is_no_longer_named_is_no_longer_asked(self, world):
        case = world.protected()
        commands.name_person(world.actor(world.agent), case, person=world.expert)
        question = ask(world, case, person=world.expert)
        commands.unname_person(world.actor(world.agent), case, person=world.expert)
        assert fresh(question).ball.person == world.agent
        assert not Question.objects.visible_to(world.actor(world.expert)).exists()
