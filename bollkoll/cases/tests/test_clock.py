"""What time does: sends, reminds, closes, tidies. And what happens to the balls of somebody who leaves."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Attachment, Case, Draft, Message, Named, Once, Presence
from bollkoll.commitments.models import Commitment
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people import commands as people

pytestmark = pytest.mark.django_db


def tick():
    """One turn of the clock, whatever ran a moment ago."""
    with housekeeping("test"):
        Cursor.objects.filter(name__startswith="clock:").delete()
    ran = clock.tick()
    assert not Cursor.objects.exclude(error="").exists()
    return ran


def ago(**span):
    return timezone.now() - timedelta(**span)


def fresh(case):
    return Case.objects.select_related("subject__main").get(pk=case.pk)


class TestAnAnswerThatWaits:
    def test_is_sent_when_the_time_to_undo_has_passed(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(seconds=11)):
            commands.answer(world.actor(world.agent), case, text="Rättat.", then="solved")
        tick()
        assert Message.objects.get(kind="answer").released_at
        assert fresh(case).state == "solved"

    def test_is_not_sent_before(self, world):
        commands.answer(world.actor(world.agent), world.taken(), text="Rättat.")
        tick()
        assert Message.objects.get(kind="answer").is_waiting

    def test_is_sent_also_when_the_case_was_closed_meanwhile(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(seconds=11)):
            commands.answer(world.actor(world.agent), case, text="Rättat.")
        commands.close(world.actor(world.agent), case)
        tick()
        assert Message.objects.get(kind="answer").released_at
        assert fresh(case).state == "closed"


class TestWaiting:
    def test_the_ball_comes_back_when_the_reminder_falls_due(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(days=9)):
            message = commands.answer(
                world.actor(world.agent), case, text="Vilken kurs?", then="waiting", remind_at=ago(hours=1)
            )
            commands.release_answer(world.actor(world.agent), case, message=message)
        tick()
        case = fresh(case)
        assert (case.state, case.ball.person, case.ball.step) == (
            "in_progress", world.agent, Commitment.Step.FOLLOW_UP,
        )  # fmt: skip

    def test_third_line_is_waited_for_no_longer_than_said(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(days=2)):
            commands.mark_waiting_third_line(
                world.actor(world.agent), case, team=world.developers, look_again_at=ago(hours=1)
            )
        tick()
        assert (fresh(case).state, fresh(case).ball.person) == ("in_progress", world.agent)

    def test_nothing_comes_back_early(self, world):
        case = world.taken()
        world.answer(case, then="waiting")
        tick()
        assert fresh(case).state == "waiting_reporter"


class TestSolved:
    def test_closes_after_the_configured_silence(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(days=11)):
            commands.solve(world.actor(world.agent), case)
        tick()
        assert (fresh(case).state, fresh(case).ball) == ("closed", None)

    def test_does_not_close_before(self, world):
        case = world.taken()
        with act(world.actor(world.agent), at=ago(days=9)):
            commands.solve(world.actor(world.agent), case)
        tick()
        assert fresh(case).state == "solved"


class TestTidying:
    def test_files_that_were_never_sent_go_after_a_day(self, world, django_capture_on_commit_callbacks):
        with act(world.actor(world.local), at=ago(days=2)):
            old = world.file(world.local)
        young, sent = world.file(world.local), world.file(world.local)
        world.case(files=[sent])
        with django_capture_on_commit_callbacks(execute=True):
            tick()
        assert set(Attachment.objects.all()) == {young, sent}
        assert not default_storage.exists(old.path)

    def test_a_file_that_a_draft_names_is_kept_with_it(self, world):
        with act(world.actor(world.local), at=ago(days=2)):
            one, two = world.file(world.local), world.file(world.local)
        with housekeeping("test"):
            for key, files in (("a", str(one.pk)), ("b", [str(two.pk)])):
                Draft.objects.create(person=world.local, key=key, fields={"files": files}, saved_at=timezone.now())
        tick()
        assert Attachment.objects.count() == 2

    def test_old_presence_keys_and_drafts_go(self, world):
        case = world.case()
        with housekeeping("test"):
            Presence.objects.create(case=case, person=world.agent, seen_at=ago(hours=1))
            Presence.objects.create(case=case, person=world.other_agent, seen_at=timezone.now())
            Once.objects.create(person=world.agent, key="old", made="x", at=ago(days=8))
            Once.objects.create(person=world.agent, key="new", made="x", at=ago(days=1))
            Draft.objects.create(person=world.agent, key="old", saved_at=ago(days=61))
        tick()
        assert [row.person for row in Presence.objects.all()] == [world.other_agent]
        assert [row.key for row in Once.objects.all()] == ["new"]
        assert not Draft.objects.exists()


class TestSomebodyLeaves:
    def leave(self, world, person):
        people.end_person(world.actor(world.admin), person)
        while subscribers.run("cases.deal_out_again"):
            pass
        assert not Cursor.objects.exclude(error="").exists()

    def test_their_cases_go_back_to_the_desk(self, world):
        mine, theirs = world.taken(by=world.agent), world.taken(by=world.other_agent)
        self.leave(world, world.agent)
        case = fresh(mine)
        assert (case.assignee, case.state, case.ball.team) == (None, "new", world.desk)
        assert case.ball.step == Commitment.Step.DEAL_OUT
        assert fresh(theirs).assignee == world.other_agent

    def test_closed_cases_are_left_as_they_were(self, world):
        case = world.taken()
        commands.close(world.actor(world.agent), case)
        self.leave(world, world.agent)
        assert fresh(case).assignee == world.agent

    def test_a_waiting_case_goes_on_waiting_with_nobody_to_come_back_to_but_the_desk(self, world):
        case = world.taken()
        world.answer(case, then="waiting")
        self.leave(world, world.agent)
        assert (fresh(case).assignee, fresh(case).state) == (None, "waiting_reporter")

    def test_a_protected_case_that_nobody_sees_any_longer_is_seen_by_the_incident_manager(self, world):
        case = world.protected()
        self.leave(world, world.agent)
        assert fresh(case).ball.team == world.desk
        assert Named.objects.filter(case=case, person=world.coordinator).exists()
        assert not Named.objects.filter(case=case, person=world.other_agent).exists()

    def test_a_protected_case_that_a_colleague_sees_stays_between_those(self, world):
        case = world.protected()
        commands.name_person(world.actor(world.agent), case, person=world.other_agent)
        self.leave(world, world.agent)
        assert not Named.objects.filter(case=case, person=world.coordinator).exists()

    def test_side_balls_go_to_the_desk_too(self, world):
        from bollkoll.commitments import commands as balls

        case = world.taken(by=world.other_agent)
        with act(world.actor(world.agent)):
            balls.add_side_ball(case.subject, balls.Ball(step=Commitment.Step.CALL_BACK, person=world.agent))
        self.leave(world, world.agent)
        held = Commitment.objects.open().filter(subject=case.pk)
        assert {(ball.person, ball.team) for ball in held} == {(world.other_agent, None), (None, world.desk)}
        assert fresh(case).assignee == world.other_agent

    def test_somebody_who_was_welcomed_back_keeps_theirs(self, world):
        case = world.taken()
        people.end_person(world.actor(world.admin), world.agent)
        people.engage(world.actor(world.admin), name="Asta Almgren", email=world.agent.email, line=2)
        subscribers.run("cases.deal_out_again")
        assert (fresh(case).assignee, fresh(case).ball.person) == (world.agent, world.agent)

    @pytest.mark.parametrize("line", [0, 3])
    def test_an_agent_who_no_longer_works_at_the_desk_keeps_nothing(self, world, line):
        case = world.taken()
        people.change_rights(world.actor(world.admin), world.agent, line=line)
        subscribers.run("cases.deal_out_again")
        assert (fresh(case).assignee, fresh(case).state, fresh(case).ball.team) == (None, "new", world.desk)

    def test_an_agent_whose_rights_grow_keeps_theirs(self, world):
        case = world.taken()
        people.change_rights(world.actor(world.admin), world.agent, line=2, is_coordinator=True)
        subscribers.run("cases.deal_out_again")
        assert (fresh(case).assignee, fresh(case).ball.person) == (world.agent, world.agent)

    def test_who_leaves_third_line_for_the_desk_is_asked_no_longer(self, world):
        case = world.taken()
        question = commands.ask_for_input(world.actor(world.agent), case, person=world.expert, text="Vad gäller?")
        people.change_rights(world.actor(world.admin), world.expert, line=2)
        subscribers.run("cases.deal_out_again")
        question.refresh_from_db()
        assert (question.ball.person, question.is_raised) == (world.agent, True)
        assert fresh(case).ball.person == world.agent
