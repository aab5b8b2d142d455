"""What bad input gets: a clear message, nothing lost, nothing doubled, nothing run (issue 2, item 23)."""

import re

import pytest
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused
from bollkoll.people.actor import Actor

pytestmark = pytest.mark.django_db

LONG = "Attesterade resultat " * 500  # 10,500 characters
CONTROL = "Radbyte\x00\x07\x1b[31m\u2028här\ufeff"
TURNED = "\u202etxt.exe\u202c och \u2066dolt\u2069"
SQL = "'); DROP TABLE cases_case; --"
HTML = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'><b>fet</b>'
BRACES = "{actor} %(name)s {{ request.user }} {% load i18n %}"
WIDE = "🧑‍🔬 ÅÄÖ ﷽ 𝕏 e\u0301"
ODD = [CONTROL, TURNED, SQL, HTML, BRACES, WIDE]


def to(name, case):
    return reverse(f"cases:{name}", args=[case.number])


@pytest.fixture
def agent(world):
    return world.client(world.agent)


@pytest.fixture
def case(world):
    return world.taken()


def is_harmless(shown: str) -> bool:
    outside = re.sub(r"<script (?:type=\"module\" )?src=[^>]*></script>", "", shown)
    return "<script>" not in outside and 'onerror="alert' not in outside and "<b>fet" not in outside


class TestASubjectOfTenThousandCharacters:
    def test_is_refused_when_a_call_is_written_down_and_given_back(self, world, agent):
        role = world.local.roles.get()
        answer = agent.post(
            reverse("cases:new"), {"role": role.pk, "title": LONG, "text": "Mer här.", "kind": "question"}
        )
        assert answer.status_code == 422 and LONG in answer.content.decode() and not Case.objects.exists()

    def test_is_refused_when_one_renames_or_splits_and_given_back(self, world, case, agent):
        message = world.reply(case, text="En sak till")
        for verb, more in (("rename", {}), ("split", {"message": message.pk})):
            answer = agent.post(to(verb, case), {"title": LONG, **more})
            assert answer.status_code == 422 and LONG in answer.content.decode(), verb
        assert world.fresh(case).title == case.title

    def test_is_never_cut_by_a_command_without_a_word(self, world, case):
        with pytest.raises(Refused):
            commands.rename(Actor(world.agent), case, title=LONG)

    def test_with_an_identity_number_it_is_refused_and_given_back(self, world, case, agent):
        message = world.reply(case, text="En sak till")
        for verb, more in (("rename", {}), ("split", {"message": message.pk})):
            answer = agent.post(to(verb, case), {"title": "Student 19850709-9805", **more})
            assert answer.status_code == 422 and "Student 19850709-9805" in answer.content.decode(), verb
        assert world.fresh(case).title == case.title

    def test_in_a_note_on_the_ball_is_told_of(self, case, agent):
        assert agent.post(to("remind", case), {"step": "answer", "note": LONG}).status_code == 422


