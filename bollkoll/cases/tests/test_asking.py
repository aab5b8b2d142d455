"""Be om underlag: a question to third line, from being asked to being an answer to the reporter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.models import Attachment, Case, Contribution, Draft, Message, Question
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

from .questions import INPUT, WORDS, address, ask, fresh, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_auditor_is_content():
    """After each of these tests every ball is held by somebody who can act on it."""
    yield
    assert audit.findings() == {}


class TestAsking:
    def test_the_case_and_its_ball_stay_and_the_team_holds_a_ball_beside(self, world):
        case = world.taken()
        question = ask(world, case)
        found = fresh(question)
        assert (found.case.assignee, found.case.state, found.case.ball.person) == (
            world.agent,
            "in_progress",
            world.agent,
        )
        assert (found.ball.team, found.ball.step, found.ball.subject_id) == (world.developers, "input", case.pk)
        assert told("cases.input_asked_for") == [world.expert.pk]

    def test_several_questions_are_open_at_once(self, world, operations):
        case = world.taken()
        first, second = ask(world, case), ask(world, case, team=operations)
        assert Commitment.objects.open().filter(subject=case.pk).count() == 3
        commands.answer_question(world.actor(world.expert), first, text=INPUT)
        assert (fresh(first).state, fresh(second).state) == ("answered", "open")

    def test_it_is_asked_from_the_page_of_the_case(self, world):
        case = world.taken()
        note = world.note(case, "Se kön i produktion.")
        client = world.client(world.agent)
        page = client.get(reverse("cases:ask_for_input", args=[case.number])).content.decode()
        assert f"team:{world.developers.pk}" in page and f"person:{world.expert.pk}" in page and str(note.pk) in page
        sent = {"whom": f"person:{world.expert.pk}", "text": WORDS, "sent": [str(note.pk)], "once": "abc"}
        for _twice in range(2):
            assert client.post(reverse("cases:ask_for_input", args=[case.number]), sent).status_code == 303
        question = Question.objects.get()
        assert (question.person, question.team, list(question.sent.all())) == (world.expert, world.developers, [note])
        shown = client.get(reverse("cases:case", args=[case.number])).content.decode()
        assert WORDS in shown and "is-input" in shown and 'data-key="i"' in shown

    @pytest.mark.parametrize(
        "wrong",
        [
            {"whom": ""},
            {"whom": "team:999999"},
            {"whom": "person:x"},
            {"whom": "team:" + "9" * 400},
            {"text": "   "},
            {"text": "\x00"},
            {"text": "x" * 100_001},
            {"sent": ["nothing"]},
            {"look_again_at": "2020-01-01T08:00"},
            {"look_again_at": "soon"},
        ],
    )
    def test_bad_input_keeps_the_form_with_all_its_text(self, world, wrong):
        case = world.taken()
        world.note(case)
        sent = {"whom": f"team:{world.developers.pk}", "text": WORDS} | wrong
        answer = world.client(world.agent).post(reverse("cases:ask_for_input", args=[case.number]), sent)
        assert answer.status_code == 422
        assert "text" in wrong or WORDS in answer.content.decode()
        assert not Question.objects.exists()

    def test_second_line_contacts_and_teams_without_anybody_are_not_asked(self, world):
        case = world.taken()
        empty = services.add_team(SYSTEM, key="tomt", name="Tomma teamet", line=3)
        services.add_member(SYSTEM, empty, person=world.agent, part="follows")
        for whom in ({"person": world.other_agent}, {"person": world.local}, {"team": world.desk}, {"team": empty}):
            with pytest.raises(Refused):
                ask(world, case, **whom)
        with pytest.raises(Refused):
            commands.ask_for_input(world.actor(world.agent), case, text=WORDS)

    def test_a_closed_case_asks_nothing_and_closing_withdraws_what_was_asked(self, world):
        case = world.taken()
        question = ask(world, case)
        commands.close(world.actor(world.agent), case)
        assert (fresh(question).state, fresh(question).ball) == ("withdrawn", None)
        assert told("cases.question_withdrawn") == [world.expert.pk]
        with pytest.raises(Refused):
            ask(world, case)
        with pytest.raises(Refused):
            commands.answer_question(world.actor(world.expert), question, text=INPUT)

    def test_a_case_that_waits_for_input_is_not_merged_away(self, world):
        case, other = world.taken(), world.taken()
        ask(world, case)
        with pytest.raises(Refused):
            commands.merge(world.actor(world.agent), case, target=other)
        commands.merge(world.actor(world.agent), other, target=case)

    def test_messages_of_another_case_and_unsent_answers_are_not_sent_along(self, world):
        case = world.taken()
        other = world.note(world.taken(), "Ett annat ärende.")
        unsent = commands.answer(world.actor(world.agent), case, text="Inte skickat.")
        question = ask(world, case, sent=[other, unsent])
        assert not question.sent.exists()


class TestThirdLine:
    def test_sees_the_question_the_report_and_what_was_sent_along_and_nothing_else(self, world):
        case = world.taken(text="Rapportens egna ord.", report={"did": "Attesterade kursen"})
        chosen, hidden = world.note(case, "Det här får ni läsa."), world.note(case, "Det här är bara vårt.")
        question = ask(world, case, person=world.expert, sent=[chosen])
        client = world.client(world.expert)
        page = client.get(address("question", question)).content.decode()
        for text in (WORDS, "Rapportens egna ord.", "Attesterade kursen", chosen.text):
            assert text in page
        assert hidden.text not in page and world.local.email not in page
        assert client.get(reverse("cases:case", args=[case.number])).status_code == 404
        assert client.get(reverse("cases:part", args=[case.number, "timeline"])).status_code == 404
        assert client.post(reverse("cases:note", args=[case.number]), {"text": "Hej"}).status_code == 404
        assert str(case.number) not in client.get(reverse("cases:list")).content.decode()
        assert not Case.objects.visible_to(world.actor(world.expert)).exists()

    def test_opens_the_files_of_what_they_see_and_no_others(self, world):
        case = world.taken(files=[world.file(world.local, name="rapport.txt")])
        chosen = commands.note(world.actor(world.agent), case, text="Logg.", files=[world.file(world.agent)])
        hidden = commands.note(world.actor(world.agent), case, text="Vårt.", files=[world.file(world.agent)])
        ask(world, case, sent=[chosen])
        client = world.client(world.expert)
        found = {
            file.message_id: client.get(reverse("cases:attachment", args=[file.pk])).status_code
            for file in Attachment.objects.all()
        }
        first = case.messages.get(kind="report")
        assert found == {first.pk: 200, chosen.pk: 200, hidden.pk: 404}

    def test_a_message_that_is_moved_away_is_no_longer_shown(self, world):
        case, target = world.taken(), world.taken()
        chosen = world.note(case, "Hör till ett annat.")
        question = ask(world, case, sent=[chosen])
        commands.move_message(world.actor(world.agent), case, message=chosen, target=target)
        assert chosen.text not in world.client(world.expert).get(address("question", question)).content.decode()

    def test_a_question_to_one_person_is_not_for_the_whole_team(self, world, mate):
        question = ask(world, world.taken(), person=world.expert)
        assert world.client(mate).get(address("question", question)).status_code == 404
        with pytest.raises(NotAllowed):
            commands.answer_question(world.actor(mate), question, text=INPUT)

    def test_answers_on_the_page_and_the_ball_is_kept(self, world):
        case = world.taken()
        question = ask(world, case)
        client = world.client(world.expert)
        assert WORDS in client.get(reverse("cases:questions")).content.decode()
        assert client.post(address("answer_question", question), {"text": ""}).status_code == 422
        assert client.post(address("answer_question", question), {"text": INPUT}).status_code == 303
        ball = question.ball
        assert (fresh(question).state, fresh(question).ball) == ("answered", None)
        assert world.fresh(ball).end == "kept"
        assert told("cases.question_answered") == [world.agent.pk]
        again = client.post(address("answer_question", question), {"text": "En gång till."})
        assert again.status_code == 409 and "En gång till." in again.content.decode()
        assert client.post(address("comment_on_question", question), {"text": "Och en sak till."}).status_code == 303

    def test_returns_it_with_a_reason(self, world):
        question = ask(world, world.taken())
        client = world.client(world.expert)
        assert client.get(address("return_question", question)).status_code == 200
        assert client.post(address("return_question", question), {"reason": " "}).status_code == 422
        assert client.post(address("return_question", question), {"reason": "Det är driftens."}).status_code == 303
        assert fresh(question).state == "returned"
        assert told("cases.question_returned") == [world.agent.pk]
        assert Contribution.objects.get(kind="return").text == "Det är driftens."

    def test_passes_it_on_to_another_team_which_answers(self, world, operations):
        question = ask(world, world.taken(), person=world.expert)
        client, other = world.client(world.expert), operations.members.get()
        assert world.client(other).get(address("question", question)).status_code == 404
        sent = {"team": operations.pk, "reason": "Loggarna finns hos er."}
        assert client.post(address("pass_question_on", question), sent | {"reason": ""}).status_code == 422
        assert client.post(address("pass_question_on", question), sent | {"team": world.desk.pk}).status_code == 422
        assert client.post(address("pass_question_on", question), sent).status_code == 303
        found = fresh(question)
        assert (found.team, found.person, found.ball.team) == (operations, None, operations)
        assert told("cases.question_passed_on") == [other.pk]
        assert client.get(address("question", question)).status_code == 200  # they have written in it
        with pytest.raises(NotAllowed):
            commands.answer_question(world.actor(world.expert), question, text=INPUT)
        commands.answer_question(world.actor(other), question, text=INPUT)

    def test_the_rail_counts_what_waits(self, world):
        ask(world, world.taken())
        page = world.client(world.expert).get(reverse("desk:mine")).content.decode()
        assert reverse("cases:questions") in page

    def test_never_reads_or_writes_what_they_are_not_asked(self, world, operations):
        question = ask(world, world.taken())
        client = world.client(operations.members.get())
        assert WORDS not in client.get(reverse("cases:questions")).content.decode()
        for name in ("question", "return_question", "pass_question_on", "withdraw_question"):
            assert client.get(address(name, question)).status_code == 404
        for name in ("answer_question", "comment_on_question", "use_input"):
            assert client.post(address(name, question), {"text": INPUT}).status_code == 404


class TestTheAgent:
    def answered(self, world, case):
        question = ask(world, case)
        return commands.answer_question(world.actor(world.expert), question, text=INPUT)

    def test_reads_the_input_in_the_timeline_and_the_reporter_never_does(self, world):
        case = world.taken()
        self.answered(world, case)
        page = world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
        assert INPUT in page and "is-input" in page and 'data-key="w"' in page
        portal = world.client(world.local).get(reverse("portal:case", args=[case.number])).content.decode()
        assert INPUT not in portal and WORDS not in portal and world.expert.name not in portal
        assert not Message.objects.filter(text__in=[INPUT, WORDS]).exists()
        shared = Event.objects.filter(kind__startswith="cases.question") | Event.objects.filter(
            kind="cases.input_asked_for"
        )
        assert not Topic.objects.filter(event__in=shared, name__endswith=":shared").exists()
        assert not any(world.local.pk in event.audience for event in shared)

    def test_makes_a_draft_answer_of_it_with_one_key_and_nothing_is_sent(self, world):
        case = world.taken()
        said = self.answered(world, case)
        client = world.client(world.agent)
        answer = client.post(address("use_input", said.question), {"said": said.pk}, follow=True)
        assert answer.redirect_chain[0][1] == 303
        page = answer.content.decode()
        assert INPUT in page[page.index('id="composer-answer"') : page.index('id="composer-note"')]
        assert not case.messages.filter(kind="answer").exists()
        client.post(address("use_input", said.question), {"said": said.pk})
        assert Draft.objects.get().fields["text"].count(INPUT) == 1

    def test_a_draft_that_was_begun_is_kept_before_the_input(self, world):
        case = world.taken()
        said = self.answered(world, case)
        client = world.client(world.agent)
        client.post(
            reverse("cases:draft", args=[f"case:{case.number}:answer"]), {"text": "Hej Lars!", "then": "solved"}
        )
        client.post(address("use_input", said.question), {"said": said.pk})
        assert Draft.objects.get().fields == {"text": f"Hej Lars!\n\n{INPUT}", "then": "solved"}

    def test_only_input_becomes_an_answer_and_only_the_desk_makes_it(self, world):
        said = self.answered(world, world.taken())
        first = said.question.thread.get(kind="question")
        client = world.client(world.agent)
        for wrong in ("", "x", "9" * 30, str(first.pk), "-1"):
            assert client.post(address("use_input", said.question), {"said": wrong}).status_code == 404
        assert (
            world.client(world.expert).post(address("use_input", said.question), {"said": said.pk}).status_code == 403
        )

    def test_withdraws_a_question(self, world):
        question = ask(world, world.taken())
        client = world.client(world.agent)
        assert client.get(address("withdraw_question", question)).status_code == 200
        assert client.post(address("withdraw_question", question), {"reason": "Löst ändå."}).status_code == 303
        assert fresh(question).state == "withdrawn"
        assert client.post(address("withdraw_question", question), {"reason": ""}).status_code == 409
        assert world.client(world.expert).get(address("withdraw_question", question)).status_code == 403

    def test_writes_more_in_the_thread_to_third_line(self, world):
        question = ask(world, world.taken())
        sent = world.client(world.agent).post(address("comment_on_question", question), {"text": "Det gäller ÅÄÖ101."})
        assert sent.status_code == 303
        assert told("cases.question_commented") == [world.expert.pk]
        assert "ÅÄÖ101" in world.client(world.expert).get(address("question", question)).content.decode()

    def test_sees_what_they_wait_for(self, world):
        ask(world, world.taken())
        assert WORDS in world.client(world.agent).get(reverse("cases:questions")).content.decode()
        assert WORDS not in world.client(world.other_agent).get(reverse("cases:questions")).content.decode()


@pytest.mark.parametrize("who", ["agent", "expert"])
def test_the_list_costs_the_same_however_long(world, who):
    client = world.client(getattr(world, who))
    counts = []
    for more in (2, 8):
        for number in range(more):
            question = ask(world, world.taken(service=world.service))
            if number % 2:
                commands.answer_question(world.actor(world.expert), question, text=INPUT)
        client.get(reverse("cases:questions"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("cases:questions")).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_pages_of_a_question_and_its_case_cost_the_same_however_long_the_thread(world):
    case = world.taken()
    question = ask(world, case)
    client = world.client(world.agent)
    pages = [address("question", question), reverse("cases:case", args=[case.number])]
    counts = []
    for more in (2, 9):
        for number in range(more):
            commands.comment_on_question(world.actor(world.expert), question, text=f"Mer {number}")
            ask(world, case)
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as caught:
            for page in pages:
                assert client.get(page).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


class TestWhatIsNoAnswer:
    """“I am looking into it” leaves the ball where it is, or puts it back."""

    def test_third_line_writes_and_answers_later(self, world):
        question = ask(world, world.taken())
        expert = world.client(world.expert)
        assert (
            reverse("cases:comment_on_question", args=[question.pk])
            in expert.get(address("question", question)).content.decode()
        )
        expert.post(address("comment_on_question", question), {"text": "Jag tittar på det i morgon."})
        assert (fresh(question).state, fresh(question).ball.team) == ("open", world.developers)
        assert told("cases.question_commented") == [world.agent.pk]

    def test_the_agent_asks_again_and_it_waits_with_a_time_of_its_own(self, world):
        question = ask(world, world.taken(), person=world.expert)
        commands.answer_question(world.actor(world.expert), question, text="Återkommer.")
        agent = world.client(world.agent)
        assert address("ask_again", question) in agent.get(address("question", question)).content.decode()
        assert agent.post(address("ask_again", question), {"text": "När kan du svara?"}).status_code == 303
        found = fresh(question)
        assert (found.state, found.ended_at, found.ball.person, found.ball.step) == (
            "open",
            None,
            world.expert,
            "input",
        )
        assert found.ball.look_again_at > found.asked_at and told("cases.input_asked_for") == [world.expert.pk]
        commands.answer_question(world.actor(world.expert), found, text=INPUT)
        assert fresh(question).state == "answered"

    def test_twice_and_in_a_closed_case_it_is_refused_and_the_text_kept(self, world):
        question = ask(world, world.taken())
        agent, said = world.client(world.agent), {"text": "När kan ni svara?"}
        assert agent.post(address("ask_again", question), said).status_code == 409
        commands.answer_question(world.actor(world.expert), question, text=INPUT)
        commands.close(world.actor(world.agent), question.case, reason="Löst på annat håll.")
        refused = agent.post(address("ask_again", question), said)
        assert refused.status_code == 409 and "När kan ni svara?" in refused.content.decode()
        assert fresh(question).state == "answered"
