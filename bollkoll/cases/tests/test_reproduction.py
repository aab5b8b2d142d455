"""Attempts to reproduce what was reported: written down, read at the desk, never outside it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.cases import commands, queries, search
from bollkoll.cases.models import Attachment, Case, Message, Reproduction
from bollkoll.cases.tests.test_bad_input import LONG, ODD, is_harmless
from bollkoll.cases.tests.test_files import png
from bollkoll.kit import personnummer
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}
DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body", "Accept-Language": "en"}


def to(name, case):
    return reverse(f"cases:{name}", args=[case.number])


def tried(world, case, verdict="reproduced", by=None, **more):
    more = {"steps": "Attesterade tre resultat.", "environment": world.production, **more}
    return commands.reproduce(world.actor(by or world.agent), case, verdict=verdict, **more)


def form(world, **more):
    return {"environment": world.production.pk, "steps": "Attesterade tre resultat.", "verdict": "reproduced"} | more


def page(client, case, **headers):
    return client.get(to("case", case), headers=headers or ENGLISH).content.decode()


@pytest.fixture
def agent(world):
    return world.client(world.agent)


@pytest.fixture
def case(world):
    return world.taken()


class TestAnAttemptThatDoesNotHold:
    def test_is_read_and_no_longer_counted_and_the_one_before_speaks(self, world, case, agent):
        for verdict in ("not_reproduced", "reproduced"):
            agent.post(to("reproduce", case), form(world, verdict=verdict), headers=DIALOG)
        latest = Reproduction.objects.get(verdict="reproduced")
        assert to("withdraw_attempt", case) in page(agent, case)
        answer = agent.post(to("withdraw_attempt", case), {"message": latest.message_id}, headers=DIALOG)
        assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "case-changed")
        assert Case.objects.get(pk=case.pk).reproduction == "not_reproduced"
        shown = page(agent, case)
        assert "does not hold" in shown and "1 attempt" in shown and "2 attempts" not in shown
        assert agent.post(to("withdraw_attempt", case), {"message": latest.message_id}).status_code == 409

    def test_alone_it_leaves_the_case_untried_and_stands_there_whole(self, world, case, agent):
        agent.post(to("reproduce", case), form(world, version="2.47.1"), headers=DIALOG)
        agent.post(to("withdraw_attempt", case), {"message": Reproduction.objects.get().message_id})
        assert Case.objects.get(pk=case.pk).reproduction == ""
        assert "2.47.1" in page(agent, case)

    def test_third_line_takes_back_its_own_only(self, world, case, agent):
        commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
        agent.post(to("reproduce", case), form(world), headers=DIALOG)
        expert = world.client(world.expert)
        theirs = {"message": Reproduction.objects.get().message_id}
        assert expert.post(to("withdraw_attempt", case), theirs).status_code == 403
        expert.post(to("reproduce", case), form(world), headers=DIALOG)
        own = {"message": Reproduction.objects.get(message__author=world.expert).message_id}
        assert expert.post(to("withdraw_attempt", case), own).status_code == 303


class TestAnAttempt:
    def test_is_written_in_a_form_and_stands_in_the_case(self, world, case, agent):
        file = world.file(world.agent, png(), "bild.png")
        given = form(
            world, version="2.47.1", used="Kurs ME1001", expected="Tre rader", actual="Två rader", files=[str(file.pk)]
        )
        answer = agent.post(to("reproduce", case), given, headers=DIALOG)
        assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "case-changed")
        attempt = Reproduction.objects.get()
        assert attempt.message.author == world.agent
        assert (attempt.environment, attempt.version, attempt.used) == (world.production, "2.47.1", "Kurs ME1001")
        shown = page(agent, case)
        for text in (
            "attempt to reproduce",
            "2.47.1",
            "Kurs ME1001",
            "Tre rader",
            "Två rader",
            "bild.png",
            "1 attempt",
        ):
            assert text in shown, text
        assert reverse("cases:preview", args=[file.pk]) in shown

    def test_moves_neither_state_nor_ball(self, world, case):
        before = world.fresh(case), case.ball
        tried(world, case)
        after = Case.objects.select_related("subject__main").get(pk=case.pk)
        assert (after.state, after.ball, after.last_contact_at) == (
            before[0].state,
            before[1],
            before[0].last_contact_at,
        )

    def test_without_script_its_form_is_a_page_that_takes_pictures_along(self, world, case, agent):
        assert b"<html" in agent.get(to("reproduce", case)).content
        given = form(world, verdict="", attachments=SimpleUploadedFile("bild.png", png()))
        refused = agent.post(to("reproduce", case), given)
        kept = Attachment.objects.get()
        assert refused.status_code == 422 and str(kept.pk) in refused.content.decode()
        answer = agent.post(to("reproduce", case), form(world, files=[str(kept.pk)]))
        assert (answer.status_code, answer.headers["Location"]) == (303, to("case", case))
        assert list(Reproduction.objects.get().message.attachments.all()) == [kept]

    def test_begins_with_the_environment_of_the_case(self, world, agent):
        case = world.case(environment=world.production)
        shown = agent.get(to("reproduce", case), headers=DIALOG).content.decode()
        assert f'<option value="{world.production.pk}" selected>' in shown

    def test_long_parts_are_folded(self, world, case, agent):
        tried(world, case, actual="Kort")
        assert "attempt-long" not in page(agent, case)
        tried(world, case, actual=LONG)
        shown = page(agent, case)
        assert "attempt-long" in shown and LONG.strip() in shown

    def test_sent_twice_is_one(self, world, case, agent):
        for _time in range(2):
            assert agent.post(to("reproduce", case), form(world, once="nyckel")).status_code == 303
        assert Reproduction.objects.count() == 1

    def test_of_a_closed_case_is_welcome_and_of_a_merged_one_is_not(self, world, case, agent):
        commands.close(world.actor(world.agent), case)
        assert agent.post(to("reproduce", case), form(world)).status_code == 303
        merged, target = world.taken(), world.taken()
        commands.merge(world.actor(world.agent), merged, target=target)
        answer = agent.post(to("reproduce", merged), form(world, steps="Skrev detta."), headers=ENGLISH)
        assert answer.status_code == 409 and "Skrev detta." in answer.content.decode()
        assert to("reproduce", merged) not in page(agent, merged)

    def test_is_found_by_its_words(self, world, case):
        tried(world, case, actual="Serverfel i betygsskalan")
        search.index(case)
        assert search.matching(Case.objects.all(), world.actor(world.agent), "betygsskalan") == [case.number]
        mine = Case.objects.visible_to(world.actor(world.local))
        assert search.matching(mine, world.actor(world.local), "betygsskalan") == []


class TestOnlyTheSupport:
    def test_the_reporter_sees_and_hears_nothing_of_it(self, world, case):
        before = Event.objects.order_by("-pk").first().pk
        file = world.file(world.agent, png(), "intern.png")
        tried(world, case, steps="Provade internt.", actual="Hemlig iakttagelse", version="9.9.9", files=[file])
        reporter = world.client(world.local)
        shown = reporter.get(reverse("portal:case", args=[case.number])).content.decode()
        for text in ("Provade internt.", "Hemlig iakttagelse", "9.9.9", "intern.png"):
            assert text not in shown
        assert reporter.get(reverse("cases:attachment", args=[file.pk])).status_code == 404
        assert reporter.get(reverse("cases:preview", args=[file.pk])).status_code == 404
        event = Event.objects.get(pk__gt=before, kind="cases.reproduction_tried")
        assert event.audience == []
        told = set(Topic.objects.filter(event=event).values_list("name", flat=True))
        assert told == {case.topic, "desk", f"person:{world.agent.pk}"}
        shared = queries.shared_timeline(world.actor(world.local), case)
        assert not [entry for entry in shared if entry.attempt or entry.event_kind == "cases.reproduction_tried"]

    def test_of_a_protected_case_is_heard_of_by_the_named_only(self, world):
        case = world.protected()
        before = Event.objects.order_by("-pk").first().pk
        tried(world, case)
        told = set(Topic.objects.filter(event__pk__gt=before).values_list("name", flat=True))
        assert "desk" not in told and not any(":shared" in name or name.startswith("institution") for name in told)
        stranger = world.client(world.other_agent)
        assert stranger.get(to("reproduce", case)).status_code == 404
        assert stranger.post(to("reproduce", case), form(world)).status_code == 404
        assert stranger.get(reverse("cases:list"), {"reproduction": "reproduced"}).context["page"].rows == []
        with pytest.raises(NotAllowed):
            tried(world, case, by=world.other_agent)

    def test_third_line_adds_attempts_where_it_concerns_them(self, world, case):
        expert = world.client(world.expert)
        assert expert.post(to("reproduce", case), form(world)).status_code == 404
        commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
        assert to("reproduce", case) in page(expert, case)
        assert expert.post(to("reproduce", case), form(world, verdict="needs_data")).headers["Location"] == to(
            "case", case
        )
        assert Reproduction.objects.get().message.author == world.expert
        assert queries.draft(world.actor(world.expert), f"case:{case.number}:answer") is None

    def test_third_line_has_the_question_to_the_reporter_drafted_when_it_answers_itself(self, world, case):
        commands.hand_over(world.actor(world.agent), case, person=world.expert, text="Till dig.")
        commands.accept_offer(world.actor(world.expert), world.fresh(case))
        world.client(world.expert).post(to("reproduce", case), form(world, verdict="needs_data"))
        drafted = queries.draft(world.actor(world.expert), f"case:{case.number}:answer")
        assert "Kan du skicka ett eller flera exempel" in drafted.fields["text"] and drafted.fields["then"] == "waiting"

    def test_the_question_asks_for_what_no_example_has(self, world, agent):
        case = world.case(examples=[{"course": "AB123", "occasion": "40123", "time": "10.15"}])
        commands.take(world.actor(world.agent), case)
        agent.post(to("reproduce", case), form(world, verdict="needs_data"))
        asked = queries.draft(world.actor(world.agent), f"case:{case.number}:answer").fields["text"]
        assert "komplettera exemplet" in asked and "UID" in asked and "kurskod" not in asked


class TestIdentityNumbers:
    def test_are_masked_in_every_field_and_the_page_says_so(self, world, case, agent):
        number = "19811228-9874"
        given = form(world, **dict.fromkeys(("version", "steps", "used", "expected", "actual"), f"Student {number}"))
        answer = agent.post(to("reproduce", case), given | {"kept": number}, headers=ENGLISH, follow=True)
        assert "They are never kept." in answer.content.decode()
        attempt = Reproduction.objects.get()
        for text in (attempt.message.text, attempt.version, attempt.used, attempt.expected, attempt.actual):
            assert text == "Student 19811228-••••"

    def test_one_with_a_wrong_check_digit_is_masked_as_the_page_says_also_in_the_draft_to_the_reporter(
        self, world, case, agent
    ):
        number = "19811228-9875"
        assert not next(iter(personnummer.find(number))).certain
        given = form(world, verdict="needs_data", **dict.fromkeys(("steps", "used"), f"Student {number}"))
        agent.post(to("reproduce", case), given | {"kept": number}, headers=ENGLISH, follow=True)
        attempt = Reproduction.objects.get()
        draft = queries.draft(world.actor(world.agent), f"case:{case.number}:answer")
        assert attempt.message.text == attempt.used == "Student 19811228-••••"
        assert draft is not None and "9875" not in str(draft.fields)

    def test_pressed_twice_the_question_to_the_reporter_is_drafted_once(self, world, case, agent):
        for _time in range(2):
            agent.post(to("reproduce", case), form(world, verdict="needs_data", once="a" * 32))
        draft = queries.draft(world.actor(world.agent), f"case:{case.number}:answer")
        assert Reproduction.objects.count() == 1
        assert draft.fields["text"].count("Hej") == 1

    def test_are_warned_of_while_typing_in_every_field(self, case, agent):
        shown = agent.get(to("reproduce", case), headers=DIALOG).content.decode()
        assert shown.count('data-identity="never"') == 5


class TestBadInput:
    @pytest.mark.parametrize("text", ODD)
    def test_odd_text_is_kept_harmless(self, world, case, agent, text):
        given = form(world, **dict.fromkeys(("steps", "used", "expected", "actual"), text), version=text[:80])
        assert agent.post(to("reproduce", case), given).status_code == 303
        assert is_harmless(page(agent, case))
        attempt = Reproduction.objects.get()
        for kept in (attempt.message.text, attempt.version, attempt.used):
            assert not any(ord(char) < 9 or char in "\u202e\u2066\x1b" for char in kept)

    def test_ten_thousand_characters_fit_where_prose_goes(self, world, case, agent):
        given = form(world, steps=LONG, used=LONG, expected=LONG, actual=LONG)
        assert agent.post(to("reproduce", case), given).status_code == 303
        assert Reproduction.objects.get().actual == LONG

    def test_a_version_of_ten_thousand_characters_is_refused_and_given_back(self, world, case, agent):
        answer = agent.post(to("reproduce", case), form(world, version=LONG))
        assert answer.status_code == 422 and LONG in answer.content.decode()
        with pytest.raises(Refused):
            tried(world, case, version=LONG)
        assert not Reproduction.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [{"steps": "  \n"}, {"steps": "\x00"}, {"verdict": ""}, {"verdict": "maybe"}, {"environment": ""},
         {"environment": "x"}, {"environment": "99999999999999999999"}],
    )  # fmt: skip
    def test_what_is_missing_or_strange_is_said_with_all_text_kept(self, world, case, agent, wrong):
        answer = agent.post(to("reproduce", case), form(world, actual="Det här skrev jag.") | wrong)
        assert answer.status_code == 422 and "Det här skrev jag." in answer.content.decode()
        assert not Reproduction.objects.exists()

    def test_strangers_files_are_passed_over(self, world, case, agent):
        theirs = world.file(world.other_agent)
        agent.post(to("reproduce", case), form(world, files=[str(theirs.pk), "x", ""]))
        assert not Reproduction.objects.get().message.attachments.exists()

    def test_a_command_refuses_what_is_no_attempt(self, world, case):
        for wrong in ({"verdict": "maybe"}, {"steps": " "}):
            with pytest.raises(Refused):
                tried(world, case, **wrong)


class TestNeedsData:
    def ask(self, world, case, client, **more):
        return client.post(to("reproduce", case), form(world, verdict="needs_data", **more), headers=DIALOG)

    def test_drafts_a_question_and_sends_nothing(self, world, case, agent):
        answer = self.ask(world, case, agent, version="2.47.1")
        address = answer.headers["HX-Redirect"]
        assert address.startswith(to("case", case)) and "compose=answer" in address and address.endswith("#composer")
        shown = agent.get(address.removesuffix("#composer"), headers=ENGLISH)
        text = shown.context["answer_form"]["text"].value()
        for said in ("Produktion 2.47.1: Attesterade tre resultat.", "kurskod", "tillfälleskod", "UID", "tid"):
            assert said in text, said
        assert shown.context["answer_form"]["then"].value() == "waiting"
        assert shown.context["mode"] == "answer"
        assert not case.messages.filter(kind=Message.Kind.ANSWER).exists()

    def test_is_asked_in_the_reporters_language(self, world, agent):
        case = world.taken(reporter=world.invite(world.uu, "Erin English", language="en"))
        self.ask(world, case, agent)
        text = queries.draft(world.actor(world.agent), f"case:{case.number}:answer").fields["text"]
        assert text.startswith("Hello,") and "course code" in text and "Production" in text

    def test_keeps_what_the_agent_had_begun(self, world, case, agent):
        agent.post(reverse("cases:draft", args=[f"case:{case.number}:answer"]), {"text": "Hej Lars!", "then": "keep"})
        first = self.ask(world, case, agent).headers["HX-Redirect"]
        text = queries.draft(world.actor(world.agent), f"case:{case.number}:answer").fields["text"]
        assert text.startswith("Hej Lars!\n\nHej!")
        assert self.ask(world, case, agent).headers["HX-Redirect"] != first


class TestTheState:
    def state(self, case):
        return Case.objects.get(pk=case.pk).reproduction

    def test_is_that_of_the_latest_attempt(self, world, case, agent):
        assert self.state(case) == ""
        assert "attempt-state" not in page(agent, case)
        tried(world, case, "not_reproduced")
        tried(world, case, "intermittent")
        assert self.state(case) == "intermittent"
        shown = page(agent, case)
        assert "Happens at times" in shown and "2 attempts" in shown

    def test_goes_along_when_cases_are_merged_and_parted(self, world, case):
        other, agent = world.taken(), world.actor(world.agent)
        tried(world, case, "reproduced")
        commands.merge(agent, case, target=other)
        assert self.state(other) == "reproduced"
        assert len(queries.attempts(agent, queries.case(agent, other.number))) == 1
        commands.unmerge(agent, case)
        assert (self.state(case), self.state(other)) == ("reproduced", "")

    def test_goes_along_when_the_attempt_moves(self, world, case):
        other, agent = world.taken(), world.actor(world.agent)
        first, second = tried(world, case, "reproduced"), tried(world, case, "needs_data")
        commands.move_message(agent, case, message=second.message, target=other)
        assert (self.state(case), self.state(other)) == ("reproduced", "needs_data")
        made = commands.split(agent, case, message=first.message, title="En egen sak")
        assert (self.state(case), self.state(made)) == ("", "reproduced")

    def test_is_shown_in_lists_with_icon_and_words_and_in_the_export(self, world, case, agent):
        assert "row-verdict" not in agent.get(reverse("cases:list")).content.decode()
        tried(world, case)
        shown = agent.get(reverse("cases:list"), headers=ENGLISH).content.decode()
        assert 'class="row-verdict" title="Reproduced"' in shown and "#flask" in shown
        answer = agent.get(reverse("cases:export"), headers=ENGLISH)
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert lines[0].split(";")[9] == "Reproduction" and lines[1].split(";")[9] == "Reproduced"

    def test_narrows_a_list(self, world, agent):
        cases = {verdict: world.taken(title=f"Sak {verdict}") for verdict in Case.Verdict.values}
        world.taken(title="Sak none")
        for verdict, case in cases.items():
            tried(world, case, verdict)

        def titles(query):
            answer = agent.get(f"{reverse('cases:list')}?{query}", headers=ENGLISH)
            return {row.case.title for row in answer.context["page"].rows}

        for verdict in (*cases, "none"):
            assert titles(f"reproduction={verdict}") == {f"Sak {verdict}"}
        assert titles("reproduction=none&reproduction=needs_data") == {"Sak none", "Sak needs_data"}
        assert titles("reproduction=' OR 1=1") == titles("")
        listed = agent.get(f"{reverse('cases:list')}?reproduction=none", headers=ENGLISH).content.decode()
        assert "Not tried" in listed
        filters = agent.get(f"{reverse('cases:filters')}?reproduction=none").content.decode()
        assert 'name="reproduction" value="none"' in filters

    def test_costs_no_list_and_no_case_more_queries(self, world, agent):
        def cost(address):
            agent.get(address)
            counts = []
            for _time in range(3):
                with CaptureQueriesContext(connection) as caught:
                    assert agent.get(address).status_code == 200
                counts.append(len(caught))
            return min(counts)

        first, many = world.taken(), world.taken()
        lists = [f"{reverse('cases:list')}?{query}" for query in ("", "view=all", "reproduction=reproduced")]
        tried(world, first)
        before = [cost(address) for address in (*lists, to("case", first))]
        test = services.add_environment(SYSTEM, key="test", name_sv="Test", name_en="Test", order=1)
        for _time in range(6):
            tried(world, many, environment=test)
            tried(world, world.taken())
        assert [cost(address) for address in (*lists, to("case", many))] == before
