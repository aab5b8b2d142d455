"""Real messages, sent by a real SMTP client: from a contact each becomes a case with all of its text and files, or is held
with a reason when a machine wrote it; from a stranger it is held.

The files are not part of the product; the journey is walked where they are (``BOLLKOLL_SAMPLES``, or beside the checkout).
"""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands
from tests.journeys.steps import contacts_of
from tests.journeys.system import AGENT, System

SAMPLES = Path(os.environ.get("BOLLKOLL_SAMPLES", Path(__file__).resolve().parents[3] / "shared" / "samples")) / "mail"
WAYS = ("mouse", "keyboard", "phone")
STRANGER = "okand.avsandare@nagonannanstans.example"

pytestmark = pytest.mark.browser


@pytest.fixture
def samples(way: str) -> list[Path]:
    """Every third file: together the three walks send them all."""
    return sorted(SAMPLES.glob("*.eml"))[WAYS.index(way) :: len(WAYS)]


def test_real_mail_from_a_contact_becomes_cases(sign_in, system: System, samples, way, tmp_path):
    agent = sign_in(AGENT)
    contact = contacts_of(agent, {"mouse": "LU", "keyboard": "GU", "phone": "SU"}[way])[0]
    letters = [sent_by(path.read_bytes(), contact) for path in samples]
    for letter in letters:
        system.send(letter, contact)
    read = understood(system, letters, tmp_path)
    ordinary = [one for one in read if one["auto"] == "none"]
    automatic = [one for one in read if one["auto"] != "none"]

    agent.go("/mail/held/?show=handled")
    cases = numbers(agent, contact, len(ordinary))
    pages = [written_in(agent, number) for number in cases]
    for one in sorted(ordinary, key=weight, reverse=True):  # a message without words is in every page: it comes last
        best = min(pages, key=lambda page: len(missing(page, one)))
        assert not missing(best, one), (
            f"no case has all of {one['message_id']} {one['subject']!r}: {missing(best, one)}"
        )
        pages.remove(best)

    agent.go("/mail/held/")
    rows = agent.page.locator("[data-row]", has_text=contact)
    expect(rows).to_have_count(len(automatic), timeout=60_000)
    for row in rows.all():
        assert row.locator(".row-facts span").first.inner_text().strip(), "held without a reason"
    agent.look()
    if cases:
        is_answered(agent, system, cases[-1], contact)


def test_real_mail_from_a_stranger_is_held(sign_in, system: System, samples):
    for path in samples:
        system.send(sent_by(path.read_bytes(), STRANGER), STRANGER)
    agent = sign_in(AGENT)
    agent.go("/mail/held/")
    before = agent.page.locator("[data-row]", has_text=STRANGER)
    expect(before.first if samples else agent.page.locator("h1")).to_be_visible(timeout=60_000)
    expect(before).to_have_count(held_so_far(samples), timeout=60_000)
    agent.go("/mail/held/?show=handled")
    expect(agent.page.locator("[data-row]", has_text=STRANGER)).to_have_count(0)


_held: list[Path] = []


def held_so_far(samples: list[Path]) -> int:
    _held.extend(samples)
    return len(_held)


def sent_by(raw: bytes, sender: str) -> bytes:
    """The message with another author and all else as it is."""
    line = b"From: Real Exempel <" + sender.encode() + b">"
    end = b"\r\n" if b"\r\n" in raw[:2000] else b"\n"
    head, gap, body = raw.partition(end + end)
    changed, count = re.subn(rb"(?im)^from:.*(?:\r?\n[ \t].*)*", line, head, count=1)
    return (changed if count else line + end + head) + gap + body


def understood(system: System, letters: list[bytes], folder: Path) -> list[dict]:
    """What ``bollkoll mail read`` says of each."""
    paths = []
    for number, letter in enumerate(letters):
        paths.append(str(folder / f"{number}.eml"))
        Path(paths[-1]).write_bytes(letter)
    if not paths:
        return []
    said = system.command("mail", "read", "--json", *paths)
    assert said.returncode == 0, said.stderr.decode()
    return [json.loads(line) for line in said.stdout.decode().splitlines()]


def numbers(agent: Hands, contact: str, count: int) -> list[int]:
    rows = agent.page.locator("[data-row]", has_text=contact)
    expect(rows).to_have_count(count, timeout=90_000)
    return [int(text.strip("# ")) for text in rows.locator(".row-number").all_inner_texts()]


def written_in(agent: Hands, number: int) -> tuple[str, list[str]]:
    """Text of the case's page, spaces alike, and the names of its files."""
    agent.go(f"/cases/{number}/")
    agent.fits()
    text = agent.page.locator("#timeline").text_content() or ""
    files = agent.page.locator("#timeline .file-name").all_text_contents()
    return " ".join(text.split()), [name.strip() for name in files]


def weight(one: dict) -> int:
    return len(one["text"]) + 1000 * len(one["attachments"])


def missing(page: tuple[str, list[str]], one: dict) -> list[str]:
    """What the message has and the page has not: lines of text, names of files."""
    text, files = page
    lines = [" ".join(line.split()) for line in one["text"].splitlines()]
    stored = [plain(name) for name in files]
    lost = [file["name"] for file in one["attachments"] if plain(file["name"]) not in stored]
    fewer = ["a file"] * (len(one["attachments"]) - len(files))
    return [line for line in lines if line not in text] + lost + fewer


def plain(name: str) -> str:
    """What stays of a file's name when it is made safe to store."""
    return re.sub(r"[^A-Za-z0-9]+", "", name)


def is_answered(agent: Hands, system: System, number: int, contact: str) -> None:
    """One of them is taken and answered, and the answer reaches the sender."""
    agent.go(f"/cases/{number}/")
    agent.press("button", "Take", within=agent.page.locator(".case-tools"))
    expect(agent.page.locator(".case-tools [data-key=t]")).to_have_count(0)
    answer = f"Tack, vi har läst ditt mejl och återkommer om ärende {number}."
    agent.write(agent.page.locator("#composer-answer textarea"), answer)
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    agent.reads(answer, within=agent.page.locator("#timeline"))
    mail = system.postbox.wait_for(contact, answer)
    assert f"[#{number}]" in mail["Subject"]
