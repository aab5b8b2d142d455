"""No ball is dropped, whoever does what in whichever order."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message, Question
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log import subscribers
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import commands as services
from bollkoll.services.models import Team
from tests.together import together
from tests.world import World

THEN = [Message.Then.KEEP, Message.Then.WAITING, Message.Then.SOLVED]


def _any_message(case: Case, data: Any) -> Message:
    found = list(case.messages.order_by("written_at", "pk"))
    assert found, "a case without a word in it"
    return data.draw(st.sampled_from(found))


def _any_question(case: Case, data: Any) -> Question:
    found = list(case.questions.order_by("pk"))
    if not found:
        raise Refused("nothing has been asked", "nothing")
    return data.draw(st.sampled_from(found))


VERBS = {
    "take": lambda machine, actor, case, data: cases.take(actor, case),
    "assign": lambda machine, actor, case, data: cases.assign(actor, case, person=machine.somebody(data)),
    "note": lambda machine, actor, case, data: cases.note(actor, case, text="Anteckning."),
    "answer": lambda machine, actor, case, data: cases.answer(
        actor, case, text="Svar.", then=data.draw(st.sampled_from(THEN))
    ),
    "undo": lambda machine, actor, case, data: cases.undo_answer(actor, case, message=_any_message(case, data)),
    "release": lambda machine, actor, case, data: cases.release_answer(CLOCK, case, message=_any_message(case, data)),
    "reply": lambda machine, actor, case, data: cases.reply(
        actor, case, text="Mer.", is_automatic=data.draw(st.booleans())
    ),
    "remind": lambda machine, actor, case, data: cases.remind(actor, case, note="Titta igen."),
    "third line": lambda machine, actor, case, data: cases.mark_waiting_third_line(
        actor, case, team=machine.world.developers
    ),
    "ask the team": lambda machine, actor, case, data: cases.ask_for_input(
        actor, case, text="Varför?", team=data.draw(st.sampled_from([machine.world.developers, machine.operations]))
    ),
    "ask a person": lambda machine, actor, case, data: cases.ask_for_input(
        actor, case, text="Varför?", person=machine.somebody(data)
    ),
    "give input": lambda machine, actor, case, data: cases.answer_question(
        actor, _any_question(case, data), text="Därför."
    ),
    "return": lambda machine, actor, case, data: cases.return_question(
        actor, _any_question(case, data), reason="Inte vår."
    ),
    "pass on": lambda machine, actor, case, data: cases.pass_question_on(
        actor, _any_question(case, data), team=machine.operations, reason="Deras."
    ),
    "withdraw": lambda machine, actor, case, data: cases.withdraw_question(actor, _any_question(case, data)),
    "comment": lambda machine, actor, case, data: cases.comment_on_question(
        actor, _any_question(case, data), text="Och en sak till."
    ),
    "unname": lambda machine, actor, case, data: cases.unname_person(actor, case, person=machine.somebody(data)),
    "name": lambda machine, actor, case, data: cases.name_person(actor, case, person=machine.somebody(data)),
    "solve": lambda machine, actor, case, data: cases.solve(actor, case),
    "close": lambda machine, actor, case, data: cases.close(actor, case, reason="Dubblett."),
    "confirm": lambda machine, actor, case, data: cases.confirm_solved(actor, case),
    "thank": lambda machine, actor, case, data: cases.say_thanks(actor, case, rating=5),
    "did not help": lambda machine, actor, case, data: cases.say_it_did_not_help(actor, case, text="Nej."),
    "merge": lambda machine, actor, case, data: cases.merge(actor, case, target=machine.some_case(data)),
    "unmerge": lambda machine, actor, case, data: cases.unmerge(actor, case),
    "split": lambda machine, actor, case, data: cases.split(
        actor, case, message=_any_message(case, data), title="Avskilt"
    ),
    "protect": lambda machine, actor, case, data: cases.protect(actor, case, is_protected=data.draw(st.booleans())),
    "deal out again": lambda machine, actor, case, data: cases.deal_out_again(
        actor, case, person=machine.somebody(data)
    ),
}


class Desk(RuleBasedStateMachine):
    """Everybody does anything to any case; what is not allowed is refused and changes nothing."""

    world: World
    agents: list[Person]
    contacts: list[Person]
    others: list[Person]
    operations: Team

    def __init__(self) -> None:
        super().__init__()
        self.start = transaction.savepoint()
        self.days = 0
        for reporter in self.contacts:
            self.world.case(reporter=reporter)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.start)

    def somebody(self, data: Any):
        return data.draw(st.sampled_from([*self.agents, *self.contacts, *self.others]))

    def some_case(self, data: Any) -> Case:
        return data.draw(st.sampled_from(list(Case.objects.order_by("pk"))))

    def time(self):
        return timezone.now() + timedelta(days=self.days)

    @rule(data=st.data())
    def open_case(self, data: Any) -> None:
        self.world.case(reporter=data.draw(st.sampled_from(self.contacts)), at=self.time())

    @rule(data=st.data(), verb=st.sampled_from(sorted(VERBS)))
    def an_agent_does_something(self, data: Any, verb: str) -> None:
        self._try(data, verb, data.draw(st.sampled_from(self.agents)))

    @rule(data=st.data(), verb=st.sampled_from(["reply", "confirm", "thank", "did not help"]))
    def a_contact_does_something(self, data: Any, verb: str) -> None:
        self._try(data, verb, data.draw(st.sampled_from(self.contacts)))

    @rule(data=st.data(), verb=st.sampled_from(sorted(VERBS)))
    def anybody_tries_anything(self, data: Any, verb: str) -> None:
        self._try(data, verb, self.somebody(data))

    def _try(self, data: Any, verb: str, person: Any) -> None:
        actor, case = self.world.actor(person), self.some_case(data)
        before = Event.objects.count()
        try:
            with act(actor, at=self.time()):
                VERBS[verb](self, actor, case, data)
        except (Refused, NotAllowed):
            assert Event.objects.count() == before

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        """And the clock does what has fallen due."""
        self.days += days
        for case in Case.objects.open().order_by("pk"):
            for verb in (cases.remind, cases.close_silent):
                try:
                    with act(CLOCK, at=self.time()):
                        verb(CLOCK, case)
                except Refused:
                    continue
        for question in Question.objects.open().order_by("pk"):
            try:
                with act(CLOCK, at=self.time()):
                    cases.chase(CLOCK, question)
            except Refused:
                continue

    @rule()
    def an_agent_leaves(self) -> None:
        try:
            people.end_person(SYSTEM, self.world.other_agent)
        except Refused:
            return
        subscribers.run("cases.deal_out_again", limit=10_000)

    @invariant()
    def every_open_case_has_one_ball_and_no_closed_one_has_any(self) -> None:
        for subject in Subject.objects.annotate(
            held=Count("commitments", filter=Q(commitments__ended_at=None))
        ).select_related("main", "main__person", "case"):
            assert subject.is_open is (subject.case.state != Case.State.CLOSED)
            if not subject.is_open:
                assert (subject.main, subject.held) == (None, 0)
                assert not subject.case.questions.open().exists()
                continue
            ball = subject.main
            asked = list(subject.case.questions.open().select_related("ball"))
            assert subject.held == 1 + len(asked)
            for question in asked:
                side = question.ball
                assert (side.subject_id, side.ended_at) == (subject.pk, None) and side.pk != ball.pk
                assert side.person is None or side.person.is_active
            assert (ball.subject_id, ball.ended_at) == (subject.pk, None)
            assert (ball.person_id is not None) == (ball.holder == Commitment.Holder.PERSON)
            assert (ball.team_id is not None) == (ball.holder == Commitment.Holder.TEAM)
            assert ball.person is None or ball.person.is_active
            assert ball.step in Commitment.Step.values
            assert ball.due_at <= ball.look_again_at

    @invariant()
    def ended_balls_say_how_they_ended(self) -> None:
        assert not Commitment.objects.exclude(ended_at=None).filter(end="").exists()


@pytest.mark.django_db
def test_whatever_happens_each_open_case_has_exactly_one_ball(world):
    Desk.world = world
    Desk.agents = [world.agent, world.coordinator, world.other_agent]
    Desk.contacts = [world.local, world.contact]
    driftare = world.engage("Dag Drift", 3)
    Desk.operations = services.add_team(SYSTEM, key="drift", name="Driften", line=3)
    services.add_member(SYSTEM, Desk.operations, person=driftare)
    Desk.others = [world.stranger, world.expert, driftare]
    run_state_machine_as_test(
        Desk,
        settings=settings(max_examples=15, stateful_step_count=40, suppress_health_check=list(HealthCheck)),
    )


@pytest.mark.django_db(transaction=True)
def test_many_who_move_the_same_ball_at_once_leave_one(world):
    """Each read the case before any of them moved the ball."""
    case = world.taken()
    agents = [world.agent, world.other_agent, world.coordinator]

    def move(person):
        def doing() -> None:
            actor = Actor(person)
            for _ in range(4):
                try:
                    cases.assign(actor, case, person=person)
                except Refused as refusal:
                    assert refusal.code == "unchanged"  # nobody else was between
                cases.remind(actor, case, note="En titt till.")

        return doing

    assert together(*(move(person) for person in agents)) == [None] * 3
    subject = Subject.objects.get(pk=case.pk)
    assert list(Commitment.objects.open().filter(subject=subject)) == [subject.main]


@pytest.mark.django_db
def test_a_subject_read_before_the_ball_moved_does_not_drop_one(world):
    case = world.taken()
    stale = Subject.objects.select_related("main").get(pk=case.pk)
    cases.assign(world.actor(world.agent), case, person=world.other_agent)
    with act(SYSTEM):
        balls.move(stale, balls.Ball(step="answer", person=world.coordinator))
    assert list(Commitment.objects.open().filter(subject=stale)) == [stale.main]


@pytest.mark.django_db
def test_opening_what_is_open_already_moves_its_ball(world):
    case = world.taken()
    with act(SYSTEM):
        balls.reopen_subject(case.subject, balls.Ball(step="answer", person=world.coordinator))
    assert Commitment.objects.open().get(subject=case.pk).person == world.coordinator


@pytest.mark.django_db
def test_side_balls_end_with_their_subject(world):
    case = world.taken()
    with act(SYSTEM):
        side = balls.add_side_ball(case.subject, balls.Ball(step="call_back", person=world.agent))
    assert Commitment.objects.open().filter(subject=case.pk).count() == 2
    cases.close(world.actor(world.agent), case)
    assert Commitment.objects.open().filter(subject=case.pk).count() == 0
    assert world.fresh(side).end == Commitment.End.RELEASED


@pytest.mark.django_db
def test_a_side_ball_ends_alone(world):
    case = world.taken()
    with act(SYSTEM):
        side = balls.add_side_ball(case.subject, balls.Ball(step="call_back", person=world.agent))
        balls.end_ball(side)
    assert Commitment.objects.open().get(subject=case.pk) == case.subject.main


@pytest.mark.django_db
def test_what_is_due_is_the_earlier_of_the_promise_and_the_look(world):
    case = world.case()
    soon, late = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=3)
    with act(SYSTEM):
        promised = balls.move(
            case.subject, balls.Ball(step="answer", person=world.agent, look_again_at=late, promised_at=soon)
        )
        assert Commitment.objects.get(pk=promised.pk).due_at == soon
        looked = balls.move(
            case.subject, balls.Ball(step="answer", person=world.agent, look_again_at=soon, promised_at=late)
        )
        assert Commitment.objects.get(pk=looked.pk).due_at == soon
        alone = balls.move(case.subject, balls.Ball(step="answer", person=world.agent, look_again_at=late))
        assert Commitment.objects.get(pk=alone.pk).due_at == late


@pytest.mark.django_db
def test_a_case_cannot_be_given_to_somebody_whose_account_has_ended_since_they_were_chosen(world):
    chosen = world.fresh(world.other_agent)
    people.end_person(SYSTEM, world.other_agent)
    with pytest.raises(Refused):
        cases.assign(world.actor(world.agent), world.case(), person=chosen)
