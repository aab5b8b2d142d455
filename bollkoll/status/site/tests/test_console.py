"""``bollkoll notice`` and ``bollkoll status publish``, with the database gone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from bollkoll.project import cli
from bollkoll.status.picture import picture as from_database
from bollkoll.status.site import console, journal
from bollkoll.status.site.publishing import last_picture
from bollkoll.status.site.tests.pictures import disturbance, picture, planned

GONE = "postgres://nobody:nothing@127.0.0.1:9/nowhere"


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def bollkoll(site, monkeypatch, capsys):
    """The command, in this process; a test that is not marked for the database has none, so it is gone."""
    monkeypatch.setattr(settings.CONFIG, "status_site", str(site.root))
    monkeypatch.setattr(settings.CONFIG, "status_url", "https://status.example/status")

    def run(*words, targets=""):
        monkeypatch.setattr(settings.CONFIG, "status_targets", targets)
        code = cli.main(list(words))
        return Done(code, *capsys.readouterr())

    return run


def last_with_journal(site):
    return journal.merged(last_picture(site.root), site.root)


NOTICE = (
    "notice",
    "--title",
    "Inloggning nere",
    "--text",
    "Det går inte att logga in.",
    "--service",
    "ladok-for-studenter",
)


def test_a_notice_is_on_the_page_at_once_while_the_database_is_gone(bollkoll, site, tmp_path):
    site.publish(picture(position=7))
    done = bollkoll(
        *NOTICE, "--institutions", "uu,LU", "--next-update", "45m", "--text-en", "One cannot log in.",
        targets=f"folder:{tmp_path / 'web'}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Ladok för studenter är nere" in site.text("sv/index.html")
    assert "Det går inte att logga in." in site.text("sv/index.html")
    assert "One cannot log in." in site.text("en/index.html")
    assert "Ladok för studenter är nere" in (tmp_path / "web/current/sv/larosate/uu/index.html").read_text()
    assert "Nej, inte vad vi vet." in site.text("sv/larosate/kth/index.html")
    [entry] = journal.entries(site.root)
    assert f"https://status.example/status/sv/meddelande/{entry.notice}/" in done.stdout
    assert last_picture(site.root)["position"] == 7

    more = bollkoll("notice", "--update", entry.notice[:20], "--text", "Felet är hittat.")
    assert more.returncode == 0, more.stderr
    assert "Felet är hittat." in site.text("sv/index.html")
    assert bollkoll("notice", "--resolve", entry.notice, "--text", "Allt fungerar igen.").returncode == 0
    assert "Allt fungerar." in site.text("sv/index.html")


def test_an_update_of_a_notice_of_the_system_is_found_by_its_number(bollkoll, site):
    site.publish(picture(disturbance()))
    assert bollkoll("notice", "--update", "1", "--text", "Vi byter disk.").returncode == 0
    assert "Vi byter disk." in site.text("sv/index.html")
    wrong = bollkoll("notice", "--update", "99", "--text", "Vi byter disk.")
    assert wrong.returncode == 2
    assert "Resultat går inte att attestera" in wrong.stderr


def test_an_update_changes_how_much_is_affected_of_all_or_of_the_service_that_is_named(bollkoll, site):
    site.publish(picture())
    assert bollkoll(*NOTICE, "--service", "resultat").returncode == 0
    [first] = journal.entries(site.root)
    done = bollkoll("notice", "--update", first.notice, "--text", "En del går.", "--degree", "partial")
    assert done.returncode == 0, done.stderr
    assert "är nere" not in site.text("sv/index.html")
    bollkoll(
        "notice", "--update", first.notice, "--text", "Nu läsläge.", "--degree", "read_only", "--service", "Resultat"
    )
    parts = {one["service"]: one["degree"] for one in last_with_journal(site)["notices"][0]["parts"]}
    assert parts == {"ladok-for-studenter": "partial", "resultat": "read_only"}
    page = site.text(f"sv/meddelande/{first.notice}/index.html")
    assert "Delvis nere" in page or "delvis" in page.lower()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--update", "1", "--title", "Ny"), "--update does not change what --title says"),
        (
            ("--update", "1", "--until", "2h", "--kind", "planned"),
            "--update does not change what --kind and --until says",
        ),
        (("--update", "1", "--severity", "minor"), "does not change what --severity says"),
        (("--update", "1", "--institutions", "UU"), "does not change what --institutions says"),
        (("--update", "1", "--environment", "test"), "does not change what --environment says"),
        (("--update", "1", "--service", "resultat"), "Give --degree too"),
        (("--update", "1", "--service", "resultatt", "--degree", "down"), "Unknown services: resultatt"),
        (("--resolve", "1", "--degree", "operational"), "What is over works again: leave --degree and --service out."),
        (("--resolve", "1", "--update", "1"), "Either --update or --resolve"),
    ],
)
def test_what_an_update_would_have_passed_over_is_refused_before_anything_is_written(bollkoll, site, words, why):
    site.publish(picture(disturbance()))
    done = bollkoll("notice", "--text", "Y", *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert journal.entries(site.root) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--service", "resultatt"), "Unknown services: resultatt. There are: resultat"),
        (("--degree", "partial"), "--degree partial says how much something is affected. Say what: --service KEY."),
        (("--institutions", "XX"), "Unknown institutions: XX"),
        (("--next-update", "soon"), "“soon” is no time"),
        (("--next-update", "2020-01-01T10:00"), "--next-update 2020-01-01T10:00 has passed. Give a time ahead"),
        (("--next-update", "0m"), "has passed"),
        (("--next-update", "9" * 30 + "h"), "is no time"),
        (("--next-update", "9999-12-31T23:59"), "more than 92 days away"),
        (("--next-update", "0001-01-01T00:00"), "is no time"),
        (("--until", "2020-01-01T10:00"), "--until 2020-01-01T10:00 has passed"),
        (("--until", "9999-12-31T23:59"), "more than two years away"),
        (("--kind", "planned"), "Planned work needs --until"),
        (("--text", "Gäller 000101-9801."), "This looks like personal data: 000101-••••"),
        (("--text-en", "Concerns ０００１０１９８０１."), "This looks like personal data: 000101••••"),
        (("--title", "Fråga anna@su.se"), "say that it is nobody's: --not-personal 'anna@su.se'"),
        (("--title", "x" * 200), "--title has 200 characters and may have 160"),
    ],
)
def test_what_is_misspelt_is_refused_before_anything_is_written(bollkoll, site, words, why):
    site.publish(picture())
    done = bollkoll("notice", "--title", "X", "--text", "Y", *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert journal.entries(site.root) == []


def test_what_looks_like_an_address_of_somebody_goes_out_on_the_word_of_whoever_writes_and_that_is_kept(bollkoll, site):
    done = bollkoll(*NOTICE, "--text-en", "Write to tentor@uu.se.", "--not-personal", "tentor@uu.se")
    assert done.returncode == 0, done.stderr
    assert "tentor@uu.se" in site.text("en/index.html")
    [entry] = journal.entries(site.root)
    assert entry.said["unpersonal"] == 1
    sure = bollkoll(*NOTICE, "--text-en", "Concerns 000101-9801.", "--not-personal", "000101-••••")
    assert sure.returncode == 2 and "Take it out" in sure.stderr


def test_the_first_notice_ever_needs_nothing(bollkoll, site):
    done = bollkoll(*NOTICE)
    assert done.returncode == 0, done.stderr
    assert "ladok-for-studenter är nere" in site.text("sv/index.html")


def test_publishing_by_hand_without_a_database_makes_the_last_picture_again_with_the_journal(bollkoll, site):
    site.publish(picture(disturbance()))
    done = bollkoll("status", "publish", targets="folder:/proc/nowhere")
    assert "The database does not answer" in done.stdout
    assert "Published again from the last picture" in done.stdout
    assert done.returncode == 1
    assert "NOT there yet: folder:/proc/nowhere" in done.stderr


def test_publishing_by_hand_for_the_first_time_without_a_database_says_so(bollkoll):
    done = bollkoll("status", "publish")
    assert done.returncode == 1
    assert "Nothing has been published before" in done.stderr


def test_in_a_process_of_its_own_with_a_database_that_is_not_there(site, tmp_path):
    site.publish(picture())
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOLLKOLL_", "DATABASE"))}
    environment |= {
        "BOLLKOLL_HOME": str(tmp_path / "home"), "BOLLKOLL_STATUS_SITE": str(site.root), "DATABASE_URL": GONE,
        "PYTHONPATH": str(Path.cwd()),
    }  # fmt: skip
    words = [sys.executable, "-m", "bollkoll.project.cli", *NOTICE]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "Ladok för studenter är nere" in site.text("sv/index.html")


@pytest.mark.django_db
def test_publishing_by_hand_reads_the_database_when_it_answers(site, world, capsys):
    assert console.publish_by_hand(site.root, [], from_database, force=False) == 0
    assert "Published from the database" in capsys.readouterr().out
    assert "Allt fungerar." in site.text("sv/index.html")


def test_work_that_has_not_begun_is_not_over(bollkoll, site):
    site.publish(picture(planned(2)))
    done = bollkoll("notice", "--resolve", "2", "--text", "Klart.")
    assert done.returncode != 0 and "It has not begun" in done.stderr


@pytest.mark.parametrize(
    ("kind", "severity", "degree"), [("information", "none", "operational"), ("planned", "none", "maintenance")]
)
def test_what_is_no_disturbance_is_not_severe_and_not_down(bollkoll, site, kind, severity, degree):
    site.publish(picture())
    words = ("--title", "Ny version", "--text", "Nu.", "--service", "resultat", "--until", "2h")
    assert bollkoll("notice", "--kind", kind, *words).returncode == 0
    [one] = journal.merged(last_picture(site.root), site.root)["notices"]
    assert (one["severity"], one["parts"][0]["degree"]) == (severity, degree)
