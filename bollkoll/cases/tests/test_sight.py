"""What third line sees of a case, and when that ends: while something in it is with them, and what they wrote in."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.log.acting import act
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(world):
    """Another member of the expert's team."""
    person = world.engage("Kollega Expertsson", line=3)
    services.add_member(world.actor(world.admin), world.developers, person=person)
    return person


def sees(world, person, case):
    listed = Case.objects.visible_to(world.actor(person)).filter(pk=case.pk).exists()
    opened = world.client(person).get(reverse("cases:case", args=[case.number])).status_code == 200
    assert listed == opened
    return listed


def waiting(world):
    case, agent = world.taken(), world.actor(world.agent)
    commands.mark_waiting_third_line(agent, case, team=world.developers)
    return world.fresh(case)


def test_a_case_that_waits_for_the_team_is_seen_until_it_goes_back(world, colleague):
    case = waiting(world)
    assert sees(world, world.expert, case)
    assert sees(world, colleague, case)
    world.answer(case, then="solved")
    assert not sees(world, world.expert, world.fresh(case))
    assert not sees(world, colleague, world.fresh(case))


def test_whoever_wrote_in_it_still_reads_it_and_their_colleague_does_not(world, colleague):
    case = waiting(world)
    world.note(case, "Jag har sett på det.", by=world.expert)
    world.answer(case, then="solved")
    assert sees(world, world.expert, world.fresh(case))
    assert not sees(world, colleague, world.fresh(case))


def test_a_ball_of_ones_own_gives_sight_while_it_is_open(world):
    case = world.taken()
    with act(world.actor(world.agent)):
        held = balls.add_side_ball(case.subject, balls.Ball(step="lift", person=world.expert))
    assert sees(world, world.expert, case)
    with act(world.actor(world.agent)):
        balls.end_ball(held)
    assert not sees(world, world.expert, case)


def test_an_offer_gives_sight_until_it_is_taken_back(world, colleague):
    case, agent = world.taken(), world.actor(world.agent)
    commands.hand_over(agent, case, text="Titta på det här.", team=world.developers)
    assert sees(world, world.expert, case)
    commands.withdraw_offer(agent, case)
    assert not sees(world, world.expert, case)


def test_what_one_of_the_team_has_taken_over_the_team_sees_until_it_is_given_back(world, colleague):
    case, agent = world.taken(), world.actor(world.agent)
    commands.hand_over(agent, case, text="Titta på det här.", team=world.developers)
    commands.accept_offer(world.actor(world.expert), case)
    assert sees(world, world.expert, case)
    assert sees(world, colleague, case)
    commands.give_back(world.actor(world.expert), world.fresh(case), reason="Det var inte vårt.")
    assert sees(world, world.expert, case)  # they said why
    assert not sees(world, colleague, case)


def test_whoever_is_asked_sees_the_question_and_never_the_case(world):
    case, agent = world.taken(), world.actor(world.agent)
    question = commands.ask_for_input(agent, case, text="Varför?", team=world.developers)
    assert not sees(world, world.expert, case)
    client = world.client(world.expert)
    assert client.get(reverse("cases:question", args=[question.pk])).status_code == 200
    commands.answer_question(world.actor(world.expert), question, text="Därför.")
    assert not sees(world, world.expert, case)
    assert client.get(reverse("cases:question", args=[question.pk])).status_code == 200


def test_what_is_asked_of_them_stands_among_their_balls(world):
    case, agent = world.taken(), world.actor(world.agent)
    commands.ask_for_input(agent, case, text="Varför visas inte resultaten?", team=world.developers)
    shown = world.client(world.expert).get(reverse("desk:mine")).content.decode()
    assert "Frågor till dig och ditt team" in shown
    assert "Varför visas inte resultaten?" in shown
    assert "Frågor till dig och ditt team" not in world.client(world.agent).get(reverse("desk:mine")).content.decode()
