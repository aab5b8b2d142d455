"""Answering, noting, taking back: what a sent form does, and what it never loses."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Case, Draft, Message
from bollkoll.commitments.models import Commitment
from bollkoll.log.models import Event
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "case-composer", "Accept-Language": "en"}


def to(name, case):
    return reverse(f"cases:{name}", args=[case.number])


def send(client, case, text="Nu är det rättat.", name="answer", **more):
    return client.post(to(name, case), {"text": text, "then": "keep", **more}, headers={"Accept-Language": "en"})


@pytest.fixture
def case(world):
    return world.taken()


@pytest.fixture
def agent(world):
    return world.client(world.agent)


class TestAnAnswer:
    def test_is_written_at_once_and_waits_to_be_sent(self, case, agent):
        assert send(agent, case).status_code == 303
        message = case.messages.get(kind="answer")
        assert message.is_waiting
        assert "Is sent in a moment" in agent.get(to("case", case), headers={"Accept-Language": "en"}).content.decode()

    def test_can_be_taken_back_and_is_then_a_draft_with_its_files(self, world, case, agent):
        file = world.file(world.agent)
        send(agent, case, text="Fel svar.", then="solved", files=[str(file.pk)])
        message = case.messages.get(kind="answer")
        assert agent.post(to("undo_answer", case), {"message": message.pk}).status_code == 303
        assert not case.messages.filter(kind="answer").exists()
        shown = agent.get(to("case", case)).content.decode()
        assert "Fel svar.</textarea>" in shown
        assert file.name in shown
        assert 'value="solved" id="id_then_2" checked' in shown.replace(" required", "")

    def test_that_has_gone_cannot_be_taken_back(self, world, case, agent):
        message = world.answer(case)
        assert agent.post(to("undo_answer", case), {"message": message.pk}).status_code == 409
        assert case.messages.filter(pk=message.pk).exists()

    def test_is_taken_back_once(self, case, agent):
        send(agent, case)
        message = case.messages.get(kind="answer")
        agent.post(to("undo_answer", case), {"message": message.pk})
        again = agent.post(to("undo_answer", case), {"message": message.pk}, headers={"Accept-Language": "en"})
        assert again.status_code == 409
        assert "The answer has already been taken back." in again.content.decode()
        assert (
            "Is sent in a moment" not in agent.get(to("case", case), headers={"Accept-Language": "en"}).content.decode()
        )

    def test_is_taken_back_by_its_author_only(self, world, case, agent):
        send(agent, case)
        message = case.messages.get(kind="answer")
        other = world.client(world.other_agent)
        assert other.post(to("undo_answer", case), {"message": message.pk}).status_code == 409
        assert other.post(to("undo_answer", case), {"message": "nonsense"}).status_code == 404

    def test_can_wait_for_the_reporter_until_a_day(self, case, agent):
        day = timezone.localdate() + timedelta(days=5)
        send(agent, case, then="waiting", remind_at=day.isoformat())
        message = case.messages.get(kind="answer")
        commands.release_answer(CLOCK, case, message=message)
        case = Case.objects.get(pk=case.pk)
        assert case.state == "waiting_reporter"
        assert timezone.localtime(case.ball.look_again_at).date() == day
        assert case.ball.step == Commitment.Step.REPLY

    def test_waits_three_working_days_when_nobody_has_said(self, case, agent):
        from bollkoll.cases.forms.dialogue import wait_until

        shown = agent.get(to("case", case)).content.decode()
        assert f'value="{wait_until().isoformat()}"' in shown
        assert wait_until() >= timezone.localdate() + timedelta(days=3)

    def test_can_promise_when_the_next_word_comes(self, case, agent):
        promised = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
        send(agent, case, promise_at=promised.strftime("%Y-%m-%dT%H:%M"))
        commands.release_answer(CLOCK, case, message=case.messages.get(kind="answer"))
        assert Case.objects.get(pk=case.pk).ball.promised_at == promised

    def test_a_promise_that_has_passed_is_refused_with_the_text_kept(self, case, agent):
        answer = send(agent, case, promise_at="2020-01-01T10:00")
        assert answer.status_code == 422
        assert "That time has passed." in answer.content.decode()
        assert "Nu är det rättat.</textarea>" in answer.content.decode()

    def test_what_the_choice_hides_says_nothing(self, case, agent):
        assert send(agent, case, then="solved", promise_at="2020-01-01T10:00", remind_at="nonsense").status_code == 303
        message = case.messages.get(kind="answer")
        assert message.remind_at is None and message.promise_at is None

    def test_without_words_or_files_is_refused(self, case, agent):
        answer = send(agent, case, text=" \n ")
        assert answer.status_code == 422
        assert not case.messages.filter(kind="answer").exists()

    def test_may_be_a_file_alone(self, world, case, agent):
        file = world.file(world.agent)
        assert send(agent, case, text="", files=[str(file.pk)]).status_code == 303
        assert case.messages.get(kind="answer").attachments.get().pk == file.pk

    def test_never_takes_somebody_elses_file(self, world, case, agent):
        file = world.file(world.other_agent)
        send(agent, case, files=[str(file.pk), "nonsense"])
        assert not case.messages.get(kind="answer").attachments.exists()

    def test_carries_files_that_a_browser_without_script_sent_along(self, case, agent):
        from django.core.files.uploadedfile import SimpleUploadedFile

        answer = agent.post(
            to("answer", case),
            {"text": "Se bilagan.", "then": "keep", "attachments": SimpleUploadedFile("lista.txt", b"ett\n")},
        )
        assert answer.status_code == 303
        assert case.messages.get(kind="answer").attachments.get().name == "lista.txt"

    def test_keeps_the_good_file_and_the_text_when_another_is_forbidden(self, case, agent):
        from django.core.files.uploadedfile import SimpleUploadedFile

        files = [SimpleUploadedFile("lista.txt", b"ett\n"), SimpleUploadedFile("virus.exe", b"MZ\x00\x00")]
        answer = agent.post(
            to("answer", case),
            {"text": "Se bilagan.", "then": "keep", "attachments": files},
            headers={"Accept-Language": "en"},
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "virus.exe is a kind of file" in shown
        assert "Se bilagan.</textarea>" in shown
        assert shown.count('type="hidden" name="files"') == 1 and "lista.txt" in shown

    def test_to_a_merged_case_is_told_where_to_go(self, world, agent, case):
        target = world.case()
        commands.merge(world.actor(world.agent), case, target=target)
        answer = send(agent, case)
        assert answer.status_code == 409
        assert "Answer there." in answer.content.decode()

    def test_counts_the_template_that_it_began_as(self, world, case, agent):
        from bollkoll.knowledge import commands as knowledge

        template = knowledge.add_template(world.actor(world.agent), name="Rättat", text_sv="Det är rättat.")
        send(agent, case, template=template.pk)
        assert world.fresh(template).used == 1

    def test_is_one_when_the_form_is_posted_twice(self, case, agent):
        for _time in range(2):
            assert send(agent, case, once="a" * 32).status_code == 303
        assert case.messages.filter(kind="answer").count() == 1

    def test_after_a_note_is_a_new_form_and_not_the_same_sent_twice(self, case, agent):
        data = {"text": "Först en anteckning.", "once": "d" * 32}
        page = agent.post(to("note", case), data, headers=HTMX).content.decode()
        assert "d" * 32 not in page
        send(agent, case, text="Sedan ett svar.", once="d" * 32)
        assert [message.text for message in case.messages.filter(kind="answer")] == ["Sedan ett svar."]

    def test_refused_keeps_its_key_and_gives_the_note_another(self, case, agent):
        page = agent.post(to("answer", case), {"text": "", "then": "keep", "once": "e" * 32}, headers=HTMX)
        assert page.status_code == 422
        assert page.content.decode().count("e" * 32) == 1

    def test_taken_back_may_be_sent_again_with_the_same_form(self, case, agent):
        send(agent, case, once="b" * 32)
        agent.post(to("undo_answer", case), {"message": case.messages.get(kind="answer").pk})
        send(agent, case, once="b" * 32)
        assert case.messages.filter(kind="answer").count() == 1

    @pytest.mark.parametrize("name", ["answer", "note"])
    def test_corrected_after_a_lost_reply_is_refused_and_kept_and_goes_with_the_next_press(self, case, agent, name):
        send(agent, case, text="Sex.", name=name, once="f" * 32)
        refused = send(agent, case, text="Sju.", name=name, mode=name, once="f" * 32)
        shown = refused.content.decode()
        assert refused.status_code == 409
        assert "Sju.</textarea>" in shown
        assert "What you sent first did arrive" in shown
        assert "f" * 32 not in shown
        form = shown[shown.index(f'id="composer-{name}"') :]
        assert (
            send(agent, case, text="Sju.", name=name, once=re.search(r'name="once" value="(\w+)"', form)[1]).status_code
            == 303
        )
        assert [message.text for message in case.messages.filter(kind=name)] == ["Sex.", "Sju."]

    def test_corrected_in_the_page_is_drawn_in_the_composer(self, case, agent):
        data = {"text": "Sex.", "then": "keep", "once": "f" * 32, "mode": "answer"}
        agent.post(to("answer", case), data, headers=HTMX)
        refused = agent.post(to("answer", case), data | {"text": "Sju."}, headers=HTMX)
        assert refused.status_code == 409
        assert "Sju.</textarea>" in refused.content.decode() and "f" * 32 not in refused.content.decode()

    def test_with_another_file_is_another(self, world, case, agent):
        first, second = (
            world.file(world.agent, name="a.txt", content=b"a"),
            world.file(world.agent, name="b.txt", content=b"b"),
        )
        assert send(agent, case, once="f" * 32, files=[str(first.pk)]).status_code == 303
        assert send(agent, case, once="f" * 32, files=[str(first.pk)]).status_code == 303
        refused = send(agent, case, once="f" * 32, files=[str(first.pk), str(second.pk)])
        assert refused.status_code == 409 and "b.txt" in refused.content.decode()
        assert case.messages.filter(kind="answer").count() == 1

    def test_that_is_to_leave_another_state_is_another(self, case, agent):
        send(agent, case, once="f" * 32)
        assert send(agent, case, once="f" * 32, then="solved").status_code == 409

    def test_sent_by_the_page_brings_an_empty_composer_and_the_timeline(self, case, agent):
        answer = agent.post(to("answer", case), {"text": "Rättat.", "then": "keep"}, headers=HTMX)
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert answer.headers["HX-Trigger"] == "case-written"
        assert shown.startswith('<div id="case-composer">')
        assert 'id="timeline" hx-swap-oob="outerHTML"' in shown
        assert "Rättat.</textarea>" not in shown

    def test_after_an_answer_or_a_note_the_next_is_another(self, case, agent):
        shown = agent.get(to("case", case)).content.decode()
        for name, text in (("note", "Ett"), ("answer", "Två"), ("answer", "Tre"), ("note", "Fyra")):
            form = shown[shown.index(f'id="composer-{name}"') :]
            once = re.search(r'name="once" value="(\w+)"', form)[1]
            answer = agent.post(
                to(name, case), {"text": text, "then": "keep", "once": once, "mode": name}, headers=HTMX
            )
            shown = answer.content.decode()
        assert [m.text for m in case.messages.exclude(kind="report")] == ["Ett", "Två", "Tre", "Fyra"]


class TestTwoAtOnce:
    def test_the_later_is_shown_what_the_other_wrote_and_keeps_the_text(self, world, case, agent):
        seen = case.messages.get()
        world.answer(case, text="Jag var först.", by=world.other_agent)
        answer = send(agent, case, text="Jag med.", seen=seen.pk)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody has written in the case since you opened it" in shown
        assert "Jag var först." in shown
        assert "Jag med.</textarea>" in shown
        assert "Send anyway" in shown

    def test_sending_what_one_has_then_seen_is_let_through(self, world, case, agent):
        seen = case.messages.get()
        world.reply(case)
        shown = agent.post(
            to("answer", case), {"text": "Jag med.", "then": "keep", "seen": seen.pk}, headers=HTMX
        ).content.decode()
        now_seen = re.search(r'name="seen" value="([^"]+)"', shown)[1]
        assert send(agent, case, text="Jag med.", seen=now_seen).status_code == 303

    def test_a_colleagues_note_is_no_reason_to_stop(self, world, case, agent):
        seen = case.messages.get()
        world.note(case, by=world.other_agent)
        assert send(agent, case, seen=seen.pk).status_code == 303


class TestANote:
    def test_is_saved_and_stays_inside(self, world, case, agent):
        assert send(agent, case, name="note", text="Bara för oss.").status_code == 303
        assert case.messages.get(kind="note").text == "Bara för oss."
        assert not Message.objects.shared().filter(text="Bara för oss.").exists()

    def test_tells_the_colleagues_it_mentions_who_may_see_the_case(self, world, case, agent):
        send(agent, case, name="note", text="@Bo Björk, ser du? och @Ebbe Ek, @Lars Lokal")
        assert Event.objects.get(kind="cases.noted").data["mentioned"] == [world.other_agent.pk]

    def test_twice_is_once(self, case, agent):
        for _time in range(2):
            send(agent, case, name="note", text="En gång.", once="c" * 32)
        assert case.messages.filter(kind="note").count() == 1

    def test_refused_keeps_its_text_in_the_notes_own_form(self, case, agent):
        answer = send(agent, case, name="note", text="   ")
        assert answer.status_code == 422
        assert 'data-composer-form="answer"' in answer.content.decode()
        assert 'id="note_text_error"' in answer.content.decode()

    def test_colleagues_are_offered_by_the_beginning_of_a_name(self, world, case, agent):
        found = agent.get(to("colleagues", case), {"q": "bj"}).json()
        assert [one["label"] for one in found] == ["Bo Björk"]
        assert agent.get(to("colleagues", case), {"q": "Ebb"}).json() == []
        commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
        assert [one["label"] for one in agent.get(to("colleagues", case), {"q": "Ebb"}).json()] == ["Ebbe Ek"]


class TestASessionThatEnds:
    """In the middle of a long answer."""

    def test_a_plain_browser_gets_the_text_back(self, case):
        answer = Client().post(to("answer", case), {"text": "Ett långt svar."}, headers={"Accept-Language": "en"})
        assert answer.status_code == 403
        assert "Ett långt svar." in answer.content.decode()

    def test_a_page_with_script_keeps_the_text_itself(self, case):
        assert Client().post(to("answer", case), {"text": "Hej"}, headers=HTMX).status_code == 401
        assert Client().post(to("answer", case), {"text": "Hej"}, headers={"X-Sent-By": "page"}).status_code == 401

    def test_a_form_that_is_too_old_gives_the_text_back(self, world, case):
        login = world.password(world.agent)
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = strict.post(to("answer", case), {"text": "Ett långt svar."}, headers={"Accept-Language": "en"})
        assert answer.status_code == 403
        assert "Ett långt svar." in answer.content.decode()

    def test_the_saved_draft_is_there_after_signing_in_again(self, world, case, agent):
        agent.post(reverse("cases:draft", args=[f"case:{case.number}:answer"]), {"text": "Halvvägs"})
        again = world.client(world.agent)
        assert "Halvvägs</textarea>" in again.get(to("case", case)).content.decode()

    def test_what_is_sent_is_a_draft_no_more(self, case, agent):
        agent.post(reverse("cases:draft", args=[f"case:{case.number}:answer"]), {"text": "Nu är det rättat."})
        send(agent, case)
        assert not Draft.objects.exists()


class TestTheReplyReopens:
    @pytest.mark.parametrize("then", ["solved", "waiting"])
    def test_the_case_and_brings_the_ball_back(self, world, case, then):
        world.answer(case, then=then)
        world.reply(world.fresh(case))
        case = Case.objects.get(pk=case.pk)
        assert case.state == "in_progress"
        assert case.ball.person == world.agent
