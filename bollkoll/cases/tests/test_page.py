"""The page of a case: what is on it, for whom, in what order, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bollkoll.cases import commands, queries
from bollkoll.cases.models import Case
from bollkoll.log.acting import act
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Role
from bollkoll.services import commands as services
from bollkoll.services.models import Organisation

pytestmark = pytest.mark.django_db


def page(world, case, person=None, **more):
    address = reverse("cases:case", args=[case.number])
    return world.client(person or world.agent).get(address, more, headers={"Accept-Language": "en"}).content.decode()


def entries(world, case, person=None):
    with override("en"):
        return queries.timeline(world.actor(person or world.agent), case)


def sentences(world, case, person=None):
    import re

    with override("en"):
        found = queries.timeline(world.actor(person or world.agent), case)
        return [re.sub("<[^>]+>", "", str(entry.sentence)) for entry in found if entry.kind == "event"]


class TestTheTimeline:
    def test_messages_notes_and_events_stand_in_one_order_by_time(self, world):
        case = world.case(at=timezone.now() - timedelta(hours=3))
        for hours, command, more in (
            (2, commands.take, {}),
            (1.5, commands.note, {"text": "Kollar loggen."}),
            (1, commands.answer, {"text": "Vi tittar."}),
        ):
            with act(world.actor(world.agent), at=timezone.now() - timedelta(hours=hours)):
                command(world.actor(world.agent), case, **more)
        kinds = [entry.kind for entry in entries(world, case)]
        assert kinds == ["message", "event", "note", "answer"]

    def test_events_are_sentences_with_names(self, world):
        case = world.case()
        commands.assign(world.actor(world.coordinator), case, person=world.agent)
        commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
        assert sentences(world, case) == [
            "Cilla Ceder gave the case to Asta Almgren",
            "Asta Almgren asked third line: Team deltagande",
        ]

    def test_what_doubles_a_message_and_the_balls_own_moves_are_left_out(self, world):
        case = world.case()
        world.answer(case)
        world.reply(case)
        world.note(case)
        assert sentences(world, case) == []

    def test_the_same_again_by_the_same_person_is_one_line(self, world):
        case = world.case()
        agent = world.actor(world.agent)
        for impact in (1, 2, 3):
            commands.triage(agent, case, impact=impact, urgency=2, service=world.service)
        commands.triage(world.actor(world.coordinator), case, urgency=4)
        assert sentences(world, case) == ["Asta Almgren sorted the case", "Cilla Ceder sorted the case"]
        with override("en"):
            assert queries.timeline(agent, case)[1].details == "fault report · Results"

    def test_a_name_with_html_in_it_is_only_a_name(self, world):
        odd = world.engage("<script>alert(1)</script> Ek", 2)
        case = world.case()
        commands.assign(world.actor(world.agent), case, person=odd)
        shown = page(world, case)
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt; Ek" in shown

    def test_a_long_one_opens_at_both_its_ends(self, world):
        case = world.case(text="Början")
        for number in range(40):
            world.note(case, text=f"Anteckning nummer {number}.")
        shown = page(world, case)
        assert "24 older entries" in shown
        assert shown.index("Början") < shown.index("older entries") < shown.index("Anteckning nummer 39.")
        assert "Anteckning nummer 5." not in shown
        client = world.client(world.agent)
        older = client.get(reverse("cases:part", args=[case.number, "older"])).content.decode()
        assert "Anteckning nummer 5." in older and "Anteckning nummer 39." not in older
        assert "Anteckning nummer 5." in page(world, case, all="1")

    def test_the_reporters_side_reads_the_dialogue_and_a_few_plain_events_only(self, world):
        case = world.case()
        commands.take(world.actor(world.agent), case)
        commands.triage(world.actor(world.agent), case, impact=3, urgency=3)
        world.note(case, text="Bara för oss.")
        world.answer(case, text="Det är rättat.")
        commands.answer(world.actor(world.agent), case, text="Inte skickat än.")
        with override("en"):
            found = queries.shared_timeline(world.actor(world.local), case)
        assert [entry.kind for entry in found] == ["message", "event", "answer"]
        texts = [entry.message.text for entry in found if entry.message]
        assert texts == ["Vi ser inte de attesterade resultaten.", "Det är rättat."]
        assert entries(world, case, world.local) == found

    def test_a_colleagues_words_are_not_said_to_be_the_reporters(self, world):
        case = world.case(reporter=world.local)
        world.reply(case, "Ett ord till.")
        world.reply(case, "Vi ser det med.", by=world.contact)
        said = [entry.word for entry in entries(world, case) if entry.message]
        assert said == ["", "", "From a colleague of the reporter"]


class TestMergedCases:
    def test_their_dialogue_is_shown_and_marked(self, world):
        case, other = world.case(), world.case(text="Samma sak hos oss.")
        commands.merge(world.actor(world.agent), other, target=case)
        merged = [entry for entry in entries(world, case) if entry.is_merged]
        assert [entry.message.text for entry in merged] == ["Samma sak hos oss."]
        assert f"from case {other.number}, merged into this one" in page(world, case)
        assert sentences(world, case) == [f"Asta Almgren merged #{other.number} Resultat syns inte into this case"]

    def test_the_merged_one_says_where_the_dialogue_goes_on_and_takes_no_answer(self, world):
        case, other = world.case(), world.case()
        commands.merge(world.actor(world.agent), other, target=case)
        shown = page(world, other)
        assert f"Merged into case {case.number}" in shown
        assert 'id="composer-answer"' not in shown

    def test_chains_of_merges_end_in_one_page(self, world):
        first, second, third = world.case(text="ett"), world.case(text="två"), world.case(text="tre")
        agent = world.actor(world.agent)
        commands.merge(agent, first, target=second)
        commands.merge(agent, second, target=third)
        assert {e.message.text for e in entries(world, third) if e.message} == {"ett", "två", "tre"}

    def test_a_merged_protected_case_stays_with_those_it_names(self, world):
        agent = world.actor(world.agent)
        case, other = world.protected(), world.protected(text="Hemligt för fler.")
        commands.name_person(agent, case, person=world.other_agent)
        commands.merge(agent, other, target=case)
        assert "Hemligt för fler." in page(world, case)
        assert "Hemligt för fler." not in page(world, case, world.other_agent)


class TestTheSidePanel:
    def test_the_institutions_other_cases_are_those_one_may_see(self, world):
        case, hidden = world.case(), world.protected(title="Skyddat ärende")
        for number in range(7):
            world.case(title=f"Grannärende {number}")
        shown = page(world, case, world.other_agent)
        assert shown.count("Grannärende") == 5
        assert hidden.title not in shown
        assert reverse("cases:list") + "?institution=" in shown

    def test_an_undeliverable_reporter_is_warned_of_before_one_writes(self, world):
        from bollkoll.people import commands as people
        from bollkoll.people.actor import SYSTEM

        people.mark_undeliverable(SYSTEM, world.local, why="550 no such user")
        shown = page(world, world.case())
        assert "Mail to this address bounces" in shown
        assert "550 no such user" in shown
        assert "mail bounces" in shown[shown.index("composer-to") :]

    def test_the_recipients_are_named_before_one_sends(self, world):
        case = world.case()
        commands.add_watcher(world.actor(world.agent), case, person=world.contact)
        shown = page(world, case)
        to = shown[shown.index("composer-to") :]
        assert to.index("Lars Lokal") < to.index("Karin Kontakt")
        assert "Send to 2 people" in shown

    def test_a_follower_from_before_the_protection_gets_nothing_any_more(self, world):
        agent = world.actor(world.agent)
        case = world.taken()
        commands.add_watcher(agent, case, person=world.contact)
        commands.protect(agent, case)
        assert [one.person for one in queries.recipients(world.fresh(case))] == [world.local]

    def test_the_suggested_agent_stands_there_with_the_reasons(self, world):
        case = world.case(service=world.service)
        shown = page(world, case)
        assert "specialist in Results" in shown
        assert "Assign Asta" in shown

    def test_nobody_who_is_away_is_suggested(self, world):
        case, today = world.case(service=world.service), timezone.localdate()
        for agent in (world.agent, world.other_agent, world.coordinator):
            people.set_absence(SYSTEM, agent, first_day=today, last_day=today)
        shown = page(world, case)
        assert "Suggested" not in shown and "Assign Asta" not in shown

    def test_a_link_to_a_case_one_may_not_see_is_not_shown(self, world):
        agent = world.actor(world.agent)
        case, hidden = world.case(), world.protected(title="Skyddat ärende")
        commands.link(agent, case, other=hidden)
        assert "Skyddat ärende" in page(world, case)
        assert "Skyddat ärende" not in page(world, case, world.other_agent)
        assert sentences(world, case, world.other_agent) == ["Asta Almgren linked the case with another case"]


class TestTheReport:
    def test_what_was_filled_in_stands_at_the_top_with_its_examples(self, world):
        case = world.case(
            report={"did": "Attesterade", "happened": "Inget syns", "expected": "Betyg", "affected": "all"},
            examples=[{"course": "1MA008", "wrong": "saknas"}],
        )
        shown = page(world, case)
        for words in ("Attesterade", "Inget syns", "Everyone at the institution", "1MA008"):
            assert words in shown

    def test_the_html_of_a_mail_is_shown_in_a_frame_that_runs_and_fetches_nothing(self, world):
        case = world.case()
        message = commands.reply(
            world.actor(world.local, "mail"), case, text="Hej", html="<p>Hej <b>hej</b></p>", quoted="> gammalt"
        )
        shown = page(world, case)
        assert "<b>hej</b>" not in shown
        assert 'sandbox="allow-same-origin' in shown and "allow-scripts" not in shown
        answer = world.client(world.agent).get(reverse("cases:message_html", args=[case.number, message.pk]))
        assert b"<b>hej</b>" in answer.content
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"

    def test_only_the_mails_own_pictures_are_shown(self, world):
        from io import BytesIO

        from PIL import Image

        content = BytesIO()
        Image.new("RGB", (2, 2)).save(content, "PNG")
        content.seek(0)
        mail = world.actor(world.local, "mail")
        file = commands.upload_file(mail, file=content, name="logga.png", content_id="<logo@x>", is_inline=True)
        case = world.case()
        html = '<img src="cid:logo@x"><img src="cid:unknown@x">'
        message = commands.reply(mail, case, text="Hej", html=html, files=[file])
        answer = world.client(world.agent).get(reverse("cases:message_html", args=[case.number, message.pk]))
        assert reverse("cases:preview", args=[file.pk]) in answer.content.decode()
        assert b"cid:" not in answer.content


class TestParts:
    @pytest.mark.parametrize("name", ["head", "timeline", "aside"])
    def test_each_can_be_fetched_again_alone(self, world, name):
        case = world.taken()
        answer = world.client(world.agent).get(reverse("cases:part", args=[case.number, name]))
        assert answer.status_code == 200
        assert b"<html" not in answer.content

    def test_there_are_no_others(self, world):
        case = world.taken()
        assert world.client(world.agent).get(reverse("cases:part", args=[case.number, "secrets"])).status_code == 404

    def test_the_case_alone_opens_beside_a_list(self, world):
        case = world.taken()
        answer = world.client(world.agent).get(
            reverse("cases:case", args=[case.number]), headers={"HX-Request": "true", "HX-Target": "detail"}
        )
        assert b"<html" not in answer.content
        assert b"My next ball" not in answer.content

    def test_what_came_since_the_page_was_opened_is_told_at_the_composer(self, world):
        case = world.taken()
        seen = case.messages.get()
        world.reply(case, text="Ett till exempel.")
        answer = world.client(world.agent).get(
            reverse("cases:part", args=[case.number, "timeline"]), {"seen": seen.pk}, headers={"Accept-Language": "en"}
        )
        text = answer.content.decode()
        assert "Lars Lokal has written since you opened the case." in text
        assert "is-new" in text

    def test_an_odd_seen_is_no_error(self, world):
        case = world.taken()
        address = reverse("cases:part", args=[case.number, "timeline"])
        assert world.client(world.agent).get(address, {"seen": "x' OR 1=1 --"}).status_code == 200


class TestTheCost:
    def count(self, world, case):
        """Queries of one fetch; the fewest of three, since parts of every page are kept for some seconds."""
        client = world.client(world.agent)
        address = reverse("cases:case", args=[case.number])
        client.get(address)
        counts = []
        for _time in range(3):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        return min(counts)

    def test_a_long_case_costs_no_more_queries_than_a_short_one(self, world):
        short, long = world.taken(), world.taken()
        for case, rounds in ((short, 1), (long, 12)):
            for _round in range(rounds):
                world.reply(case)
                world.note(case)
                world.answer(case)
                commands.triage(world.actor(world.agent), case, impact=2, urgency=2, service=world.service)
                commands.assign(world.actor(world.agent), case, person=world.other_agent)
                commands.assign(world.actor(world.other_agent), case, person=world.agent)
        assert self.count(world, long) == self.count(world, short)

    def test_many_neighbours_and_followers_cost_no_more_either(self, world):
        case = world.taken()
        commands.add_watcher(world.actor(world.agent), case, person=world.contact)
        commands.link(world.actor(world.agent), case, other=world.case())
        world.case()
        before = self.count(world, case)
        for number in range(4):
            colleague = world.invite(world.uu, f"Kollega {number}", Role.Kind.LOCAL_SUPPORT)
            commands.add_watcher(world.actor(world.agent), case, person=colleague)
            commands.link(world.actor(world.agent), case, other=world.taken())
        assert self.count(world, case) == before


def test_one_walks_through_ones_own_balls_by_due_time(world):
    cases = [world.taken() for _number in range(3)]
    agent = world.actor(world.agent)
    for hours, case in zip((5, 1, 3), cases, strict=True):
        commands.remind(agent, case, look_again_at=timezone.now() + timedelta(hours=hours))
    third, first, second = (Case.objects.get(pk=case.pk).number for case in cases)
    assert queries.neighbours(agent, queries.case(agent, second)) == (first, third)
    assert queries.neighbours(agent, queries.case(agent, first)) == (None, second)
    assert queries.neighbours(world.actor(world.other_agent), queries.case(agent, first)) == (None, None)


def test_the_desks_own_form_says_how_the_kinds_are_staffed_and_what_a_target_promises(world):
    today, support = timezone.localdate(), Organisation.objects.get()
    services.add_periods(
        SYSTEM, support, kinds=["change"], level="paused", first_day=today, last_day=today + timedelta(days=3)
    )
    services.set_targets(SYSTEM, support, targets={("fault", 0): (8, None)})
    shown = world.client(world.agent).get(reverse("cases:new"), headers={"Accept-Language": "en"}).content.decode()
    assert "this is paused" in shown
    assert "a first answer is promised at the latest" in shown
    assert shown.count("promised at the latest") == 1
