"""A case whose agent has left: nothing that happens in it later gives the ball to somebody who is not there."""

import pytest

from bollkoll.cases import commands
from bollkoll.commitments import audit
from bollkoll.log import subscribers
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
