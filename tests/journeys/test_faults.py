"""When something breaks: work resumes by itself, ``/healthz`` tells, the interface says what waits (issue 2, item 24)."""

import json
import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import keeps_protected, number_of, opened_by_mail, panel, takes, unlike
from tests.journeys.system import AGENT, LOCAL_SUPPORT, System, plain_text

pytestmark = pytest.mark.browser


@pytest.fixture
def way() -> str:
    """What is broken is the same whoever looks; the pages that tell of it are looked at wide and narrow."""
    return "mouse"


@pytest.fixture(scope="module")
def own(tmp_path_factory, demonstration):
    """A system of its own, since things in it are killed. What it stores has little room: a disk of its own."""
    home = tmp_path_factory.mktemp("faults")
    running = System(home, undo_seconds="1")
    running.fill(demonstration)
    running.postbox.start()
    running.start()
    running.wait_until(lambda: running.health()[0] == 200, "it is not well", 90)
    yield running
    running.stop()
    running.postbox.stop()


@pytest.fixture(autouse=True)
def _mail_server_is_up_again(own):
    """What failed while it was down does not take the next journey with it."""
    yield
    own.postbox.start()


def checks(own: System) -> dict[str, str]:
    status, body = own.health()
    return json.loads(body)["checks"] if status else {}


def workers(own: System) -> list[int]:
    """The process of the worker: the child of the supervisor that was started with that word."""
    said = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in said.splitlines()]
    assert own.process is not None
    return [
        int(pid) for pid, parent, words in rows if int(parent) == own.process.pid and words.rstrip().endswith("worker")
    ]


def answers(agent: Hands, text: str) -> None:
    agent.write(agent.page.locator("#composer-answer textarea"), text)
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    agent.reads(text, within=agent.page.locator("#timeline"))


def test_an_answer_waits_while_the_mail_server_is_down_and_goes_once(sign_in, own: System):
    number = opened_by_mail(own, unlike("Mejlservern nere"), "Kommer svaret fram?")
    agent = sign_in(AGENT, at=own)
    takes(agent, number)
    own.postbox.stop()
    said = unlike("Svaret som fick vänta")
    answers(agent, said)

    own.wait_until(lambda: own.health()[0] == 503, "/healthz says nothing")
    assert "svarar inte" in checks(own)["deliveries"] or "does not answer" in checks(own)["deliveries"]
    for kind in ("mouse", "phone"):
        hands = sign_in(AGENT, at=own, kind=kind)
        hands.go("/mail/deliveries/")
        hands.reads(f"[#{number}]")
        hands.look("mail waits")
        # The bar looks now and then and not at every page.
        own.wait_until(lambda page=hands: tells(page), "the interface says nothing", 40)
        hands.press("summary", "Something waits")
        hands.sees("Nothing is lost: the work resumes by itself when the cause is gone.")
        hands.look("the bar says what waits")

    own.postbox.start()
    letter = own.postbox.wait_for(LOCAL_SUPPORT, said, seconds=90)
    assert f"[#{number}]" in letter["Subject"]
    own.wait_until(lambda: own.health()[0] == 200, "it is not well again", 60)
    assert len([one for to, one in own.postbox.messages if said in plain_text(one)]) == 1


def tells(hands: Hands) -> bool:
    hands.go("/cases/")
    return hands.page.locator("summary", has_text=hands.word("Something waits")).count() > 0


def test_a_killed_worker_is_started_again_and_does_what_was_left(sign_in, own: System):
    number = opened_by_mail(own, unlike("Arbetaren dör"), "Vad händer då?")
    agent = sign_in(AGENT, at=own)
    takes(agent, number)
    said = unlike("Skrivet medan ingen arbetade")
    killed = workers(own)
    assert killed, "no worker found"
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    answers(agent, said)  # pages do not need the worker
    own.postbox.wait_for(LOCAL_SUPPORT, said, seconds=90)
    own.wait_until(lambda: own.health()[0] == 200, "it is not well again", 60)
    assert set(workers(own)).isdisjoint(killed)
    assert len([one for _to, one in own.postbox.messages if said in plain_text(one)]) == 1
    assert "worker ended with -9" in own.log


def test_a_killed_web_server_comes_back_and_the_text_is_sent_once(sign_in, own: System):
    """The network does not answer while the server is away; the page keeps all, and sends it when the server is back."""
    title = unlike("Servern startas om")
    hands = sign_in(LOCAL_SUPPORT, at=own)
    hands.go("/new/question/")
    hands.fill("Subject", title)
    hands.fill("Your question", "Skrevs medan servern startades om.")
    own.stop()
    hands.press("button", "Send the question")
    hands.sees("It could not be sent: the network does not answer. Your text is still here. Try again.")
    hands.look("the server is away")
    own.start()
    hands.follow("button", "Send the question")
    number = number_of(hands)

    def is_found() -> bool:
        """The worker, which has just started, has indexed it."""
        hands.go(f"/matters/?q={title.split()[-1]}")
        return hands.page.locator("[data-row]").count() > 0

    own.wait_until(is_found, "it is never found", 60)
    expect(hands.page.locator("[data-row]")).to_have_count(1)
    assert f"#{number}" in hands.page.locator("[data-row]").inner_text()


