"""The whole way: a case by mail, answers by mail, replies as Swedish clients write them, all in the same case."""

from email import message_from_bytes, policy

import pytest

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case

from . import mails
from .conftest import letter

pytestmark = pytest.mark.django_db

LOCAL = "Lars Lokal <lars.lokal@larosate.example>"
MAKERS = {
    "outlook": mails.outlook_reply,
    "outlook on the web": mails.owa_reply,
    "outlook on a phone": mails.outlook_mobile_reply,
    "gmail": mails.gmail_reply,
    "gmail on a phone": mails.android_gmail_reply,
    "apple": mails.apple_mail_reply,
    "iphone": mails.iphone_reply,
}


@pytest.fixture
def answered(world, post, receiver):
    """A case by mail that has been answered, and the answer as the reporter got it."""
    case = post.take(letter(LOCAL, "Resultaten syns inte.", "Resultat saknas")).case
    cases.take(world.actor(world.agent), case)
    world.answer(case, "Vilken kurs gäller det?", then="waiting")
    post.turn()
    return case, message_from_bytes(receiver.received[-1].raw, policy=policy.default)


def _check(world, post, case, raw, body):
    mail = post.take(raw, "lars.lokal@larosate.example")
    assert (mail.outcome, mail.case) == ("replied", case), (mail.reason, mail.explanation, mail.error)
    message = mail.message
    assert body in message.text
    assert "Vilken kurs gäller det?" not in message.text
    assert (message.author, message.via, message.kind) == (world.local, "mail", "reply")
    assert world.fresh(case).state == "in_progress"
    assert Case.objects.count() == 1
    return message


@pytest.mark.parametrize("client", MAKERS)
@pytest.mark.parametrize("thread", ["address", "ids only"])
def test_a_reply_lands_in_the_case_with_the_quotation_folded(world, post, answered, client, thread):
    case, got = answered
    quoted = got.get_body(("plain",)).get_content().replace("\r\n", "\n")
    raw = MAKERS[client](
        sender=LOCAL, to=got["Reply-To"] if thread == "address" else "support@bollkoll.example",
        subject=f"SV: {got['Subject']}" if thread == "address" else "SV: något annat", body="Det gäller ÅÄÖ101.",
        quoted=quoted, message_id=f"<{client.replace(' ', '.')}@larosate.example>", in_reply_to=got["Message-ID"],
        references=got["References"].split(),
    )  # fmt: skip
    message = _check(world, post, case, raw, "Det gäller ÅÄÖ101.")
    assert "Vilken kurs gäller det?" in message.quoted


def test_winmail_dat_lands_in_the_case_with_its_files(world, post, answered):
    case, got = answered
    raw = mails.winmail_reply(
        sender=LOCAL, to=got["Reply-To"], subject=f"SV: {got['Subject']}", body="Se bifogad lista.",
        message_id="<tnef@larosate.example>", in_reply_to=got["Message-ID"], files=[("lista.txt", b"ABC101\n")],
        with_text=False,
    )  # fmt: skip
    message = _check(world, post, case, raw, "Se bifogad lista.")
    assert "lista.txt" in [row.name for row in message.attachments.all()]


def test_a_meeting_request_lands_in_the_case_with_its_calendar(world, post, answered):
    case, got = answered
    raw = mails.calendar_invitation(
        sender=LOCAL,
        to=got["Reply-To"],
        subject=f"SV: {got['Subject']}",
        body="Kan vi ses?",
        message_id="<cal@larosate.example>",
    )
    message = _check(world, post, case, raw, "Kan vi ses?")
    assert any(row.name.endswith(".ics") for row in message.attachments.all())


def test_answers_between_the_lines_are_kept(world, post, answered):
    case, got = answered
    raw = mails.thunderbird_interleaved(
        sender=LOCAL, to=got["Reply-To"], subject=f"Re: {got['Subject']}", message_id="<tb@larosate.example>",
        answers=[("Vilken kurs gäller det?", "ÅÄÖ101"), ("Sedan när?", "I går")], in_reply_to=got["Message-ID"],
    )  # fmt: skip
    mail = post.take(raw, "lars.lokal@larosate.example")
    assert (mail.outcome, mail.case) == ("replied", case)
    assert "ÅÄÖ101" in mail.message.text and "I går" in mail.message.text


def test_out_of_office_to_the_envelopes_sender_finds_the_case(world, post, answered, receiver):
    case, _got = answered
    raw = mails.out_of_office(
        sender=LOCAL, to=receiver.received[-1].sender, subject="x", message_id="<ooo@larosate.example>"
    )
    mail = post.take(raw, "<>", receiver.received[-1].sender)
    assert (mail.outcome, mail.case) == ("auto_reply", case)
    assert world.fresh(case).state == "waiting_reporter"


def test_a_loop_between_two_machines_ends(world, post, receiver):
    """A robot that answers everything gets one acknowledgement and no more."""
    post.take(letter(LOCAL, "Hej", "Hej"), "lars.lokal@larosate.example")
    for number in range(5):
        post.turn()
        last = message_from_bytes(receiver.received[-1].raw, policy=policy.default)
        post.take(
            letter(LOCAL, "Tack för ditt mail!", f"Re: {last['Subject']}", f"In-Reply-To: {last['Message-ID']}",
                   f"Message-ID: <robot{number}@l.example>"),
            "lars.lokal@larosate.example",
        )  # fmt: skip
    post.turn()
    assert len([r for r in receiver.received if r.recipients == ["lars.lokal@larosate.example"]]) == 1
