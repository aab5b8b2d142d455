"""The worker was dead for two days and is back: nothing is skipped, nothing is done twice, and what is late says so."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message, Question
from bollkoll.channels.email import queries
from bollkoll.channels.email.doors import pipe
from bollkoll.commitments.models import Offer
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Delivery

from .conftest import letter

pytestmark = pytest.mark.django_db
LOCAL = "Lars Lokal <lars.lokal@larosate.example>"


def ago(**more):
    return timezone.now() - timedelta(**more)


def turn(post):
    """What the worker does, until nothing more falls due."""
    for _again in range(4):
        with housekeeping("test"):
            Cursor.objects.filter(name__startswith="clock:").delete()
        clock.tick()
        subscribers.run("cases.deal_out_again", limit=10_000)
        post.turn()
    assert not Cursor.objects.exclude(error="").exists()


def test_everything_that_fell_due_meanwhile_is_done_once(world, post, receiver):
    agent = world.actor(world.agent)
    answered, waiting, solved, offered, asked = (world.taken(title=f"Ärende {n}") for n in range(5))
    with act(agent, at=ago(days=2)):
        cases.answer(
            agent, answered, text="Svaret som dröjde.", then="waiting", remind_at=timezone.now() + timedelta(1)
        )
        cases.hand_over(agent, offered, team=world.developers, text="Till er.")
    with act(agent, at=ago(days=2)):
        question = cases.ask_for_input(
            agent, asked, team=world.developers, text="Vad gäller?", look_again_at=ago(days=1)
        )
        message = cases.answer(agent, waiting, text="Vilken kurs?", then="waiting", remind_at=ago(days=1))
        cases.release_answer(agent, waiting, message=message)
    with act(agent, at=ago(days=12)):
        cases.solve(agent, solved)
    with housekeeping("not accepted in time"):
        Offer.objects.update(accept_by=ago(days=1))
    assert pipe.deliver(letter(LOCAL, "Kom medan ingen läste."), "lars.lokal@larosate.example", "") == 0
    post.tell()
    in_flight = Delivery.objects.filter(work="waiting", event__kind="cases.input_asked_for").get()
    with housekeeping("the worker died with this one in its hands"):
        Delivery.objects.filter(pk=in_flight.pk).update(
            work="claimed", worker="dead:1", attempt=1, leased_until=ago(days=2), made_at=ago(days=2)
        )

    turn(post)
    fresh = {case.title: case for case in Case.objects.select_related("subject__main")}
    assert Message.objects.get(text="Svaret som dröjde.").released_at is not None
    assert fresh["Ärende 1"].ball.person == world.agent, "the waiting time was over"
    assert fresh["Ärende 2"].state == "closed", "the silence was long enough"
    assert fresh["Ärende 3"].ball.person == world.coordinator, "nobody accepted it"
    assert Question.objects.get(pk=question.pk).chased_at is not None
    assert fresh["Resultat"].reporter == world.local, "the mail became a case"
    assert not Delivery.objects.exclude(work__in=("done", "cancelled")).exists()

    sent = Counter(message_from_bytes(each.raw)["Message-ID"].strip() for each in receiver.received)
    assert set(sent.values()) == {1}, "nothing went out twice"
    assert in_flight.message_id in sent
    with housekeeping("test"):
        in_flight.refresh_from_db()
    assert queries.outcome_of(in_flight)[0] == "attention" and "2" in queries.outcome_of(in_flight)[2]
    prompt = Delivery.objects.filter(work="done", made_at__gt=ago(minutes=5)).first()
    assert queries.outcome_of(prompt)[0] == "done"

    before = len(receiver.received)
    turn(post)
    assert len(receiver.received) == before
