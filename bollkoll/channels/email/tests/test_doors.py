"""The doors: a real SMTP client at the listener; what is accepted is on disk and in the database."""

import smtplib
from pathlib import Path

import pytest

from bollkoll.cases.models import Case
from bollkoll.channels.email import storing
from bollkoll.channels.email.doors import listener
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import parse

from .conftest import free_port, letter

SAMPLES = sorted((Path(__file__).parents[5] / "shared" / "samples" / "mail").glob("*.eml"))
LOCAL = "lars.lokal@larosate.example"
SUPPORT = "support@bollkoll.example"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(world, post):
    port = free_port()
    controller = listener.serve(f"smtp://127.0.0.1:{port}")
    yield port
    controller.stop()


def send(port: int, raw: bytes, sender: str = LOCAL, to: str = SUPPORT) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail(sender, [to], raw)


def test_250_means_stored(door, post):
    raw = letter(LOCAL, "Hej åäö", "Ämne")
    send(door, raw)
    mail = InboundMail.objects.get()
    assert storing.read(mail) == raw
    assert (mail.source, mail.envelope_from, mail.recipients) == ("smtp", LOCAL, [SUPPORT])
    post.read_all()
    assert Case.objects.get().title == "Ämne"


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_lines_longer_than_the_standard_allows_are_kept(door, post, line_end):
    raw = letter(LOCAL, "x" * 5000 + "\nslut", "Lång rad").replace(b"\r\n", b"\n").replace(b"\n", line_end)
    send(door, raw)
    post.read_all()
    assert "slut" in Case.objects.get().messages.get().text


def test_only_our_own_addresses_are_taken(door):
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(door, letter(LOCAL), to="nagon@annan.example")
    send(door, letter(LOCAL), to="support+1042.r1.abc@bollkoll.example")
    assert InboundMail.objects.count() == 1


def test_too_large_is_refused_at_the_door(door, settings):
    with smtplib.SMTP("127.0.0.1", door) as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == settings.CONFIG.max_message_mb * 1024 * 1024


def test_when_nothing_can_be_stored_the_sender_keeps_it(door, monkeypatch):
    monkeypatch.setattr(storing, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(door, letter(LOCAL))
    assert refused.value.smtp_code == 451
    assert not InboundMail.objects.exists()


def test_lmtp_answers_once_for_each_recipient(world, post):
    port = free_port()
    controller = listener.serve(f"lmtp://127.0.0.1:{port}")
    try:
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo_or_helo_if_needed()
            client.mail(LOCAL)
            client.rcpt(SUPPORT)
            client.rcpt("support+1.r1.x@bollkoll.example")
            assert client.data(letter(LOCAL))[0] == 250
            assert client.getreply()[0] == 250
    finally:
        controller.stop()
    mail = InboundMail.objects.get()
    assert (mail.source, len(mail.recipients)) == ("lmtp", 2)


def as_written_by(raw: bytes, sender: str) -> bytes:
    """The message with its From lines replaced, everything else byte for byte."""
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept, skipping = [], False
    for line in head.split(b"\n"):
        skipping = line.lower().startswith((b"from:", b"from ")) or (skipping and line[:1] in b" \t" and line != b"")
        if not skipping:
            kept.append(line)
    return b"\r\n".join([b"From: " + sender.encode(), *kept]) + (gap + body).replace(b"\n", b"\r\n")


def test_every_sample_from_a_contact_becomes_a_case_or_is_held_with_a_reason(world, door, post):
    for path in SAMPLES:
        send(door, as_written_by(path.read_bytes(), LOCAL))
    post.read_all()
    assert InboundMail.objects.count() == len(SAMPLES)
    for mail in InboundMail.objects.select_related("case", "message"):
        parsed = parse(storing.read(mail))
        if parsed.auto == "none":
            assert mail.outcome == "opened", (mail.subject, mail.reason, mail.explanation, mail.error)
            kept = mail.message.text + mail.message.quoted
            for word in (parsed.reply + " " + parsed.quoted).split()[:200]:
                assert word in kept or "\0" in word, (mail.subject, word)
            files = {row.sha256 for row in mail.message.attachments.all()}
            lost = [each for each in parsed.attachments if each.sha256 not in files]
            assert all(each.name in mail.message.text for each in lost), mail.subject
        else:
            assert (mail.outcome, bool(mail.reason)) == ("held", True), mail.subject


def test_every_sample_from_a_stranger_is_held(world, door, post):
    for path in SAMPLES:
        send(door, as_written_by(path.read_bytes(), "nagon@annan.example"), sender="nagon@annan.example")
    post.read_all()
    assert set(InboundMail.objects.values_list("outcome", flat=True)) <= {"held"}
    assert not InboundMail.objects.filter(reason="").exists()
    assert not Case.objects.exists()
