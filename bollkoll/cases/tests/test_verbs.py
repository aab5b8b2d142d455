"""Every verb through its address: what it changes, what it answers, and what it says when it cannot."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Case, CaseLink
from bollkoll.cases.tests.questions import tick
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused, act
from bollkoll.people.actor import CLOCK, SYSTEM

pytestmark = pytest.mark.django_db

DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body", "Accept-Language": "en"}


def to(name, case):
    return reverse(f"cases:{name}", args=[case.number])


def fresh(case):
    return Case.objects.select_related("subject__main").get(pk=case.pk)


@pytest.fixture
def agent(world):
    return world.client(world.agent)


def test_without_script_a_verb_is_a_page_and_leads_back_to_the_case(world, agent):
    case = world.case()
    assert b"<html" in agent.get(to("triage", case)).content
    answer = agent.post(to("take", case))
    assert (answer.status_code, answer.headers["Location"]) == (303, to("case", case))


def test_with_script_it_is_a_dialog_and_the_page_fetches_what_changed(world, agent):
    case = world.case()
    assert b"<html" not in agent.get(to("triage", case), headers=DIALOG).content
    answer = agent.post(to("triage", case), {"kind": "question"}, headers=DIALOG)
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "case-changed")


class TestDealingOut:
    def test_i_take_it(self, world, agent):
        case = world.case()
        agent.post(to("take", case))
        assert fresh(case).assignee == world.agent
        assert fresh(case).ball.person == world.agent

    def test_somebody_was_faster(self, world, agent):
        case = world.taken(by=world.other_agent)
        answer = agent.post(to("take", case), headers={"Accept-Language": "en"})
        assert answer.status_code == 409
        page = f"http://testserver{to('case', case)}"
        without_script = agent.post(to("take", case), headers={"Referer": page}).content.decode()
        assert f'href="{page}"' in without_script, "the refusal leads back to what stands now"
        assert (
            "elsewhere.example"
            not in agent.post(to("take", case), headers={"Referer": "https://elsewhere.example/x"}).content.decode()
        )
        assert "Bo Björk has already taken the case." in answer.content.decode()

    def test_i_give_it_to_a_colleague_the_best_suggested_first(self, world, agent):
        case = world.case(service=world.service)
        form = agent.get(to("assign", case), headers=DIALOG).content.decode()
        assert form.index("Asta Almgren") < form.index("Bo Björk")
        assert "specialist in Results" in form
        agent.post(to("assign", case), {"person": world.other_agent.pk})
        assert fresh(case).assignee == world.other_agent

    def test_what_is_late_stays_late_in_other_hands(self, world, agent):
        case, late = world.taken(), timezone.now() - timedelta(hours=3)
        with act(SYSTEM):
            Commitment.objects.filter(pk=case.ball.pk).update(look_again_at=late)
        agent.post(to("assign", case), {"person": world.other_agent.pk})
        assert (fresh(case).ball.person, fresh(case).ball.look_again_at) == (world.other_agent, late)

    def test_what_lay_new_for_too_long_is_looked_at_as_soon_as_what_comes_in(self, world, agent):
        case, other = world.case(), world.case()
        with act(SYSTEM):
            Commitment.objects.filter(pk=case.ball.pk).update(look_again_at=timezone.now() - timedelta(hours=3))
        for one in (case, other):
            agent.post(to("assign", one), {"person": world.other_agent.pk})
        assert timezone.now() < fresh(case).ball.look_again_at < fresh(other).ball.look_again_at

    def test_whoever_has_it_already_cannot_be_given_it(self, world, agent):
        case = world.taken()
        look = case.ball.look_again_at
        answer = agent.post(to("assign", case), {"person": world.agent.pk})
        assert answer.status_code == 409 and fresh(case).ball.look_again_at == look

    def test_a_reporter_cannot_be_given_it(self, world, agent):
        case = world.case()
        assert agent.post(to("assign", case), {"person": world.local.pk}).status_code == 422

    def test_sorting_reckons_the_priority(self, world, agent):
        case = world.case()
        given = {"kind": "fault", "service": world.service.pk, "environment": world.production.pk}
        agent.post(to("triage", case), {**given, "impact": 4, "urgency": 3, "reason": "Alla drabbas"})
        case = fresh(case)
        assert (case.priority, case.service, case.environment) == (1, world.service, world.production)
        assert case.priority_reason == "Alla drabbas"

    def test_a_clearer_subject(self, world, agent):
        case = world.case()
        agent.post(to("rename", case), {"title": "  Resultat  saknas \n i Ladok "})
        assert fresh(case).title == "Resultat saknas i Ladok"
        assert agent.post(to("rename", case), {"title": "  "}).status_code in (409, 422)

    def test_the_next_step_and_its_times(self, world, agent):
        case = world.taken()
        soon = timezone.localtime(timezone.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
        text = soon.strftime("%Y-%m-%dT%H:%M")
        agent.post(to("remind", case), {"step": "reproduce", "note": "I testmiljön", "look_again_at": text})
        ball = fresh(case).ball
        assert (ball.step, ball.note, ball.look_again_at) == (Commitment.Step.REPRODUCE, "I testmiljön", soon)
        assert ball.person == world.agent

    def test_third_line_gets_the_ball(self, world, agent):
        case = world.taken()
        assert agent.post(to("mark_waiting_third_line", case), {"team": world.developers.pk}).status_code == 303
        assert (fresh(case).state, fresh(case).ball.team) == ("waiting_third_line", world.developers)
        assert agent.post(to("mark_waiting_third_line", case), {"team": world.desk.pk}).status_code == 422


def with_a_promised_call(world):
    case = world.taken()
    phone.promise_call_back(world.actor(world.agent), case, at=timezone.now() + timedelta(days=1))
    return fresh(case)


class TestClosing:
    def test_solved_without_an_answer(self, world, agent):
        case = world.taken()
        agent.post(to("solve", case))
        assert (fresh(case).state, fresh(case).ball.step) == ("solved", Commitment.Step.CONFIRM)

    def test_closed_at_once_holds_no_ball(self, world, agent):
        case = world.taken()
        agent.post(to("close", case), {"reason": "Dubblett"})
        assert (fresh(case).state, fresh(case).ball) == ("closed", None)

    def test_what_is_promised_is_asked_about_before_it_is_given_up(self, world, agent):
        case = with_a_promised_call(world)
        asked = agent.post(to("close", case), {"reason": "Dubblett"}, headers=DIALOG)
        page = asked.content.decode()
        assert asked.status_code == 422 and "Asta Almgren has promised by" in page and "call back" in page
        assert fresh(case).is_open
        yes = re.search(r'name="sure" value="(\w+)"', page)[1]
        agent.post(to("close", case), {"reason": "Dubblett", "sure": yes}, headers=DIALOG)
        assert fresh(case).state == "closed"

    def test_a_promised_call_is_not_kept_because_the_reporter_says_that_it_is_solved(self, world, agent):
        case = with_a_promised_call(world)
        agent.post(to("solve", case))
        commands.confirm_solved(world.actor(case.reporter), fresh(case))
        ends = dict(
            Commitment.objects.filter(subject=case.pk, step__in=["confirm", "call_back"]).values_list("step", "end")
        )
        assert ends == {"confirm": "kept", "call_back": "released"}

    def test_silence_closes_nothing_while_somebody_is_still_to_call(self, world, agent):
        case = with_a_promised_call(world)
        agent.post(to("solve", case))
        commands.remind(world.actor(world.agent), fresh(case), look_again_at=timezone.now() - timedelta(hours=1))
        tick()
        with pytest.raises(Refused):
            commands.close_silent(CLOCK, fresh(case))
        assert fresh(case).state == "solved"
        phone.end_call_back(world.actor(world.agent), fresh(case), ball=Commitment.objects.open().get(step="call_back"))
        tick()
        assert fresh(case).state == "closed"

    def test_closed_already_is_said_in_the_form(self, world, agent):
        case = world.taken()
        agent.post(to("close", case))
        answer = agent.post(to("solve", case), headers=DIALOG)
        assert answer.status_code == 409
        assert "The case is already closed." in answer.content.decode()


class TestSortingOut:
    def test_merging_leads_to_the_other_case_and_can_be_undone(self, world, agent):
        case, other = world.taken(), world.taken()
        answer = agent.post(to("merge", case), {"other": f"#{other.number}"})
        assert answer.headers["Location"] == to("case", other)
        assert fresh(case).merged_into == other
        undone = agent.post(to("unmerge", case), headers={"HX-Request": "true"})
        assert undone.headers["HX-Redirect"] == to("case", case)  # the whole page changes: one can write there again
        assert fresh(case).merged_into is None and fresh(case).is_open

    def test_a_later_reply_to_a_merged_case_lands_in_the_other(self, world, agent):
        case, other = world.taken(), world.taken()
        agent.post(to("merge", case), {"other": other.number})
        assert world.reply(fresh(case)).case == other

    def test_another_institutions_case_is_linked_and_never_merged(self, world, agent):
        case, other = world.case(), world.case(reporter=world.stranger)
        answer = agent.post(to("merge", case), {"other": other.number}, headers=DIALOG)
        assert answer.status_code == 409
        assert "Link them instead." in answer.content.decode()
        agent.post(to("link", case), {"other": other.number})
        assert CaseLink.objects.count() == 1
        agent.post(to("unlink", other), {"number": case.number})
        assert CaseLink.objects.count() == 0

    @pytest.mark.parametrize("number", ["", "abc", "999999", "99999999999999999999999", "#", "1e3", "١٢٣"])
    def test_a_number_that_is_none_is_said_so(self, world, agent, number):
        case = world.case()
        assert agent.post(to("merge", case), {"other": number}).status_code == 422

    def test_a_case_one_cannot_see_does_not_exist_here_either(self, world):
        case, hidden = world.case(), world.protected()
        other = world.client(world.other_agent)
        answer = other.post(to("link", case), {"other": hidden.number}, headers=DIALOG)
        assert answer.status_code == 422
        assert f"There is no case {hidden.number} that you can see." in answer.content.decode()

    def test_a_message_becomes_a_case_of_its_own(self, world, agent):
        case = world.taken()
        message = world.reply(case, text="En helt annan fråga om behörigheter.")
        form = agent.get(to("split", case), {"message": message.pk}, headers=DIALOG).content.decode()
        assert "En helt annan fråga om behörigheter." in form
        answer = agent.post(to("split", case), {"message": message.pk, "title": "Fråga om behörigheter"})
        made = Case.objects.exclude(pk=case.pk).get()
        assert answer.headers["Location"] == to("case", made)
        assert [m.text for m in made.messages.all()] == ["En helt annan fråga om behörigheter."]

    def test_a_message_moves_to_where_it_belongs(self, world, agent):
        case, target = world.taken(), world.taken()
        message = world.reply(case, text="Gäller det andra.")
        agent.post(to("move_message", case), {"message": message.pk, "other": target.number})
        assert world.fresh(message).case == target
        shown = agent.get(to("case", target), headers={"Accept-Language": "en"}).content.decode()
        assert f"first written in case {case.number}" in shown

    def test_another_cases_message_cannot_be_moved_from_here(self, world, agent):
        case, other = world.taken(), world.taken()
        message = world.reply(other)
        assert agent.post(to("split", case), {"message": message.pk, "title": "X"}).status_code == 422


class TestWhoSees:
    def test_protecting_hides_it_from_the_others(self, world, agent):
        case = world.taken()
        agent.post(to("protect", case))
        assert world.client(world.other_agent).get(to("case", case)).status_code == 404
        agent.post(to("name_person", case), {"person": world.other_agent.pk})
        assert world.client(world.other_agent).get(to("case", case)).status_code == 200
        agent.post(to("unname_person", case), {"person": world.other_agent.pk})
        assert world.client(world.other_agent).get(to("case", case)).status_code == 404
        agent.post(to("protect", case))
        assert world.client(world.other_agent).get(to("case", case)).status_code == 200

    def test_a_colleague_follows_and_stops_following(self, world, agent):
        case = world.case()
        agent.post(to("add_watcher", case), {"person": world.extra.pk})
        assert case.watchers.get().person == world.extra
        agent.post(to("remove_watcher", case), {"person": world.extra.pk})
        assert not case.watchers.exists()

    def test_another_institutions_contact_is_no_choice(self, world, agent):
        case = world.case()
        assert agent.post(to("add_watcher", case), {"person": world.stranger.pk}).status_code == 422

    @pytest.mark.parametrize("key", ["", "x", "99999999999999999999", "-1"])
    def test_a_person_that_is_none(self, world, agent, key):
        assert agent.post(to("remove_watcher", world.case()), {"person": key}).status_code == 404


class TestATelephoneCall:
    def form(self, world, **more):
        role = world.local.roles.get()
        return {"role": role.pk, "title": "Intyg utan namn", "text": "Ringde 9.30.", "kind": "fault", **more}

    def test_becomes_a_case_of_whoever_called_and_mine(self, world, agent):
        answer = agent.post(reverse("cases:new"), self.form(world, is_mine="on"))
        case = Case.objects.get()
        assert answer.headers["Location"] == to("case", case)
        assert (case.reporter, case.via, case.assignee) == (world.local, "phone", world.agent)

    def test_can_be_left_for_the_desk_to_deal_out(self, world, agent):
        agent.post(reverse("cases:new"), self.form(world))
        assert Case.objects.get().assignee is None

    def test_posted_twice_is_one_case(self, world, agent):
        answers = [agent.post(reverse("cases:new"), self.form(world, once="d" * 32)) for _time in range(2)]
        assert Case.objects.count() == 1
        assert answers[0].headers["Location"] == answers[1].headers["Location"]

    def test_refused_keeps_what_was_written(self, world, agent):
        answer = agent.post(reverse("cases:new"), self.form(world, role=""))
        assert answer.status_code == 422
        assert "Ringde 9.30.</textarea>" in answer.content.decode()

    def test_only_the_desk_writes_one_down(self, world):
        assert world.client(world.local).get(reverse("cases:new")).status_code == 403
        assert world.client(world.expert).get(reverse("cases:new")).status_code == 403

    def test_somebody_whose_account_has_ended_is_no_choice(self, world, agent):
        from bollkoll.people import commands as people

        role = world.extra.roles.get()
        people.end_person(world.actor(world.admin), world.extra)
        assert agent.post(reverse("cases:new"), self.form(world, role=role.pk)).status_code == 422


class TestAnAnswerOnItsWay:
    def test_is_neither_split_off_nor_moved_until_it_is_sent(self, world):
        """Taken back afterwards, it would leave a case without a word in it."""
        case, other = world.taken(), world.taken()
        agent = world.actor(world.agent)
        answer = commands.answer(agent, case, text="Svar.")
        for act_of in (
            lambda: commands.split(agent, case, message=answer, title="Avskilt"),
            lambda: commands.move_message(agent, case, message=answer, target=other),
        ):
            with pytest.raises(Refused) as refused:
                act_of()
            assert refused.value.code == "waiting"
        commands.release_answer(CLOCK, case, message=answer)
        assert commands.split(agent, case, message=answer, title="Avskilt").messages.count() == 1


class TestWhatIsWrittenInAProtectedCase:
    def test_is_not_moved_to_where_others_read_it(self, world):
        secret, open_case = world.protected(), world.taken()
        agent = world.actor(world.agent)
        note = world.note(secret)
        with pytest.raises(Refused) as refused:
            commands.move_message(agent, secret, message=note, target=open_case)
        assert refused.value.code == "protected"

    def test_moves_between_cases_that_the_same_persons_see(self, world):
        secret, other = world.protected(), world.protected()
        agent = world.actor(world.agent)
        moved = commands.move_message(agent, secret, message=world.note(secret), target=other)
        assert moved.case == other
        commands.name_person(agent, other, person=world.other_agent)
        with pytest.raises(Refused):
            commands.move_message(agent, secret, message=world.note(secret), target=other)