def test_a_locked_database_is_waited_for(sign_in, own: System):
    """SQLite has one writer. Whoever meets another waits some seconds and is served."""
    if own.env["DATABASE_URL"]:
        return  # PostgreSQL has many writers
    database = own.home / "bollkoll.sqlite3"
    hands = sign_in(LOCAL_SUPPORT, at=own)
    hands.go("/new/question/")
    hands.fill("Subject", unlike("Låst databas"))
    hands.fill("Your question", "Kommer den fram ändå?")
    lock = sqlite3.connect(database, isolation_level=None, timeout=30)
    lock.execute("BEGIN IMMEDIATE")
    hands.press("button", "Send the question")
    expect(hands.page.locator("form.report")).to_have_attribute("aria-busy", "true")
    hands.page.wait_for_timeout(3_000)  # the lock itself is what takes time
    assert own.health()[0] != 0, "reading stops with writing"
    with hands.page.expect_navigation(timeout=2 * PATIENCE):
        lock.execute("ROLLBACK")
        lock.close()
    hands.reads("Kommer den fram ändå?")


def test_a_full_disk_is_said_in_plain_words_and_the_text_is_kept(sign_in, own: System, tmp_path):
    """The folder of the files is put on a disk of its own of one megabyte."""
    files = Path(own.home) / "files"
    files.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(files)], capture_output=True)
    assert mounted.returncode == 0, f"this journey mounts a small disk and needs root: {mounted.stderr.decode()}"
    try:
        (tmp_path / "stor.txt").write_bytes(b"rad\n" * 700_000)
        (tmp_path / "liten.txt").write_text("får plats")
        hands = sign_in(LOCAL_SUPPORT, at=own)
        hands.go("/new/question/")
        hands.fill("Subject", unlike("Full disk"))
        hands.fill("Your question", "Filen får inte plats.")
        hands.upload(tmp_path / "stor.txt")
        said = "%(name)s could not be stored: the server has no room for files right now. The rest is kept; try again later."
        hands.sees(said, name="stor.txt")
        hands.look("no room for files")
        hands.complaints[:] = [said for said in hands.complaints if not said.endswith(": 507")]  # that is the answer
        hands.upload(tmp_path / "liten.txt")
        expect(hands.page.locator("input[name=files]")).to_have_count(1, timeout=PATIENCE)
        expect(hands.field("Your question")).to_have_value("Filen får inte plats.")
        hands.press("button", hands.word("Remove {name}").replace("{name}", "stor.txt"), written=True)
        hands.follow("button", "Send the question")
        hands.reads("liten.txt", within=hands.page.locator("#dialogue"))
    finally:
        subprocess.run(["umount", str(files)], check=True)


def test_a_lost_key_is_said_in_plain_words_and_a_rotated_one_changes_nothing_for_anybody(sign_in, own: System):
    """As ``docs/privacy.md`` says it: the new key first, seal anew, the old key away."""
    number = opened_by_mail(own, unlike("Nyckelbyte"), "Vem är det?")
    agent = sign_in(AGENT, at=own)
    takes(agent, number)
    keeps_protected(agent, "Reservidentitet", "820202-T000")
    old, new = (own.home / "bollkoll.env").read_text().split("RESTRICTED_KEYS=")[1].split()[0], key(own)

    begin_again(own, new)
    opens(agent, number)
    agent.sees("The key that this was sealed with is missing, so nobody can read it. Tell an administrator.")
    agent.look("a key is missing")
    assert "nobody can read them until it is there again" in own.command("check").stdout.decode()

    begin_again(own, f"{new},{old}")
    opens(agent, number)
    agent.reads("820202-T000")
    rotated = own.command("restricted", "rotate")
    assert rotated.returncode == 0 and b"The older keys are no longer needed here." in rotated.stdout
    begin_again(own, new)
    opens(agent, number)
    agent.reads("820202-T000")
    assert "older key" not in own.command("check").stdout.decode()


def key(own: System) -> str:
    return own.command("restricted", "key").stdout.decode().strip()


def begin_again(own: System, keys: str) -> None:
    own.stop()
    own.env["BOLLKOLL_RESTRICTED_KEYS"] = keys
    own.start()


def opens(agent: Hands, number: int) -> None:
    """What is kept in the protected part of the case, by whoever may: the value, or why it cannot be read."""
    agent.go(f"/cases/{number}/")
    agent.activate(panel(agent, "Protected data").get_by_role("link", name="Reservidentitet").first)
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("Why do you need to read it?", "Nyckelbyte.", within=dialog)
    agent.press("button", "Show", within=dialog)