@pytest.mark.parametrize("text", ODD)
class TestOddTextInEveryField:
    def test_of_an_answer_and_a_note(self, case, agent, text):
        for name in ("answer", "note"):
            assert agent.post(to(name, case), {"text": text, "then": "keep"}).status_code == 303
        shown = agent.get(to("case", case)).content.decode()
        assert is_harmless(shown)
        for message in case.messages.exclude(kind="report"):
            assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", message.text)

    def test_of_the_verbs(self, world, case, agent, text):
        agent.post(to("rename", case), {"title": text})
        agent.post(to("triage", case), {"kind": "fault", "reason": text})
        agent.post(to("remind", case), {"step": "answer", "note": text[:200]})
        message = world.reply(case, text=text)
        agent.post(to("split", case), {"message": message.pk, "title": text})
        for one in Case.objects.all():
            assert is_harmless(agent.get(to("case", one)).content.decode())

    def test_of_a_refused_form_comes_back_as_it_was(self, case, agent, text):
        answer = agent.post(to("answer", case), {"text": text, "then": "nonsense"})
        assert answer.status_code == 422
        assert is_harmless(answer.content.decode())

    def test_where_an_id_is_expected(self, case, agent, text):
        assert agent.post(to("assign", case), {"person": text}).status_code == 422
        assert agent.post(to("triage", case), {"kind": text, "service": text, "impact": text}).status_code == 422
        assert agent.post(to("merge", case), {"other": text[:20]}).status_code == 422
        assert agent.post(to("unlink", case), {"number": text}).status_code == 404
        assert agent.post(to("undo_answer", case), {"message": text}).status_code == 404
        assert agent.post(to("answer", case), {"text": "x", "then": "keep", "seen": text}).status_code == 422

    def test_in_a_name_that_is_looked_for(self, case, agent, text):
        assert agent.get(to("colleagues", case), {"q": text}).json() == []

    def test_of_a_draft_and_its_name(self, agent, text):
        from urllib.parse import quote

        address = f"/cases/drafts/{quote(text[:40], safe='')}"
        assert agent.post(address, {"text": text, "files": [text, text], text[:20]: "x"}).status_code in (200, 404)
        assert agent.get(address).status_code in (200, 404)

    def test_of_a_telephone_call(self, world, agent, text):
        role = world.local.roles.get()
        given = {"role": role.pk, "title": text, "text": text, "kind": "question"}
        assert agent.post(reverse("cases:new"), given).status_code == 303
        assert is_harmless(agent.get(to("case", Case.objects.get())).content.decode())


class TestAFormSentTwice:
    @pytest.mark.parametrize("verb", ["solve", "close", "protect"])
    def test_a_verb_is_done_once(self, case, agent, verb):
        first, second = (agent.post(to(verb, case)).status_code for _time in range(2))
        assert first == 303
        assert second in (303, 409)  # protecting again is lifting it: another form, and it says which it is

    def test_the_database_lets_only_one_of_two_keys_through(self, world, case):
        from bollkoll.cases.commands import AlreadyDone

        actor = world.actor(world.agent)
        commands.answer(actor, case, text="En", once="k")
        with pytest.raises(AlreadyDone) as again:
            commands.answer(actor, case, text="En", once="k")
        assert again.value.made == case.messages.get(kind="answer")

    def test_the_same_key_of_another_person_is_another_form(self, world, case):
        commands.note(world.actor(world.agent), case, text="En", once="k")
        commands.note(world.actor(world.other_agent), case, text="Två", once="k")
        assert case.messages.filter(kind="note").count() == 2

    def test_an_overlong_key_is_told_of_and_nothing_is_lost(self, case, agent):
        answer = agent.post(to("answer", case), {"text": "Kvar.", "then": "keep", "once": "x" * 500})
        assert answer.status_code == 422
        assert "Kvar.</textarea>" in answer.content.decode()


class TestAStalePage:
    def test_the_case_was_closed_meanwhile(self, world, case, agent):
        commands.close(world.actor(world.other_agent), case)
        for verb, given in (("remind", {"step": "answer"}), ("assign", {"person": world.agent.pk})):
            answer = agent.post(to(verb, case), given, headers={"Accept-Language": "en"})
            assert answer.status_code == 409
            assert "The case is closed. Open it again first." in answer.content.decode()

    def test_the_case_was_protected_meanwhile(self, world, case):
        commands.protect(world.actor(world.agent), case)
        answer = world.client(world.other_agent).post(
            to("answer", case), {"text": "Ett långt svar.", "then": "keep"}, headers={"Accept-Language": "en"}
        )
        assert answer.status_code == 404
        assert "Ett långt svar." in answer.content.decode()

    def test_the_other_agent_left_meanwhile(self, world, case, agent):
        from bollkoll.people import commands as people

        people.end_person(world.actor(world.admin), world.other_agent)
        assert agent.post(to("assign", case), {"person": world.other_agent.pk}).status_code == 422


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "1042abc", "-1"])
def test_a_number_that_is_no_case(agent, number):
    assert agent.get(f"/cases/{number}/").status_code == 404


def test_a_get_where_a_post_is_needed(case, agent):
    assert agent.get(to("take", case)).status_code == 405
    assert agent.get(to("answer", case)).status_code == 405
