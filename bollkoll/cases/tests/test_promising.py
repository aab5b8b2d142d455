"""Many are promised a new time at once; everything one ever promised is on one page."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.forms.promising import RepromiseForm
from bollkoll.cases.models import Message
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments.models import Commitment
from bollkoll.commitments.promised import promises
from bollkoll.log.acting import Refused, act
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.services import commands as services
from bollkoll.services.models import Organisation

pytestmark = pytest.mark.django_db
SV, EN = "Hej {namn}! Ärende {nummer}: senast {tid}.", "Hello {name}, case {number}: by {time}."


def soon(**more):
    return timezone.now() + timedelta(**more or {"days": 2})


def form(*cases, do="send", **more):
    when = timezone.localtime(soon()).strftime("%Y-%m-%dT%H:%M")
    data = {"case": [case.pk for case in cases], "do": do, "promise_at": when, "text_sv": SV, "text_en": EN} | more
    previewed = RepromiseForm(data)
    return data | {"previewed": previewed.said if previewed.is_valid() else ""}


def english(world, person):
    people.change_preferences(world.actor(person), person, language="en", telling=person.telling, shortcuts=True)
    return person


class TestMany:
    def test_each_reporter_gets_the_same_word_in_their_own_language(self, world):
        swede = world.taken(reporter=world.local)
        foreign = world.taken(reporter=english(world, world.stranger))
        page = world.client(world.agent).post("/cases/many/repromise", form(swede, foreign))
        assert page.status_code == 303
        said = {m.case_id: m for m in Message.objects.filter(kind="answer")}
        assert said[swede.pk].text.startswith(f"Hej Lars! Ärende {swede.number}: senast ")
        assert said[foreign.pk].text.startswith(f"Hello Otto, case {foreign.number}: by ")
        for case in (swede, foreign):
            commands.release_answer(CLOCK, case, message=said[case.pk])
            ball = world.fresh(case).subject.main
            assert ball.promised_at == said[case.pk].promise_at is not None

    def test_a_place_that_nothing_is_filled_in_for_is_said_before_anything_is_sent(self, world):
        case, client = world.taken(), world.client(world.agent)
        for do in ("preview", "send"):
            answer = client.post("/cases/many/repromise", form(case, do=do, text_sv="Hej {smeknamn}, senast {tid}."))
            assert answer.status_code == 422 and "Inget fylls i för {smeknamn}" in unescape(answer.content.decode())
        assert not case.messages.filter(kind="answer").exists()

    def test_the_names_that_other_texts_for_many_have_are_understood_here_too(self, world):
        case, client = world.taken(), world.client(world.agent)
        client.post(
            "/cases/many/repromise", form(case, text_sv="Hej {förnamn} ({first_name}, {namn}), ärende {nummer}!")
        )
        assert case.messages.get(kind="answer").text == f"Hej Lars (Lars, Lars), ärende {case.number}!"

    def test_the_preview_says_that_nobody_is_there_at_the_new_time(self, world, opening_hours):
        day = timezone.localtime() + timedelta(days=1)
        while day.weekday() != 6:
            day += timedelta(days=1)
        case, client = world.taken(), world.client(world.agent)
        sent = form(case, do="preview", promise_at=day.strftime("%Y-%m-%dT12:00"))
        page = unescape(client.post("/cases/many/repromise", sent).content.decode())
        assert "stängt" in page and "Skicka till" in page

    def test_it_is_previewed_first_and_nothing_is_sent_by_that(self, world):
        case = world.taken()
        client = world.client(world.agent)
        page = client.post("/cases/many/repromise", {"case": [case.pk]}).content.decode()
        assert "Ditt ärende är inte glömt" in page
        page = client.post("/cases/many/repromise", form(case, do="preview")).content.decode()
        assert f"Hej Lars! Ärende {case.number}: senast " in page
        assert not Message.objects.filter(kind="answer").exists()

    def test_what_went_to_somebody_else_after_the_preview_is_not_promised_in_the_name_of_who_had_it(self, world):
        stays, goes = world.taken(), world.taken(title="Gick till en kollega")
        client = world.client(world.coordinator)
        page = client.post("/cases/many/repromise", form(stays, goes, do="preview")).content.decode()
        seen = re.findall(r'name="whose" value="([^"]*)"', page)
        assert sorted(seen) == sorted(f"{case.pk}:{world.agent.pk}" for case in (stays, goes))
        commands.assign(world.actor(world.coordinator), goes, person=world.other_agent)
        client.post("/cases/many/repromise", form(stays, goes, whose=seen))
        assert [m.case for m in Message.objects.filter(kind="answer")] == [stays]
        told = unescape(client.get("/cases/").content.decode())
        assert f"#{goes.number}" in told and "gick till Bo Björk medan du skrev" in told

    def test_what_was_promised_after_the_preview_is_not_replaced_unseen(self, world):
        stays, goes, again = (
            world.taken(),
            world.taken(title="Lovat i ett annat fönster"),
            world.taken(title="Lovat förut"),
        )
        client = world.client(world.agent)
        client.post("/cases/many/repromise", form(again, once="förut"))
        page = client.post("/cases/many/repromise", form(stays, goes, again, do="preview")).content.decode()
        seen = re.findall(r'name="promised" value="([^"]*)"', page)
        assert len(seen) == 3
        later = timezone.localtime(soon(days=4)).strftime("%Y-%m-%dT%H:%M")
        client.post("/cases/many/repromise", form(goes, promise_at=later, once="ett"))
        sent = form(stays, goes, again, promised=seen, once="två")
        client.post("/cases/many/repromise", sent)
        assert goes.messages.get(kind="answer").promise_at > soon(days=3)
        told = unescape(client.get("/cases/").content.decode())
        assert f"#{goes.number}" in told and "Asta Almgren lovade en annan tid under tiden" in told
        client.post("/cases/many/repromise", sent)  # the same form again
        made = Message.objects.filter(kind="answer").order_by("written_at")
        assert {m.case for m in made} == {stays, goes, again} and made.count() == 4

    def test_what_was_changed_after_the_preview_is_previewed_again_before_it_is_sent(self, world):
        case, client = world.taken(), world.client(world.agent)
        shown = client.post("/cases/many/repromise", form(case, do="preview")).content.decode()
        previewed = re.search(r'name="previewed" value="([^"]+)"', shown).group(1)
        later = timezone.localtime(soon(days=5)).strftime("%Y-%m-%dT%H:%M")
        for other in ({"text_sv": "Ändrat, senast {tid}."}, {"promise_at": later}):
            page = client.post("/cases/many/repromise", form(case) | other | {"previewed": previewed})
            assert page.status_code == 409 and "ingenting skickades" in page.content.decode()
            assert not Message.objects.filter(kind="answer").exists()
        again = re.search(r'name="previewed" value="([^"]+)"', page.content.decode()).group(1)
        sent = form(case) | other | {"previewed": again}
        assert client.post("/cases/many/repromise", sent).status_code == 303
        assert Message.objects.get(kind="answer").promise_at > soon(days=4)

    def test_only_what_can_be_sent_is_counted_and_chosen(self, world):
        closed, solved, standing = world.taken(), world.taken(), world.taken()
        commands.close(world.actor(world.agent), closed)
        world.answer(solved, then="solved")
        client = world.client(world.agent)
        page = client.post("/cases/many/repromise", form(closed, solved, standing, do="preview")).content.decode()
        assert "Skicka till 1 anmälare" in page
        for case in (closed, solved):
            assert f'value="{case.pk}" disabled' in page
        assert f'value="{standing.pk}" checked' in page

    def test_what_lies_with_others_is_offered_and_not_chosen_from_the_beginning(self, world):
        mine, waits, third = world.taken(), world.taken(), world.taken()
        world.answer(waits, then="waiting")
        commands.mark_waiting_third_line(world.actor(world.agent), third, team=world.developers)
        page = world.client(world.agent).post("/cases/many/repromise", {"case": [mine.pk, waits.pk, third.pk]})
        text = unescape(page.content.decode())
        ticked = [f'value="{case.pk}" checked' in text for case in (mine, waits, third)]
        assert ticked == [True, False, False] and "Tredje linjen har det" in text
        again = world.client(world.agent).post("/cases/many/repromise", form(mine, waits, do="preview"))
        assert f'value="{waits.pk}" checked' in again.content.decode(), "whoever ticked it means it"

    def test_the_preview_says_who_has_the_ball_afterwards_and_a_colleague_keeps_theirs(self, world):
        mine, theirs, waits, nobodys = world.taken(), world.taken(by=world.other_agent), world.taken(), world.case()
        world.answer(waits, then="waiting")
        client = world.client(world.agent)
        cases = (mine, theirs, waits, nobodys)
        page = unescape(client.post("/cases/many/repromise", form(*cases, do="preview")).content.decode())
        assert page.count('class="small letter-then"') == 3
        assert "Bo Björk behåller bollen, med ditt löfte." in page
        assert "Det väntar på anmälaren nu" in page and "Ingen har det nu; efter detta är det ditt." in page
        client.post("/cases/many/repromise", form(*cases))
        for message in Message.objects.filter(kind="answer", released_at=None):
            commands.release_answer(CLOCK, message.case, message=message)
        held = [world.fresh(case).ball.person for case in cases]
        assert held == [world.agent, world.other_agent, world.agent, world.agent]

    def test_whoever_holds_the_ball_of_a_colleagues_case_keeps_it(self, world):
        case = world.taken(by=world.other_agent)
        world.answer(case, then="mine")
        assert world.fresh(case).ball.person == world.agent
        message = commands.repromise(
            world.actor(world.coordinator),
            world.fresh(case),
            text_sv=SV,
            promise_at=soon(),
            whose=str(world.other_agent.pk),
        )
        commands.release_answer(CLOCK, case, message=message)
        found = world.fresh(case)
        assert (found.ball.person, found.assignee) == (world.agent, world.other_agent)

    def test_all_that_was_sent_together_is_taken_back_together(self, world):
        first, second = world.taken(), world.taken()
        client = world.client(world.agent)
        client.post("/cases/many/repromise", form(first, second) | {"next": "/desk/mine/"})
        assert "2 svar går iväg" in client.get("/desk/mine/").content.decode()
        back = client.post("/cases/many/take-back", headers={"Referer": "http://testserver/desk/mine/"})
        assert (back.status_code, back["Location"]) == (303, "http://testserver/desk/mine/")
        assert not Message.objects.filter(kind="answer").exists()
        assert [world.fresh(case).ball.promised_at for case in (first, second)] == [None, None]
        page = client.get("/desk/mine/").content.decode()
        assert "2 svar togs tillbaka" in page and "går iväg" not in page
        client.post("/cases/many/take-back")
        assert "Svaren har redan gått" in client.get("/cases/").content.decode()

    def test_posted_twice_it_is_said_once(self, world):
        case = world.taken()
        client = world.client(world.agent)
        for _time in range(2):
            assert client.post("/cases/many/repromise", form(case, once="ett")).status_code == 303
        assert Message.objects.filter(kind="answer").count() == 1

    def test_a_closed_case_is_left_and_told_of(self, world):
        closed, standing = world.taken(), world.taken()
        commands.close(world.actor(world.agent), closed)
        client = world.client(world.agent)
        client.post("/cases/many/repromise", form(closed, standing))
        assert [m.case_id for m in Message.objects.filter(kind="answer")] == [standing.pk]
        assert "inget är lovat" in client.get("/cases/").content.decode()

    def test_a_time_that_has_passed_keeps_the_text(self, world):
        case = world.taken()
        page = world.client(world.agent).post(
            "/cases/many/repromise", form(case, promise_at="2020-01-01T10:00", text_sv="Min text står kvar.")
        )
        assert page.status_code == 422
        assert "Min text står kvar." in page.content.decode()

    def test_strange_braces_are_left_as_they_are(self, world):
        case = world.taken()
        world.client(world.agent).post("/cases/many/repromise", form(case, text_sv="{0} {x.__class__} {namn} {"))
        assert Message.objects.get(kind="answer").text == "{0} {x.__class__} Lars {"

    def test_only_agents_promise(self, world):
        case = world.taken()
        for person in (world.expert, world.local, world.admin):
            assert world.client(person).post("/cases/many/repromise", form(case)).status_code == 403
        assert not Message.objects.filter(kind="answer").exists()

    def test_a_protected_case_of_others_is_not_found(self, world):
        case = world.protected()
        world.client(world.other_agent).post("/cases/many/repromise", form(case))
        assert not Message.objects.filter(kind="answer").exists()

    def test_nothing_is_owed_in_a_closed_case(self, world):
        case = world.taken()
        commands.close(world.actor(world.agent), case)
        with pytest.raises(Refused):
            commands.repromise(world.actor(world.agent), case, text_sv=SV, promise_at=soon())

    def test_third_line_keeps_the_ball_with_the_new_time(self, world):
        case = world.taken()
        commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
        message = commands.repromise(world.actor(world.agent), case, text_sv=SV, promise_at=soon())
        commands.release_answer(CLOCK, case, message=message)
        case = world.fresh(case)
        assert case.state == "waiting_third_line"
        assert (case.ball.step, case.ball.team) == ("third_line", world.developers)
        assert case.ball.promised_at == message.promise_at
        message = commands.answer(world.actor(world.agent), case, text="De letar ännu.", then="keep")
        commands.release_answer(CLOCK, case, message=message)
        now = world.fresh(case)
        assert (now.ball.step, now.ball.team, now.ball.promised_at) == ("third_line", world.developers, None)
        assert case.ball.pk != now.ball.pk
        assert Commitment.objects.get(pk=case.ball.pk).end == "kept"

    def test_what_is_solved_is_not_opened_again_by_a_new_time(self, world):
        case = world.taken()
        message = commands.answer(world.actor(world.agent), case, text="Rättat.", then="solved")
        commands.release_answer(CLOCK, case, message=message)
        page = world.client(world.agent).post(
            "/cases/many/repromise", form(case, do="preview"), headers={"Accept-Language": "en"}
        )
        assert "Solved: nothing is owed, and nothing is sent." in page.content.decode()
        world.client(world.agent).post("/cases/many/repromise", form(case))
        assert world.fresh(case).state == "solved"
        assert case.messages.filter(kind="answer").count() == 1


class TestMine:
    def promised(self, world, at):
        case = world.taken()
        with act(world.actor(world.agent), at=timezone.now() - timedelta(days=9)):
            commands.remind(world.actor(world.agent), case, promised_at=at)
        return world.fresh(case)

    def outcomes(self, world):
        found = sorted(promises(world.agent.pk), key=lambda one: one.promised_at)
        return [one.outcome for one in found if one.is_owed], [one.outcome for one in found if not one.is_owed][::-1]

    def test_what_is_owed_stands_or_is_broken(self, world):
        self.promised(world, soon())
        self.promised(world, timezone.now() - timedelta(hours=1))
        assert self.outcomes(world) == (["broken", "stands"], [])

    def test_an_answer_keeps_it_in_time_or_late(self, world):
        for at in (soon(), timezone.now() - timedelta(hours=1)):
            case = self.promised(world, at)
            message = commands.answer(world.actor(world.agent), case, text="Nu vet vi.")
            commands.release_answer(CLOCK, case, message=message)
        assert self.outcomes(world) == ([], ["kept", "late"])

    def test_another_next_step_keeps_nothing(self, world):
        case = self.promised(world, soon())
        commands.remind(world.actor(world.agent), case, step="reproduce")
        assert self.outcomes(world) == (["stands"], [])

    def test_a_new_time_moves_it(self, world):
        case = self.promised(world, soon())
        commands.remind(world.actor(world.agent), case, promised_at=soon(days=4))
        assert self.outcomes(world) == (["stands"], ["passed"])

    def test_the_page_shows_it_and_costs_the_same_however_many(self, world, django_assert_max_num_queries):
        client = world.client(world.agent)
        first = self.promised(world, soon())
        page = client.get("/desk/promises/")
        assert f"/cases/{first.number}/" in page.content.decode()
        with django_assert_max_num_queries(30) as few:
            client.get("/desk/promises/")
        for _more in range(6):
            self.promised(world, soon())
        with django_assert_max_num_queries(len(few)):
            client.get("/desk/promises/")

    def test_my_balls_show_what_is_offered_and_what_i_wait_for(self, world):
        case = world.taken()
        commands.ask_for_input(world.actor(world.agent), case, team=world.developers, text="Vad gäller för kön?")
        offered = world.taken(by=world.other_agent)
        commands.hand_over(world.actor(world.other_agent), offered, person=world.agent, text="Du kan det här.")
        page = world.client(world.agent).get("/desk/mine/").content.decode()
        assert "Vad gäller för kön?" in page
        assert f"/cases/{offered.number}/" in page and "Erbjudet till dig" in page

    def test_a_promise_in_a_colleagues_case_is_theirs_who_gave_it_also_when_somebody_else_keeps_it(self, world):
        case = world.taken(by=world.other_agent)
        answer = commands.answer(world.actor(world.agent), case, text="Vi hör av oss.", promise_at=soon())
        commands.release_answer(CLOCK, case, message=answer)
        given = world.client(world.agent).get("/desk/promises/").content.decode()
        assert f"/cases/{case.number}/" in given and "hålls av Bo Björk" in given
        kept = world.client(world.other_agent).get("/desk/promises/").content.decode()
        assert f"/cases/{case.number}/" in kept and "lovat av Asta Almgren" in kept
        commands.assign(world.actor(world.coordinator), case, person=world.coordinator)
        assert [one.ball.person for one in promises(world.agent.pk)] == [world.coordinator]
        answer = commands.answer(world.actor(world.coordinator), world.fresh(case), text="Nu vet vi.")
        commands.release_answer(CLOCK, case, message=answer)
        assert self.outcomes(world) == ([], ["kept"])

    def test_a_new_time_from_somebody_else_is_their_promise(self, world):
        case = self.promised(world, soon())
        commands.remind(world.actor(world.other_agent), case, promised_at=soon(days=4))
        mine, theirs = promises(world.agent.pk), promises(world.other_agent.pk)
        assert [(one.ball.promised_by, one.is_owed) for one in mine] == [
            (world.other_agent, True), (world.agent, False)
        ]  # fmt: skip
        assert [one.ball.person for one in theirs] == [world.agent]

    def test_a_call_back_that_goes_to_somebody_else_is_still_promised_by_whoever_said_it(self, world):
        case = world.taken(by=world.other_agent)
        phone.promise_call_back(world.actor(world.agent), case, at=soon())
        ball = Commitment.objects.open().get(step="call_back")
        given = phone.give_call_back(CLOCK, world.fresh(case), ball=ball)
        assert given.promised_by == world.agent

    def test_what_a_target_promises_is_promised_by_nobody(self, world):
        services.set_targets(SYSTEM, Organisation.objects.get(), targets={("fault", 0): (8, None)})
        case = world.taken()
        assert case.ball.promise_from == "answer" and case.ball.promised_by is None

    def test_nobody_sees_promises_of_cases_they_no_longer_may(self, world):
        case = self.promised(world, soon())
        commands.assign(world.actor(world.coordinator), case, person=world.other_agent)
        commands.protect(world.actor(world.other_agent), world.fresh(case))
        assert str(case.number) not in world.client(world.agent).get("/desk/promises/").content.decode()
