"""Lämna över: the sender holds the ball until somebody accepts it; nothing in the air is dropped."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Message
from bollkoll.cases.tests.handing import away, fresh, offered, taken_over
from bollkoll.cases.tests.questions import tick
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log import subscribers
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


class TestOffered:
    def test_the_sender_holds_the_ball_until_it_is_accepted(self, world):
        case = offered(world)
        assert (fresh(case).ball.person, fresh(case).state) == (world.agent, "in_progress")
        assert audit.findings() == {}

    def test_what_they_need_to_know_is_an_internal_note(self, world):
        case = offered(world)
        said = case.messages.get(kind=Message.Kind.NOTE)
        assert said.text == "Felet ligger i er kod."
        assert "er kod" not in world.client(world.local).get(f"/matters/{case.number}/").content.decode()

    def test_whoever_it_is_offered_to_reads_the_case_and_nobody_else_in_third_line(self, world):
        other = world.engage("Nils Ny", 3)
        case = offered(world)
        assert world.client(world.expert).get(f"/cases/{case.number}/").status_code == 200
        assert world.client(other).get(f"/cases/{case.number}/").status_code == 404

    def test_a_new_case_is_held_by_the_one_who_hands_it_over(self, world):
        case = world.case()
        commands.hand_over(world.actor(world.agent), case, team=world.developers, text="Till er.")
        assert (fresh(case).ball.person, fresh(case).assignee) == (world.agent, world.agent)

    def test_it_is_offered_to_one_at_a_time(self, world):
        case = offered(world)
        with pytest.raises(Refused, match="Team deltagande"):
            commands.hand_over(world.actor(world.agent), case, person=world.other_agent, text="Eller du?")

    def test_somebody_who_just_left_is_refused(self, world):
        case = world.taken()
        people.end_person(world.actor(world.admin), world.expert)
        with pytest.raises(Refused) as refused:
            commands.hand_over(world.actor(world.agent), case, person=world.expert, text="Till dig.")
        assert refused.value.code == "ended"
        assert fresh(case).ball.person == world.agent

    def test_somebody_who_is_away_is_replaced_by_their_deputy(self, world):
        deputy = world.engage("Vera Vikarie", 3)
        away(world, world.expert, deputy=deputy)
        case = offered(world, person=world.expert)
        assert Offer.objects.get(subject=case.pk).person == deputy

    def test_a_team_with_nobody_here_is_refused(self, world):
        away(world, world.expert)
        with pytest.raises(Refused) as refused:
            offered(world)
        assert refused.value.code == "nobody"

    def test_a_protected_case_goes_only_to_those_who_are_named(self, world):
        case = world.protected()
        for whom in ({"team": world.developers}, {"person": world.expert}):
            with pytest.raises(Refused) as refused:
                commands.hand_over(world.actor(world.agent), case, text="Till er.", **whom)
            assert refused.value.code == "protected"
        commands.name_person(world.actor(world.agent), case, person=world.expert)
        commands.hand_over(world.actor(world.agent), case, person=world.expert, text="Till dig.")
        commands.accept_offer(world.actor(world.expert), case)
        assert fresh(case).taken_over_by == world.expert

    def test_the_form_posted_twice_offers_once(self, world):
        case = world.taken()
        data = {"whom": f"team:{world.developers.pk}", "text": "Till er.", "once": "ett"}
        client = world.client(world.agent)
        for _time in range(2):
            assert client.post(f"/cases/{case.number}/hand-over", data).status_code == 303
        assert Offer.objects.count() == 1
        assert case.messages.filter(kind=Message.Kind.NOTE).count() == 1

    def test_somebody_who_left_while_the_form_was_open_is_said_in_plain_words(self, world):
        case = world.taken()
        people.end_person(world.actor(world.admin), world.expert)
        given = {"whom": f"person:{world.expert.pk}", "text": "Felet ligger i er kod."}
        answer = world.client(world.agent).post(reverse("cases:hand_over", args=[case.number]), given)
        page = answer.content.decode()
        assert answer.status_code == 422 and "går inte längre att välja" in page and "Felet ligger i er kod." in page
        assert f"person:{world.expert.pk}" not in page

    def test_an_empty_reason_keeps_the_form(self, world):
        case = world.taken()
        data = {"whom": f"team:{world.developers.pk}", "text": "  "}
        assert world.client(world.agent).post(f"/cases/{case.number}/hand-over", data).status_code == 422
        assert not Offer.objects.exists()


class TestAccepted:
    def test_third_line_has_the_ball_and_second_line_follows(self, world):
        case = fresh(taken_over(world))
        assert (case.taken_over_by, case.ball.person, case.state) == (
            world.expert, world.expert, "waiting_third_line",
        )  # fmt: skip
        assert (case.assignee, case.third_line_team) == (world.agent, world.developers)
        assert audit.findings() == {}

    def test_third_line_answers_the_reporter_itself_and_keeps_the_ball(self, world):
        case = taken_over(world)
        page = world.client(world.expert).post(
            f"/cases/{case.number}/answer", {"text": "Nu är det rättat i koden.", "then": "keep"}
        )
        assert page.status_code == 303
        message = case.messages.get(kind=Message.Kind.ANSWER)
        with act(CLOCK):
            commands.release_answer(CLOCK, fresh(case), message=message)
        assert (fresh(case).ball.person, fresh(case).state) == (world.expert, "waiting_third_line")
        assert "rättat i koden" in world.client(world.local).get(f"/matters/{case.number}/").content.decode()

    def test_the_reporters_reply_comes_to_third_line(self, world):
        case = taken_over(world)
        message = commands.answer(world.actor(world.expert), case, text="Vilken kurs?", then="waiting")
        commands.release_answer(CLOCK, fresh(case), message=message)
        commands.reply(world.actor(world.local), fresh(case), text="MA1234")
        assert (fresh(case).ball.person, fresh(case).state) == (world.expert, "waiting_third_line")

    def test_before_it_is_accepted_third_line_cannot_answer(self, world):
        case = offered(world)
        with pytest.raises(NotAllowed):
            commands.answer(world.actor(world.expert), case, text="Hej")

    def test_a_colleague_gets_the_case_itself(self, world):
        case = offered(world, person=world.other_agent)
        commands.accept_offer(world.actor(world.other_agent), case)
        assert (fresh(case).assignee, fresh(case).ball.person) == (world.other_agent, world.other_agent)
        assert fresh(case).taken_over_by is None

    def test_of_two_who_accept_the_second_hears_who_was_first(self, world):
        second = world.engage("Nils Ny", 3)
        services.add_member(SYSTEM, world.developers, person=second)
        case = offered(world)
        commands.accept_offer(world.actor(world.expert), case)
        with pytest.raises(Refused, match="Ebbe Ek"):
            commands.accept_offer(world.actor(second), case)
        assert fresh(case).ball.person == world.expert

    def test_a_promise_goes_along(self, world):
        promised = timezone.now() + timedelta(days=1)
        case = world.taken()
        commands.remind(world.actor(world.agent), case, promised_at=promised)
        commands.hand_over(world.actor(world.agent), case, team=world.developers, text="Till er.")
        commands.accept_offer(world.actor(world.expert), case)
        assert fresh(case).ball.promised_at == promised

    def test_nobody_else_may_accept(self, world):
        case = offered(world, person=world.expert)
        for person in (world.other_agent, world.agent, world.coordinator):
            with pytest.raises(NotAllowed):
                commands.accept_offer(world.actor(person), case)


class TestReturned:
    def test_the_sender_is_told_why_and_has_had_the_ball_all_the_time(self, world):
        case = offered(world)
        page = world.client(world.expert).post(
            f"/cases/{case.number}/return-offer", {"reason": "Det är integrationerna."}
        )
        assert page.status_code == 303
        assert fresh(case).ball.person == world.agent
        assert case.messages.filter(text="Det är integrationerna.", kind=Message.Kind.NOTE).exists()
        assert world.client(world.expert).get(f"/cases/{case.number}/").status_code == 404

    def test_passed_on_it_is_offered_to_the_next_by_the_same_sender(self, world):
        other = services.add_team(SYSTEM, key="drift", name="Drift", line=3)
        services.add_member(SYSTEM, other, person=world.engage("Nils Ny", 3))
        case = offered(world)
        commands.pass_offer_on(world.actor(world.expert), case, team=other, text="Deras databas.")
        standing = Offer.objects.open().get(subject=case.pk)
        assert (standing.team, standing.sender) == (other, world.agent)
        assert fresh(case).ball.person == world.agent

    def test_it_is_not_passed_on_to_whoever_offered_it(self, world):
        case = offered(world)
        with pytest.raises(Refused) as refused:
            commands.pass_offer_on(world.actor(world.expert), case, person=world.agent, text="Ta den du.")
        assert refused.value.code == "sender" and "Lämna tillbaka" in str(refused.value.message)
        assert Offer.objects.open().get(subject=case.pk).team == world.developers

    def test_taken_back_it_can_no_longer_be_accepted(self, world):
        case = offered(world)
        commands.withdraw_offer(world.actor(world.agent), case)
        with pytest.raises((Refused, NotAllowed)):
            commands.accept_offer(world.actor(world.expert), case)

    def test_given_back_the_agent_has_it_again(self, world):
        case = taken_over(world)
        commands.give_back(world.actor(world.expert), case, reason="Vi hittar inget fel.")
        assert (fresh(case).taken_over_by, fresh(case).ball.person) == (None, world.agent)
        assert fresh(case).state == "in_progress"

    def test_second_line_takes_it_back(self, world):
        case = taken_over(world)
        assert (
            world.client(world.agent).post(f"/cases/{case.number}/give-back", {"reason": "Vi svarar nu."}).status_code
            == 303
        )
        assert fresh(case).ball.person == world.agent


class TestInTheAir:
    def test_not_accepted_in_time_it_goes_to_the_incident_manager(self, world):
        case = offered(world, at=timezone.now() - timedelta(days=4))
        tick()
        assert (fresh(case).ball.person, fresh(case).assignee) == (world.coordinator, world.agent)
        assert Offer.objects.get(subject=case.pk).state == "lapsed"

    def test_when_the_incident_manager_is_away_their_deputy_has_it(self, world):
        away(world, world.coordinator, deputy=world.other_agent)
        case = offered(world, at=timezone.now() - timedelta(days=4))
        tick()
        assert fresh(case).ball.person == world.other_agent

    def test_without_anybody_the_desk_deals_it_out(self, world):
        away(world, world.coordinator)
        case = offered(world, at=timezone.now() - timedelta(days=4))
        tick()
        assert fresh(case).ball.person == world.agent
        assert fresh(case).ball.step == Commitment.Step.FOLLOW_UP

    def test_nothing_lapses_early(self, world):
        case = offered(world)
        tick()
        assert Offer.objects.open().filter(subject=case.pk).exists()
        with pytest.raises(Refused):
            commands.lapse_offer(CLOCK, case)

    def test_somebody_who_leaves_meanwhile_is_not_waited_for(self, world):
        case = offered(world, person=world.expert)
        before = fresh(case).ball
        client = world.client(world.admin)
        page = client.get(reverse("people:end_person", args=[world.expert.pk])).content.decode()
        assert "1 erbjudande faller" in page
        people.end_person(world.actor(world.admin), world.expert)
        subscribers.run("cases.deal_out_again")
        assert Offer.objects.get(subject=case.pk).state == "lapsed"
        assert fresh(case).ball == before
        tick()
        assert (fresh(case).ball.person, fresh(case).ball) == (world.agent, before)
        page = world.client(world.agent).get(f"/cases/{case.number}/").content.decode()
        assert "arbetar inte längre här: erbjudandet föll" in page
        assert "i tid" not in page

    def test_the_sender_hears_by_mail_that_whom_they_offered_it_to_has_left(self, world):
        offered(world, person=world.expert)
        people.end_person(world.actor(world.admin), world.expert)
        while subscribers.run_all():
            continue
        letter = Delivery.objects.get(person=world.agent, event__kind="cases.offer_fell")
        assert "arbetar inte längre här" in letter.text

    def test_somebody_who_goes_away_meanwhile_is_replaced_by_the_deputy(self, world):
        deputy = world.engage("Vera Vikarie", 3)
        case = offered(world, person=world.expert)
        away(world, world.expert, deputy=deputy)
        tick()
        assert Offer.objects.open().get(subject=case.pk).person == deputy

    def test_nobody_is_offered_their_own_case_because_they_stand_in(self, world):
        case = offered(world, person=world.other_agent)
        away(world, world.other_agent, deputy=world.agent)
        tick()
        assert (fresh(case).ball.person, Offer.objects.open().exists()) == (world.coordinator, False)

    def test_the_sender_goes_away_and_the_offer_stands(self, world):
        case = offered(world)
        away(world, world.agent, deputy=world.other_agent)
        tick()
        standing = Offer.objects.open().get(subject=case.pk)
        assert fresh(case).ball.person == world.other_agent
        assert standing.ball_id == fresh(case).ball.pk

    def test_closing_the_case_takes_the_offer_back(self, world):
        case = offered(world)
        commands.close(world.actor(world.agent), case)
        assert Offer.objects.get(subject=case.pk).state == "withdrawn"

    def test_another_agent_who_is_given_it_meanwhile_starts_anew(self, world):
        case = offered(world)
        commands.assign(world.actor(world.coordinator), case, person=world.other_agent)
        assert not Offer.objects.open().exists()

    def test_waiting_for_third_line_is_refused_until_the_offer_is_taken_back(self, world):
        case, client = offered(world), world.client(world.agent)
        address = reverse("cases:mark_waiting_third_line", args=[case.number])
        answer = client.post(address, {"team": world.developers.pk})
        assert answer.status_code == 409
        assert "Ta tillbaka erbjudandet först" in answer.content.decode()
        assert Offer.objects.open().filter(subject=case.pk).exists()
        commands.withdraw_offer(world.actor(world.agent), fresh(case))
        assert client.post(address, {"team": world.developers.pk}).status_code == 303
        assert fresh(case).state == "waiting_third_line"

    def test_a_new_next_step_leaves_the_offer_standing(self, world):
        case = offered(world)
        commands.remind(world.actor(world.agent), case, step="reproduce")
        assert Offer.objects.open().get(subject=case.pk).ball_id == fresh(case).ball.pk


class TestInThirdLine:
    def overdue(self, world, case):
        with act(world.actor(world.expert), at=timezone.now() - timedelta(hours=1)):
            commands.remind(world.actor(world.expert), fresh(case), look_again_at=timezone.now() - timedelta(minutes=1))

    def test_it_is_reminded_once_and_then_the_agent_has_it(self, world):
        case = taken_over(world)
        self.overdue(world, case)
        tick()
        assert fresh(case).ball.person == world.expert
        self.overdue(world, case)
        tick()
        assert (fresh(case).ball.person, fresh(case).taken_over_by) == (world.agent, None)

    def test_the_deputy_in_third_line_stands_in_and_may_answer(self, world):
        deputy = world.engage("Vera Vikarie", 3)
        case = taken_over(world)
        away(world, world.expert, deputy=deputy)
        tick()
        assert (fresh(case).ball.person, fresh(case).taken_over_by) == (deputy, world.expert)
        commands.answer(world.actor(deputy), case, text="Jag svarar i stället.")

    @pytest.mark.parametrize("how", ["away", "ended", "agent"])
    def test_without_a_deputy_the_agent_has_it_again(self, world, how):
        case = taken_over(world)
        if how == "away":
            away(world, world.expert)
        elif how == "ended":
            people.end_person(world.actor(world.admin), world.expert)
        else:
            people.change_rights(world.actor(world.admin), world.expert, line=2)
        subscribers.run("cases.deal_out_again")
        tick()
        case = fresh(case)
        assert (case.taken_over_by, case.ball.person, case.state) == (None, world.agent, "in_progress")
        assert audit.findings() == {}

    def test_rights_that_do_not_concern_the_line_change_nothing(self, world):
        case = taken_over(world)
        people.change_rights(world.actor(world.admin), world.expert, line=3, is_administrator=True)
        subscribers.run("cases.deal_out_again")
        assert fresh(case).ball.person == world.expert

    def test_it_is_handed_on_within_third_line(self, world):
        other = world.engage("Nils Ny", 3)
        case = taken_over(world)
        commands.hand_over(world.actor(world.expert), case, person=other, text="Du kan det här.")
        assert fresh(case).ball.person == world.expert
        commands.accept_offer(world.actor(other), case)
        assert (fresh(case).taken_over_by, fresh(case).assignee) == (other, world.agent)

    def test_third_line_says_that_it_is_solved(self, world):
        case = taken_over(world)
        commands.solve(world.actor(world.expert), case)
        assert (fresh(case).state, fresh(case).assignee) == ("solved", world.agent)


def test_the_page_of_third_line_has_what_it_may_do_and_no_more(world):
    case = taken_over(world)
    page = world.client(world.expert).get(f"/cases/{case.number}/").content.decode()
    for address in ("hand-over", "give-back", "solve", "remind", "reproduce", "answer"):
        assert f"/cases/{case.number}/{address}" in page
    for address in ("assign", "triage", "merge", "protect", "close"):
        assert f'"/cases/{case.number}/{address}"' not in page


def test_offers_come_by_mail_and_the_sender_hears_what_became_of_them(world):
    def tell():
        while subscribers.run("email.tell"):
            pass

    case = offered(world)
    tell()
    commands.accept_offer(world.actor(world.expert), case)
    tell()
    told = list(Delivery.objects.values_list("person", "event__kind"))
    assert (world.expert.pk, "cases.offered") in told
    assert (world.agent.pk, "cases.taken_over") in told
