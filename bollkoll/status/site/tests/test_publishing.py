"""Publishing: swapped in whole or not at all, never backwards, and only what has changed is written."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bollkoll.status.site import journal, publishing
from bollkoll.status.site.publishing import KEEP, last_picture, manifest, publish, republish
from bollkoll.status.site.tests.pictures import NOW, disturbance, long_history, picture, planned, said, uuid


def served(site) -> set[str]:
    release = (site.root / "current").resolve()
    return {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}


def test_a_release_is_swapped_in_and_the_last_few_are_kept(site):
    for position in range(1, KEEP + 4):
        release = site.publish(picture(disturbance(), position=position))
        assert (site.root / "current").resolve() == release.resolve()
    assert len(list((site.root / "releases").iterdir())) == KEEP
    assert manifest(site.root)["sequence"] == KEEP + 3


def test_a_site_that_was_restored_without_its_links_is_published_all_the_same(site):
    release = site.publish(picture(disturbance(), position=1))
    (site.root / "current").unlink()
    shutil.copytree(release, site.root / "current")
    after = site.publish(picture(disturbance(), position=2))
    assert (site.root / "current").is_symlink()
    assert (site.root / "current").resolve() == after.resolve()
    assert sorted(path.name for path in site.root.iterdir() if path.name.startswith(".a")) == []


def test_what_has_not_changed_is_the_same_file(site):
    first = site.publish(long_history(20, position=1))
    second = long_history(20, position=2)
    second["notices"][0]["updates"][0]["text"]["sv"] = "Nu vet vi mer."
    after = site.publish(second)
    old = [path for path in first.rglob("index.html") if "meddelande" in path.parts and uuid(1) not in path.parts]
    assert len(old) > 15
    assert all(path.samefile(after / path.relative_to(first)) for path in old)
    assert "Nu vet vi mer." in (after / f"sv/meddelande/{uuid(1)}/index.html").read_text()
    assert "Nu vet vi mer." not in (first / f"sv/meddelande/{uuid(1)}/index.html").read_text()


def test_a_linked_page_is_what_it_would_be_if_it_were_made_anew(site, tmp_path):
    site.publish(long_history(20, position=1))
    second = long_history(20, position=2)
    second["notices"][3]["title"]["sv"] = "En annan rubrik"
    second["services"][0]["name"]["sv"] = "Resultathantering"
    step_by_step, afresh = site.publish(second), publish(second, tmp_path / "afresh")
    for path in afresh.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            assert (step_by_step / path.relative_to(afresh)).read_bytes() == path.read_bytes(), path


def test_an_older_picture_never_replaces_a_newer_one(site):
    site.publish(picture(disturbance(), position=20))
    site.publish(picture(position=10))
    assert last_picture(site.root)["position"] == 20
    assert "Resultat är nere." in site.text("sv/index.html")
    site.publish(picture(position=10), force=True)
    assert "Allt fungerar." in site.text("sv/index.html")


def test_two_publishers_at_once_end_with_the_newest(site):
    site.publish(picture(position=0))
    pictures = [picture(disturbance(title=said(f"Rubrik {n}")), position=n) for n in range(1, 7)]
    threads = [threading.Thread(target=publish, args=(one, site.root)) for one in reversed(pictures)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert last_picture(site.root)["position"] == 6
    assert "Rubrik 6" in site.text("sv/index.html")
    assert not list((site.root / "releases").glob(".making*"))


def test_a_clock_that_is_set_back_changes_nothing(site, monkeypatch):
    site.publish(picture(position=1))
    earlier = picture(disturbance(), position=2, made_at=NOW - timedelta(days=1))
    release = site.publish(earlier)
    assert (site.root / "current").resolve() == release.resolve()
    assert "Resultat är nere." in site.text("sv/index.html")
    assert manifest(site.root)["sequence"] == 2


def test_a_full_disk_leaves_the_old_site_whole(site, monkeypatch):
    site.publish(picture(position=1))
    before, written = served(site), []

    def full(path, content):
        written.append(path)
        if len(written) > 40:
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(publishing, "_write", full)
    with pytest.raises(OSError, match="No space"):
        site.publish(picture(disturbance(), position=2))
    assert served(site) == before
    assert "Allt fungerar." in site.text("sv/index.html")
    assert not list((site.root / "releases").glob(".making*"))
    monkeypatch.undo()
    site.publish(picture(disturbance(), position=2))
    assert "Resultat är nere." in site.text("sv/index.html")


PUBLISH = """
import sys, json, django
from pathlib import Path
django.setup()
from bollkoll.status.site import publishing
write = publishing._write
def slow(path, content, left=[60]):
    write(path, content)
    left[0] -= 1
    if not left[0]:
        print("half", flush=True)
        sys.stdin.read()
