# ruff: noqa: E501 - the lines of messages are as long as they are
import io
import json
import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bollkoll.channels.email import reading
from bollkoll.channels.email.parsing import parse, to_json
from bollkoll.channels.email.parsing.replies import fold

from . import mails

THREAD = {
    "message_id": "<2@n.example>",
    "in_reply_to": "<1@desk.example>",
    "references": ["<0@desk.example>", "<1@desk.example>"],
}
WHO = {
    "sender": "Åsa Öst <asa@norra.example>",
    "to": "Support <support@desk.example>",
    "subject": "SV: Resultat för kursen",
}
ANSWER = {"body": "Hej!\n\nNu går det.", "quoted": "Går det?\n\nMvh\nSupporten"}
SEEDS = [
    mails.outlook_reply(**WHO, **ANSWER, **THREAD, files=[("å.pdf", "application/pdf", b"%PDF")]),
    mails.gmail_reply(**WHO, **ANSWER, **THREAD),
    mails.winmail_reply(**WHO, body="Hej", **THREAD, files=[("a.pdf", b"x" * 50)]),
    mails.calendar_invitation(sender=WHO["sender"], to=WHO["to"], subject="Möte", message_id="<1@n>"),
    mails.delivery_report(to="support@desk.example", recipient="x@y.example", original_message_id="<o@desk.example>"),
    mails.thunderbird_interleaved(**WHO, answers=[("En?", "Ja"), ("Två?", "Nej")], **THREAD),
]
KEYS = ["message_id", "in_reply_to", "references", "from", "reply_to", "to", "cc", "subject", "date", "text", "html", "reply", "quoted",
        "auto", "bounce", "attachments", "problems"]  # fmt: skip
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def check(raw: bytes) -> None:
    mail = parse(raw)
    assert not any("not understood" in each for each in mail.problems), mail.problems
    found = to_json(mail)
    assert list(found) == KEYS
    json.dumps(found).encode()
    assert "\0" not in mail.text
    check_whole(mail.text, mail.reply, mail.quoted)


def check_whole(text: str, reply: str, quoted: str) -> None:
    left = (reply + "\n" + quoted).split("\n")
    for line in text.split("\n"):
        if line.strip():
            left.remove(line)
    assert not any(line.strip() for line in left)


@QUICK
@given(st.binary(max_size=3000))
def test_any_bytes_get_an_answer(raw):
    check(raw)


@QUICK
@given(st.sampled_from(SEEDS), st.integers(0, 2**32), st.integers(1, 30))
def test_damaged_messages_get_an_answer(raw, seed, times):
    chance = random.Random(seed)
    octets = bytearray(raw)
    for _ in range(times):
        at = chance.randrange(len(octets))
        what = chance.randrange(4)
        if what == 0:
            octets[at] = chance.randrange(256)
        elif what == 1:
            del octets[at : at + chance.randrange(1, 60)]
        elif what == 2:
            octets[at:at] = octets[at : at + chance.randrange(1, 200)]
        else:
            octets[at:at] = chance.choice(
                [b"\n", b"\r\n\r\n", b"\0", b"--", b'"', b"=?utf-8?B?", b"<", b"\xff\xfe", b": ", b";"]
            )
        octets = octets or bytearray(b" ")
    check(bytes(octets))


_LINES = st.sampled_from([
    "Hej!", "Tack för hjälpen.", "", "", "> fråga", "> > äldre", ">", "-- ", "Mvh", "Anna", "Med vänlig hälsning", "Skickat från min iPhone",
    "Den mån 3 nov. 2026 kl 10:14 skrev X <a@b.example>:", "On Mon, 3 Nov 2026 X wrote:", "Från: X <a@b.example>", "Skickat: måndag",
    "Till: Y", "Ämne: Z", "________________________________", "-----Ursprungligt meddelande-----", "---------- Forwarded message ---------",
    "—— svara ovanför denna rad / reply above this line ——", "PS. En sak till?", "  indraget", "X wrote:",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=25).map("\n".join))
def test_folding_loses_no_line_and_leaves_something(text):
    folded = fold(text)
    check_whole(text, folded.reply, folded.quoted)
    assert bool(folded.reply.strip()) == bool(text.strip())


def test_every_sample_gives_its_line():
    samples = sorted((Path(__file__).parents[4].parent / "shared/samples/mail").glob("*.eml"))
    for sample in samples:
        check(sample.read_bytes())


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\0" * 100, b"\xff" * 1000, b"PK\x03\x04" + bytes(range(256)) * 20, b":\n:\n\n", b"\r" * 50]
)
def test_what_is_no_mail_gets_an_answer_with_problems(raw):
    assert parse(raw).problems


def test_reading_prints_a_line_for_each_file_even_those_that_are_missing(tmp_path):
    good, empty = tmp_path / "a.eml", tmp_path / "b.eml"
    good.write_bytes(SEEDS[0])
    empty.write_bytes(b"")
    out = io.StringIO()
    reading.read([str(good), str(empty), str(tmp_path / "missing.eml"), str(tmp_path), "\0"], out)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [list(each) for each in found] == [KEYS] * 5
    assert found[0]["from"] == {"name": "Åsa Öst", "address": "asa@norra.example"}
    assert found[0]["date"] == "2026-11-03T09:14:00Z"
    assert all(each["problems"] for each in found[1:])


def test_reading_takes_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SEEDS[1])))
    out = io.StringIO()
    reading.read(["-"], out)
    assert json.loads(out.getvalue())["subject"] == "SV: Resultat för kursen"


def test_a_message_of_twenty_five_megabytes_keeps_its_file_whole():
    content = bytes(range(256)) * 70_000
    raw = mails.plain(sender="a@n.example", to="d@desk.example", subject="Stor", body="Hej", message_id="<1@n>",
                      files=[("stor.bin", "application/octet-stream", content)])  # fmt: skip
    assert len(raw) > 24_000_000
    (file,) = parse(raw).attachments
    assert file.content == content
