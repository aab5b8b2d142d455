"""Drafts, presence, suggestions: what helps while one works."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bollkoll.cases import queries, rules
from bollkoll.cases.models import Draft, Presence
from bollkoll.log.guard import housekeeping
from bollkoll.people import commands as people
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db

DRAFT = reverse("cases:draft", args=["portal:reply:1042"])


def save(client, text, window, seen=""):
    return client.post(DRAFT, {"text": text}, headers={"X-Draft-Window": window, "X-Draft-Seen": seen})


class TestADraftInTwoWindows:
    def test_a_window_that_has_not_seen_the_newer_one_writes_nothing_over(self, world):
        client = world.client(world.local)
        assert save(client, "Ett", "a").status_code == 200
        refused = save(client, "Två", "b")
        assert refused.status_code == 409 and refused.json()["is_newer"]
        assert save(client, "", "b").status_code == 409
        assert Draft.objects.get().fields["text"] == "Ett"
        assert save(client, "Ett och lite till", "a").status_code == 200  # though the answer to the first was lost

    def test_a_window_that_has_seen_it_goes_on(self, world):
        client = world.client(world.local)
        save(client, "Ett", "a")
        assert save(client, "Ett, Två", "b", seen=client.get(DRAFT).json()["saved_at"]).status_code == 200
        assert save(client, "Ett, tre", "a", seen="").status_code == 409
        assert Draft.objects.get().fields["text"] == "Ett, Två"

    def test_what_the_one_sends_leaves_the_newer_draft_of_the_other(self, world):
        client, case = world.client(world.agent), world.taken()
        note, draft = (
            reverse("cases:note", args=[case.number]),
            reverse("cases:draft", args=[f"case:{case.number}:note"]),
        )
        client.post(draft, {"text": "Ett"}, headers={"X-Draft-Window": "a"})
        client.post(note, {"text": "Två"}, headers={"X-Draft-Window": "b"})
        assert Draft.objects.get().fields["text"] == "Ett"
        client.post(note, {"text": "Ett"}, headers={"X-Draft-Window": "a"})
        assert not Draft.objects.exists()

    def test_a_new_case_leaves_the_newer_draft_of_another_window(self, world):
        client, role = world.client(world.agent), world.local.roles.get()
        form = {"role": role.pk, "title": "Från telefonen", "text": "Mer här.", "kind": "question"}
        for window, left in (("a", 1), ("b", 0)):
            draft = client.post(
                reverse("cases:draft", args=["new:phone"]), {"text": "Nästa ärende"}, headers={"X-Draft-Window": "b"}
            )
            assert draft.status_code == 200
            sent = client.post(reverse("cases:new"), form, headers={"X-Draft-Window": window})
            assert (sent.status_code, Draft.objects.count()) == (303, left)

    def test_the_same_text_from_both_is_one(self, world):
        client = world.client(world.local)
        assert [save(client, "Ett", window).status_code for window in "ab"] == [200, 200]

    def test_what_was_sent_in_the_one_stands_in_nobodys_way(self, world):
        client = world.client(world.local)
        saved = save(client, "Ett", "a").json()["saved_at"]
        save(client, "", "a")
        assert save(client, "Två", "b", seen=saved).status_code == 200


class TestADraft:
    def test_is_saved_and_given_back(self, world):
        client = world.client(world.local)
        saved = client.post(DRAFT, {"text": "Halvvägs", "files": ["a", "b"], "once": "x"}).json()
        assert saved["saved_at"]
        kept = client.get(DRAFT).json()
        assert kept["fields"] == {"text": "Halvvägs", "files": ["a", "b"]}

    def test_is_its_owners_alone(self, world):
        world.client(world.local).post(DRAFT, {"text": "Mitt"})
        assert world.client(world.contact).get(DRAFT).json()["fields"] == {}

    def test_of_nothing_is_none(self, world):
        client = world.client(world.local)
        client.post(DRAFT, {"text": "Något"})
        client.post(DRAFT, {"text": "  ", "then": "keep"})
        assert not Draft.objects.exists()

    def test_of_what_was_just_sent_does_not_come_back(self, world):
        case = world.case()
        world.reply(case, text="Det jag skickade.")
        world.client(world.local).post(DRAFT, {"text": "Det jag skickade.\r\n"})
        assert not Draft.objects.exists()

    def test_of_a_note_alone_is_in_sight_when_the_case_is_opened_again(self, world):
        case, client = world.taken(), world.client(world.agent)
        page = reverse("cases:case", args=[case.number])
        client.post(reverse("cases:draft", args=[f"case:{case.number}:note"]), {"text": "Halvvägs"})
        assert client.get(page).context["mode"] == "note"
        client.post(reverse("cases:draft", args=[f"case:{case.number}:answer"]), {"text": "Till anmälaren"})
        assert client.get(page).context["mode"] == "answer"

    def test_has_a_limit(self, world):
        assert world.client(world.local).post(DRAFT, {"text": "x" * 250_000}).status_code == 413

    def test_needs_an_account(self, client):
        assert client.post(DRAFT, {"text": "x"}, headers={"X-Sent-By": "page"}).status_code == 401

    def test_the_oldest_of_very_many_go(self, world, monkeypatch):
        from bollkoll.cases.views import working

        monkeypatch.setattr(working, "MOST_DRAFTS", 2)
        client = world.client(world.local)
        for number in range(4):
            client.post(reverse("cases:draft", args=[f"new:{number}"]), {"text": "x"})
        assert sorted(Draft.objects.values_list("key", flat=True)) == ["new:2", "new:3"]


class TestWhoElseIsHere:
    def tell(self, world, person, case, state="viewing"):
        return world.client(person).post(
            reverse("cases:presence", args=[case.number]), {"state": state}, headers={"Accept-Language": "en"}
        )

    def test_others_are_named_and_oneself_is_not(self, world):
        case = world.case()
        self.tell(world, world.other_agent, case, "typing")
        shown = self.tell(world, world.agent, case).content.decode()
        assert "Bo is writing" in shown
        assert "Asta" not in shown

    def test_who_has_left_is_gone_at_once(self, world):
        case = world.case()
        self.tell(world, world.other_agent, case)
        assert self.tell(world, world.other_agent, case, "left").status_code == 204
        assert "Bo" not in self.tell(world, world.agent, case).content.decode()

    def test_who_says_nothing_for_half_a_minute_is_gone(self, world):
        case = world.case()
        with housekeeping("test"):
            Presence.objects.create(case=case, person=world.other_agent, seen_at=timezone.now() - timedelta(seconds=31))
        assert queries.here_now(world.actor(world.agent), case) == []

    def test_nobody_is_told_of_a_protected_case(self, world):
        assert self.tell(world, world.other_agent, world.protected()).status_code == 404


class TestTheSuggestion:
    def first(self, case):
        with override("en"):
            best = queries.suggestions(case)[0]
            return best.person, best.reasons

    def test_the_specialist_of_the_service(self, world):
        assert self.first(world.case(service=world.service)) == (
            world.agent,
            ["specialist in Results", "works today", "0 open balls"],
        )

    def test_who_follows_the_team(self, world):
        other = services.add_service(
            world.actor(world.admin), key="csn", name_sv="CSN", team=world.developers, specialist=None
        )
        services.add_member(world.actor(world.admin), world.developers, person=world.coordinator, part="follows")
        person, reasons = self.first(world.case(service=other))
        assert person == world.coordinator
        assert reasons[0] == "follows Team deltagande"

    def test_not_who_is_away(self, world):
        today = timezone.localdate()
        people.set_absence(world.actor(world.agent), world.agent, first_day=today, last_day=today)
        case = world.case(service=world.service)
        assert self.first(case)[0] != world.agent
        last = next(one for one in queries.suggestions(case) if one.person == world.agent)
        with override("en"):
            assert "away today" in last.reasons

    def test_the_lightest_load_by_share(self, world):
        people.change_employment(world.actor(world.admin), world.other_agent, share=50)
        for agent in (world.agent, world.other_agent, world.coordinator, world.coordinator, world.coordinator):
            world.taken(by=agent)
        assert self.first(world.case()) == (world.agent, ["works today", "1 open ball"])
        half = next(one for one in queries.suggestions(world.case()) if one.person == world.other_agent)
        with override("en"):
            assert half.reasons[-1] == "1 open ball at 50 %"

    def test_of_a_protected_case_only_the_named(self, world):
        assert [one.person for one in queries.suggestions(world.protected())] == [world.agent]

    def test_costs_a_few_queries_however_many_there_are(self, world, django_assert_max_num_queries):
        case = queries.case(world.actor(world.agent), world.case(service=world.service).number)
        with django_assert_max_num_queries(3):
            queries.suggestions(case)


class TestTheRules:
    def test_hours_say_which_days_somebody_works(self):
        monday = timezone.make_aware(timezone.datetime(2026, 10, 5, 10))
        opening = [(time(8), time(16, 30))]
        assert rules.is_at_work({}, monday, opening)
        assert rules.is_at_work({"0": ["08.00", "12.00"]}, monday, opening)
        assert not rules.is_at_work({"1": ["08.00", "12.00"]}, monday, opening)

    def test_the_longer_name_is_mentioned_when_one_begins_like_another(self):
        names = [(1, "Anna Lind"), (2, "Anna Lindgren"), (3, "Bo Ek")]
        assert rules.mentioned("Se här @Anna Lindgren", names) == [2]
        assert sorted(rules.mentioned("@anna lind och @Bo Ek", names)) == [1, 3]
        assert rules.mentioned("anna@Lind.se", names) == []