publishing._write = slow
publishing.publish(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
"""


def test_a_publisher_that_is_killed_leaves_the_old_site_whole(site, tmp_path):
    site.publish(picture(position=1))
    before = served(site)
    (tmp_path / "picture.json").write_text(json.dumps(picture(disturbance(), position=2)))
    words = [sys.executable, "-c", PUBLISH, str(tmp_path / "picture.json"), str(site.root)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    ) as publisher:
        assert publisher.stdout.readline() == b"half\n"
        assert list((site.root / "releases").glob(".making*"))
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
    assert served(site) == before
    began = time.monotonic()
    site.publish(picture(disturbance(), position=3))
    assert time.monotonic() - began < publishing.WAIT_SECONDS, "the lock of the dead must not be waited for"
    assert "Resultat är nere." in site.text("sv/index.html")
    assert not list((site.root / "releases").glob(".making*"))


def test_no_reader_ever_meets_a_site_that_is_half_there(site):
    site.publish(picture(position=1))
    stop, seen, wrong = threading.Event(), set(), []

    def read():
        while not stop.is_set():
            try:
                page = site.text("sv/index.html")
            except OSError as problem:
                wrong.append(problem)
                continue
            seen.add("nere" if "Resultat är nere." in page else "fungerar" if "Allt fungerar." in page else page)

    reader = threading.Thread(target=read)
    reader.start()
    for position in range(2, 8):
        site.publish(picture(*([disturbance()] if position % 2 else []), position=position))
    stop.set()
    reader.join()
    assert wrong == []
    assert seen <= {"nere", "fungerar"}


def test_pages_are_compressed_beside_themselves(site):
    release = site.publish(picture(disturbance(), planned()))
    for name in ("sv/index.html", "sv/feed.atom", "api/v2/summary.json"):
        assert (release / f"{name}.gz").stat().st_size < (release / name).stat().st_size / 2


# --- the journal ------------------------------------------------------------------------------------------------------


def offline(**more):
    return {
        "act": "publish", "text": said("Det går inte att logga in."), "next_update_at": "2026-11-29T23:00:00Z",
        "fields": {"kind": "disturbance", "title": said("Inloggning nere"), "environments": ["prod"],
                   "parts": [{"service": "ladok-for-studenter", "degree": "down"}]},
    } | more  # fmt: skip


def test_what_is_written_without_the_database_is_shown_and_can_be_told_more_of(site):
    site.publish(picture(position=1))
    entry = journal.write(site.root, offline(), at=NOW + timedelta(minutes=5))
    republish(site.root)
    assert "Ladok för studenter är nere." in site.text("sv/index.html")
    assert "Publicerat</strong> <time" in site.text(f"sv/meddelande/{entry.notice}/index.html")
    later = {"act": "update", "notice": entry.notice, "text": said("Felet är hittat."), "next_update_at": None}
    journal.write(site.root, later, at=NOW + timedelta(minutes=15))
    republish(site.root)
    assert "Felet är hittat." in site.text("sv/index.html")
    journal.write(
        site.root, {"act": "resolve", "notice": entry.notice, "text": said("Löst.")}, at=NOW + timedelta(hours=1)
    )
    republish(site.root)
    assert "Allt fungerar." in site.text("sv/index.html")
    assert [one.act for one in journal.entries(site.root)] == ["publish", "update", "resolve"]


def test_a_recovered_worker_that_publishes_overwrites_nothing_of_the_journal(site):
    site.publish(picture(position=1))
    journal.write(site.root, offline(), at=NOW)
    site.publish(picture(disturbance(), position=50))
    page = site.text("sv/index.html")
    assert "Inloggning nere" in page
    assert "Resultat går inte att attestera" in page


def test_an_entry_that_has_been_taken_back_is_told_once(site):
    site.publish(picture(position=1))
    entry = journal.write(site.root, offline(), at=NOW)
    own = {
        "id": entry.notice, "number": 5, "source": "system",
        "updates": [{"id": entry.id, "at": entry.at, "kind": "first", "text": said("Det går inte att logga in.")}],
    }  # fmt: skip
    taken_back = disturbance(title=said("Inloggning nere")) | own
    site.publish(picture(taken_back, position=60))
    assert site.text(f"sv/meddelande/{entry.notice}/index.html").count("Det går inte att logga in.") == 1
    journal.mark_taken(entry, position=60)
    assert journal.entries(site.root) == []
    site.publish(picture(position=70))
    assert "Inloggning nere" not in site.text("sv/index.html")


def test_what_was_taken_back_stands_until_a_picture_that_holds_it_is_published(site):
    site.publish(picture(position=1))
    entry = journal.write(site.root, offline(), at=NOW)
    journal.mark_taken(entry, position=60)
    republish(site.root)
    assert "Inloggning nere" in site.text("sv/index.html")


def test_a_half_written_entry_stops_nobody_and_is_told_of(site, caplog):
    site.publish(picture(position=1))
    entry = journal.write(site.root, offline(), at=NOW)
    (site.root / "journal" / "20261129T214400Z-half.json").write_text(entry.path.read_text()[:60])
    (site.root / "journal" / ".20261129T214500Z-other.json.77").write_text("{")
    republish(site.root)
    assert "Inloggning nere" in site.text("sv/index.html")
    assert [path.name for path in journal.unreadable(site.root)] == ["20261129T214400Z-half.json"]
    assert "cannot be read" in caplog.text


def test_an_entry_that_lacks_something_is_refused_before_it_is_written(site):
    with pytest.raises(ValueError, match="lacks"):
        journal.write(site.root, {"act": "sing"})
    assert journal.entries(site.root) == []
