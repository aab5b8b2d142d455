"""Two people do the same thing to the same step at the same moment: one of them did it, and the other hears who was first."""

import pytest

from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.orders.models import Order, OrderType, Run
from bollkoll.orders.rules import read
from bollkoll.people.actor import SYSTEM
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

CHECK = {"key": "check", "title": {"sv": "Kontrollera"}, "who": "desk", "four_eyes_of": "do"}


@pytest.fixture
def waiting(world):
    """``waiting(evidence)``: an order whose first step lies in the pool."""

    def order(evidence="none"):
        steps = [{"key": "do", "title": {"sv": "Gör det"}, "who": "desk", "evidence": evidence}, CHECK]
        raw = {"key": "small", "title": {"sv": "Liten"}, "summary": {"sv": "Liten."}, "steps": steps}
        commands.publish_type(SYSTEM, commands.draft_type(SYSTEM, definition=read(raw)).type)
        version = OrderType.objects.get(key="small").current
        return commands.place_order(world.actor(world.contact), version=version, institution=world.uu, values={})

    return order


def by_each(world, order, run, verb, **more):
    """What each of the two at the desk was told, when both do it at once."""

    def doing(person):
        actor = world.actor(person)

        def act_():
            # each with rows of their own, as two processes have
            verb(actor, Order.objects.get(pk=order.pk), run=Run.objects.get(pk=run.pk), **more)
            return person

        return act_

    return together(doing(world.agent), doing(world.other_agent))


def one_did(told):
    done = [one for one in told if not isinstance(one, Exception)]
    refused = [one for one in told if isinstance(one, Exception)]
    assert (len(done), len(refused)) == (1, 1), told
    assert isinstance(refused[0], Refused), refused
    return done[0], refused[0]


def test_a_step_of_the_pool_that_two_take_at_once_is_taken_by_one(world, waiting):
    order = waiting()
    run = order.runs.get(step="do")
    winner, refusal = one_did(by_each(world, order, run, commands.claim))
    run.refresh_from_db()
    assert (run.state, run.claimed_by, refusal.code) == (Run.State.CLAIMED, winner, "taken")
    assert winner.name in str(refusal.message)
    assert run.asked.get().ball.person == winner


def test_a_step_that_two_finish_at_once_is_done_by_one(world, waiting):
    order = waiting("text")
    run = order.runs.get(step="do")
    winner, refusal = one_did(by_each(world, order, run, commands.finish_step, text="Gjort."))
    run.refresh_from_db()
    assert (run.state, run.done_by, refusal.code) == (Run.State.DONE, winner, "done")
    assert winner.name in str(refusal.message)
    assert order.runs.filter(step="check").count() == 1
    assert order.case.messages.filter(text="Gjort.").count() == 1


def test_a_step_that_one_takes_while_another_finishes_it_is_one_persons(world, waiting):
    order = waiting()
    run = order.runs.get(step="do")
    taker, doer = world.actor(world.agent), world.actor(world.other_agent)
    told = together(
        lambda: commands.claim(taker, Order.objects.get(pk=order.pk), run=run) and world.agent,
        lambda: commands.finish_step(doer, Order.objects.get(pk=order.pk), run=run) and world.other_agent,
    )
    winner, refusal = one_did(told)
    run.refresh_from_db()
    assert (run.done_by or run.claimed_by, refusal.code) == (winner, "done" if run.done_by else "taken")


def test_two_who_publish_at_once_make_one_version(world, waiting):
    waiting()
    type_ = OrderType.objects.get(key="small")
    commands.draft_type(SYSTEM, type_, definition=type_.current.content.model_copy(update={"is_locked": True}))
    actors = [world.actor(world.coordinator), world.actor(world.admin)]
    told = together(*(lambda a=a: commands.publish_type(a, OrderType.objects.get(key="small")) for a in actors))
    _made, refusal = one_did(told)
    assert refusal.code == "no_draft"
    assert OrderType.objects.get(key="small").current.number == 2
