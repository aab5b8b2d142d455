"""The public pages reach every place: many changes at once are one publishing, a place that is away gets them when it is back,
and what was written without the database is taken back before anything is overwritten."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from bollkoll.commitments import audit
from bollkoll.log import subscribers
from bollkoll.log.guard import housekeeping
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.project import health
from bollkoll.status import commands, publishing, rules
from bollkoll.status.models import Notice, Publication, Update
from bollkoll.status.site import journal

pytestmark = pytest.mark.django_db
FAR = "folder:/far/away"


@pytest.fixture
def root(tmp_path):
    publishing.expect([FAR])
    return tmp_path / "status"


def shown(root):
    return json.loads((root / "current" / ".picture.json").read_text())


def brought(*_):
    return None


def due_again(**changes):
    with housekeeping("test"):
        Publication.objects.update(due_at=timezone.now(), **changes)


def run(root, bring=brought):
    turns = 0
    while publishing.publish_one("test", root, bring):
        turns += 1
        assert turns < 10
    return turns


def test_what_is_published_is_on_the_pages_and_many_changes_are_one_publishing(world, disturbance, root, ahead):
    notice = disturbance()
    for text in ("Ett.", "Två.", "Tre."):
        commands.update(world.actor(world.agent), notice, text_sv=text, next_update_at=ahead(hours=1))
    assert run(root) == 2, "this host, and the other place"
    (row,) = shown(root)["notices"]
    assert [said["text"]["sv"] for said in row["updates"]][-1] == "Tre." and row["id"] == str(notice.pk)
    assert not any(place.is_behind for place in Publication.objects.all())
    assert (root / "current" / "sv" / "index.html").exists()


def test_what_is_said_while_it_is_being_written_is_written_afterwards(world, disturbance, root, ahead):
    notice = disturbance()
    said = []

    def slow(target, folder):
        if not said:
            said.append(target)
            commands.update(world.actor(world.agent), notice, text_sv="Under tiden.", next_update_at=ahead(hours=1))

    run(root, slow)
    assert shown(root)["notices"][0]["updates"][-1]["text"]["sv"] == "Under tiden."
    assert not any(place.is_behind for place in Publication.objects.all())


def test_a_place_that_is_away_for_an_hour_is_told_of_and_gets_it_when_it_is_back(world, disturbance, root, monkeypatch):
    disturbance()

    def away(target, folder):
        raise ConnectionError("no route to host")

    for _turn in range(15):
        run(root, away)
        place = Publication.objects.get(target=FAR)
        assert place.is_behind and "no route" in place.error
        assert place.due_at <= timezone.now() + publishing.SLOWEST
        due_again()
    assert not Publication.objects.get(target=publishing.SITE).is_behind, "the others have it"
    hour_ago = timezone.now() - timedelta(hours=1)
    with housekeeping("test"):
        Publication.objects.filter(target=FAR).update(wanted_at=hour_ago)
    assert [key for name, key in audit.findings() if name == "publication.behind"] == [FAR]
    (unwell,) = [one for one in health.findings() if one.name == "publications"]
    assert not unwell.is_well and "/far/away" in unwell.text
    assert "no route" in world.client(world.agent).get("/notices/places/").text
    due_again()
    run(root)
    assert not Publication.objects.get(target=FAR).is_behind
    assert [one.is_well for one in health.findings() if one.name == "publications"] == [True]


def test_a_worker_that_died_in_the_middle_is_followed_by_another(world, disturbance, root):
    disturbance()
    with housekeeping("test"):
        Publication.objects.filter(target=publishing.SITE).update(
            work="claimed", worker="dead", attempt=1, leased_until=timezone.now() - timedelta(seconds=1)
        )
    run(root)
    assert shown(root)["notices"]


def test_what_is_old_is_made_anew_though_nothing_was_said(world, root):
    run(root)
    assert run(root) == 0
    with housekeeping("test"):
        Publication.objects.update(published_at=timezone.now() - publishing.ANEW_AFTER - timedelta(minutes=1))
    assert run(root) == 2


def test_anybody_who_keeps_it_may_have_it_made_anew(world, root):
    run(root)
    assert world.client(world.admin).post("/notices/places/anew/").status_code == 303
    assert world.client(world.expert).post("/notices/places/anew/").status_code == 403
    assert run(root) == 2


def test_a_new_name_is_on_the_pages_by_itself(world, root):
    run(root)
    people.change_institution(world.actor(world.admin), world.lu, code="LU", name_sv="Lunds nya universitet")
    while subscribers.run_all():
        continue
    run(root)
    assert "Lunds nya universitet" in {one["name"]["sv"] for one in shown(root)["institutions"]}


def test_a_secret_in_an_address_is_not_shown(root):
    publishing.expect(["s3:key:hemligt@bucket/x"])
    assert "hemligt" not in Publication.objects.get(target__startswith="s3").label


class TestTheJournal:
    def test_a_notice_written_without_the_database_is_here_before_anything_is_published(self, world, root, fresh):
        notice_id = str(uuid4())
        fields = {
            "kind": "disturbance", "title": {"sv": "Databasen är borta", "en": ""}, "environments": ["production"],
            "parts": [{"service": "resultat", "environment": None, "degree": "down", "note": {"sv": "", "en": ""}}],
            "institutions": None, "severity": "critical",
        }  # fmt: skip
        at = timezone.now() - timedelta(minutes=30)
        said = {"act": "publish", "notice": notice_id, "text": {"sv": "Allt är nere.", "en": ""}, "fields": fields}
        first = journal.write(root, said | {"next_update_at": rules.stamp(at + timedelta(hours=1))}, at)
        journal.write(root, {"act": "update", "notice": notice_id, "text": {"sv": "Vi arbetar.", "en": ""}}, at)
        run(root)
        notice = Notice.objects.get()
        assert (str(notice.pk), notice.source, notice.state) == (notice_id, "journal", "ongoing")
        assert str(Update.objects.order_by("at", "kind").filter(kind="first").get().pk) == first.id
        assert fresh(notice).subject.is_open and notice.parts.get().degree == "down"
        assert journal.entries(root) == []
        (row,) = shown(root)["notices"]
        assert [one["text"]["sv"] for one in row["updates"]] == ["Allt är nere.", "Vi arbetar."]

    def test_it_is_taken_back_at_once_though_nothing_else_is_published(self, world, root):
        publishing.expect([])
        while publishing.publish_one("a", root):
            pass
        journal.write(
            root, {"act": "publish", "text": {"sv": "Allt är nere.", "en": ""}, "fields": {"title": {"sv": "Nere"}}}
        )
        publishing.publish_one("a", root)
        assert Notice.objects.get().title_sv == "Nere" and journal.entries(root) == []

    def test_a_title_of_nothing_and_a_broken_entry_stop_nobody(self, world, disturbance, root):
        said = {"act": "publish", "text": {"sv": "  ", "en": ""}}
        journal.write(root, said | {"fields": {"title": {"sv": "   "}}})
        journal.write(root, said | {"fields": {"title": {"sv": "X"}, "starts_at": "i går"}})
        disturbance()
        run(root)
        assert sorted(Notice.objects.values_list("title_sv", flat=True)) == sorted(
            ["–", Notice.objects.get(source="system").title_sv]
        )
        assert len(journal.entries(root)) == 1
        assert len(shown(root)["notices"]) == 2

    def test_the_same_entry_again_changes_nothing(self, world, root):
        entry = journal.write(
            root, {"act": "publish", "text": {"sv": "En gång.", "en": ""}, "fields": {"title": {"sv": "X"}}}
        )
        commands.take_back(SYSTEM, None, entry=entry.said)
        publishing.take_journal_back(root)
        publishing.take_journal_back(root)
        assert Notice.objects.count() == Update.objects.count() == 1

    def test_the_end_of_a_notice_is_taken_back_and_what_is_lost_is_left(self, world, disturbance, root):
        notice = disturbance()
        journal.write(root, {"act": "resolve", "notice": str(notice.pk), "text": {"sv": "Över.", "en": ""}})
        journal.write(root, {"act": "update", "notice": str(uuid4()), "text": {"sv": "Om vad?", "en": ""}})
        assert publishing.take_journal_back(root) == 1
        notice.refresh_from_db()
        assert notice.state == "resolved"
        assert len(journal.entries(root)) == 1
        run(root)
        assert shown(root)["notices"][0]["state"] == "resolved"

    def test_a_degree_that_an_update_from_the_console_changed_is_taken_back_with_the_notes_kept(
        self, world, disturbance, root
    ):
        notice = disturbance(
            parts=[
                commands.Piece(
                    service=world.service, degree="down", note_sv="Bara attestering", note_en="Attesting only"
                )
            ]
        )
        said = {"act": "update", "notice": str(notice.pk), "text": {"sv": "Det går bättre.", "en": ""}}
        journal.write(root, said | {"degree": "partial", "services": []})
        journal.write(root, said | {"degree": "borta", "services": []})
        assert publishing.take_journal_back(root) == 2
        part = notice.parts.get()
        assert (part.degree, part.note_sv, part.note_en) == ("partial", "Bara attestering", "Attesting only")
        assert notice.updates.get(text_sv="Det går bättre.", facts__degree=["down", "partial"])
        run(root)
        assert shown(root)["notices"][0]["parts"][0]["degree"] == "partial"

    def test_what_was_said_in_the_system_after_an_entry_stands_when_the_entry_is_taken_back(
        self, world, disturbance, root, fresh
    ):
        notice = disturbance(parts=[commands.Piece(service=world.service, degree="partial")])
        promised = timezone.now() + timedelta(minutes=30)
        commands.update(
            world.actor(world.agent), notice, text_sv="Nu är det helt nere igen.", next_update_at=promised,
            parts=[commands.Piece(service=world.service, degree="down")],
        )  # fmt: skip
        newest, before = notice.updates.last(), timezone.now() - timedelta(minutes=5)
        said = {"notice": str(notice.pk), "text": {"sv": "Det går bättre.", "en": ""}}
        journal.write(root, said | {"act": "update", "degree": "degraded", "services": []}, before)
        journal.write(root, said | {"act": "resolve", "text": {"sv": "Över.", "en": ""}}, before)
        assert publishing.take_journal_back(root) == 2
        notice = fresh(notice)
        assert (notice.state, notice.ended_at, notice.next_update_at) == ("ongoing", None, promised)
        assert notice.parts.get().degree == "down" and notice.changed_at == newest.at
        added = notice.updates.exclude(journal_key="")
        assert {one.text_sv for one in added} == {"Det går bättre.", "Över."}
        assert all(one.at < newest.at and one.kind == "update" and not one.facts for one in added)
