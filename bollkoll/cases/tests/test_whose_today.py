"""Who gets a ball in a case that is answered, handed over or given back while somebody is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Message
from bollkoll.cases.tests.handing import away, fresh, offered, taken_over
from bollkoll.cases.tests.questions import tick
from bollkoll.commitments import audit
from bollkoll.log import subscribers
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db


class TestWhoseItIsToday:
    """Who gets a ball is always somebody who is here: the agent, whoever stands in, whoever asks for it, or the desk."""

    def kept(self, world, case, by, then):
        page = world.client(by)
        form = page.get(f"/cases/{case.number}/").context["answer_form"]
        page.post(f"/cases/{case.number}/answer", {"text": "Vi ser på det.", "then": then})
        message = case.messages.get(kind=Message.Kind.ANSWER, released_at=None)
        commands.release_answer(CLOCK, case, message=message)
        return [(value, str(label)) for value, label in form.fields["then"].choices][:2], fresh(case)

    def test_i_keep_the_ball_is_i_in_a_colleagues_case_and_the_form_says_whose_it_is_else(self, world):
        for then, holder in (("mine", world.other_agent), ("keep", world.agent)):
            choices, case = self.kept(world, world.taken(), world.other_agent, then)
            assert [value for value, _said in choices] == ["keep", "mine"]
            assert "Asta Almgren" in choices[0][1]
            assert (case.ball.person, case.ball.step, case.assignee) == (holder, "follow_up", world.agent)
        assert audit.findings() == {}

    def test_i_keep_the_ball_in_a_case_that_nobody_holds_makes_it_mine(self, world):
        choices, case = self.kept(world, world.case(), world.other_agent, "mine")
        assert [value for value, _said in choices] == ["mine", "waiting"]
        assert (case.ball.person, case.assignee, case.state) == (world.other_agent, world.other_agent, "in_progress")

    @pytest.mark.parametrize("then", ["mine", "keep"])
    def test_nobody_who_is_away_keeps_a_ball_when_a_colleague_answers(self, world, then):
        case = world.taken()
        world.answer(case, then="waiting")
        away(world, world.agent)
        _choices, case = self.kept(world, case, world.other_agent, then)
        assert (case.ball.person, case.assignee) == (world.other_agent, world.other_agent)

    def test_a_reply_to_somebody_who_is_away_goes_to_whoever_stands_in_at_once_and_else_to_the_desk(self, world):
        for deputy in (world.other_agent, None):
            case = world.taken()
            world.answer(case, then="waiting")
            away(world, world.agent, deputy=deputy)
            world.reply(case)
            found = fresh(case)
            assert (found.ball.person, found.ball.team) == (deputy, None if deputy else world.desk)
            assert (found.assignee, found.state) == (world.agent if deputy else None, "in_progress")
            assert audit.findings() == {}
            people.remove_absence(world.actor(world.coordinator), world.agent, absence=world.agent.absences.get())

    def test_whoever_takes_a_case_back_has_it_while_its_agent_is_away_and_it_is_told_so(self, world):
        case = taken_over(world)
        away(world, world.agent)
        world.client(world.other_agent).post(f"/cases/{case.number}/give-back", {"reason": "Jag svarar själv."})
        while subscribers.run_all():
            pass
        assert (fresh(case).ball.person, fresh(case).assignee) == (world.other_agent, world.other_agent)
        page = world.client(world.other_agent).get(f"/cases/{case.number}/", headers={"Accept-Language": "en"})
        assert "took the case back from <strong>Ebbe Ek" in page.content.decode()
        told = Delivery.objects.filter(person=world.expert, event__kind="cases.given_back").get()
        assert "tog tillbaka" in told.text

    def test_third_line_gives_back_to_nobody_who_is_away(self, world):
        case = taken_over(world)
        away(world, world.agent, deputy=world.other_agent)
        commands.give_back(world.actor(world.expert), case, reason="Inte hos oss.")
        assert (fresh(case).ball.person, fresh(case).assignee) == (world.other_agent, world.agent)

    def test_what_third_line_leaves_when_away_goes_to_nobody_who_is_away(self, world):
        case = taken_over(world)
        for person in (world.agent, world.expert):
            away(world, person)
        commands.stand_in(CLOCK, case, person=world.expert)
        assert (fresh(case).ball.team, fresh(case).assignee, fresh(case).state) == (world.desk, None, "new")

    def test_an_offer_to_somebody_who_is_away_says_so_and_what_is_late_stays_late(self, world):
        case = offered(world, person=world.expert)
        late = timezone.now() - timedelta(hours=3)
        commands.remind(world.actor(world.agent), case, look_again_at=late)
        away(world, world.expert)
        tick()
        while subscribers.run_all():
            pass
        found = fresh(case)
        assert (found.ball.person, found.ball.look_again_at) == (world.coordinator, late)
        page = (
            world.client(world.agent).get(f"/cases/{case.number}/", headers={"Accept-Language": "en"}).content.decode()
        )
        assert "Ebbe Ek</strong> is away and cannot accept the case" in page
        assert "in time: the ball went" not in page
        told = Delivery.objects.get(person=world.coordinator, event__kind="cases.offer_lapsed")
        assert "Ebbe Ek, som är borta" in told.text
