# ruff: noqa: E501 - the lines of messages are as long as they are
import pytest

from bollkoll.channels.email.parsing import parse

from . import mails

PERSON = "From: Anna <anna@norra.example>\nTo: support@desk.example\nMessage-ID: <1@norra.example>\n"


def mail(headers: str, text: str = "Hej", person: str = PERSON):
    return parse((person + headers + "\n\n" + text).encode())


@pytest.mark.parametrize(
    ("headers", "auto"),
    [
        ("Subject: Fråga", "none"),
        ("Subject: Fråga\nAuto-Submitted: no", "none"),
        ("Subject: Fråga\nX-Auto-Response-Suppress: All", "none"),
        ("Subject: Semesterersättning registreras fel", "none"),
        ("Subject: Frånvaro: registrera avbrott", "none"),
        ("Subject: SV: Automatiskt svar: Fråga", "none"),
        ("Subject: VB: Undelivered Mail Returned to Sender", "none"),
        ("Subject: Delivery failure i Ladok", "none"),
        ("Subject: Fråga\nAuto-Submitted: auto-replied", "auto-reply"),
        ("Subject: Larm\nAuto-Submitted: auto-generated (cron)", "auto-reply"),
        ("Subject: Fråga\nAuto-Submitted: auto-notified; owner-email=x", "auto-reply"),
        ("Subject: Fråga\nX-Autoreply: yes", "auto-reply"),
        ("Subject: Fråga\nX-Autorespond: x", "auto-reply"),
        ("Subject: Fråga\nPrecedence: auto_reply", "auto-reply"),
        ("Subject: Fråga\nReturn-Path: <>", "auto-reply"),
        ("Subject: Autosvar: Fråga", "out-of-office"),
        ("Subject: Automatiskt svar: Fråga", "out-of-office"),
        ("Subject: Automatic reply: Fråga", "out-of-office"),
        ("Subject: Frånvaromeddelande: Fråga", "out-of-office"),
        ("Subject: Out of Office: Fråga", "out-of-office"),
        ("Subject: Auto: Fråga", "out-of-office"),
        ("Subject: Automatische Antwort: Fråga", "out-of-office"),
        ("Subject: Semester\nAuto-Submitted: auto-replied", "out-of-office"),
        ("Subject: Jag är på semester\nPrecedence: bulk", "out-of-office"),
        ("Subject: Re: Fråga\nAuto-Submitted: auto-replied\nX-Note: x", "auto-reply"),
        ("Subject: Nyhetsbrev\nPrecedence: bulk", "list"),
        ("Subject: [ladok] Fråga\nList-Id: <ladok.lists.example>", "list"),
        ("Subject: Nyheter\nList-Unsubscribe: <https://x.example>", "list"),
        ("Subject: Fråga\nSender: owner-ladok@lists.example", "list"),
        ("Subject: Fråga\nReturn-Path: <ladok-bounces+x=y@lists.example>", "list"),
        ("Subject: [proj] Build\nList-Id: <p.example>\nAuto-Submitted: auto-generated", "list"),
        ("Subject: Report domain: norra.example Submitter: other.example Report-ID: 1", "report"),
    ],
)
def test_the_kind_of_sender_is_told(headers, auto):
    assert mail(headers).auto == auto


def test_an_automatic_answer_that_speaks_of_holidays_is_out_of_office():
    found = mail("Subject: Re: Fråga\nAuto-Submitted: auto-replied", "Hej, jag är på semester och åter den 9 november.")
    assert found.auto == "out-of-office"


@pytest.mark.parametrize("before", ["Frånvarande", "Ej på kontoret", "Semester", "Not in office"])
def test_what_answers_a_mail_and_speaks_of_absence_is_out_of_office_also_without_headers(before):
    subject, text = f"Subject: {before}: [#1466] Betyg", "Jag är ledig till den 9 november."
    assert mail(f"{subject}\nIn-Reply-To: <1@desk.example>", text).auto == "out-of-office"
    assert mail(f"{subject}\nIn-Reply-To: <1@desk.example>", "Gäller det även AB124?").auto == "none"
    assert mail(subject, text).auto == "none"


def test_exchange_writes_out_of_office():
    raw = mails.out_of_office(
        sender="a@n.example", to="support@desk.example", subject="Ditt ärende", message_id="<1@n>", in_reply_to="<0@d>"
    )
    assert parse(raw).auto == "out-of-office"


@pytest.mark.parametrize(
    ("action", "status", "auto"),
    [
        ("failed", "5.1.1", "bounce"),
        ("delayed", "4.4.1", "bounce"),
        ("delivered", "2.0.0", "report"),
        ("relayed", "2.0.0", "report"),
    ],
)
def test_a_delivery_report_tells_who_and_why(action, status, auto):
    found = parse(mails.delivery_report(to="support@desk.example", recipient="x@other.example", original_message_id="<o@desk.example>",
                                        action=action, status=status))  # fmt: skip
    assert found.auto == auto
    assert (found.bounce.recipient, found.bounce.status, found.bounce.action) == ("x@other.example", status, action)
    assert found.bounce.original_message_id == "<o@desk.example>"


DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: support@desk.example\nReturn-Path: <>\n"


@pytest.mark.parametrize(
    ("subject", "text", "bounce"),
    [
        ("failure notice", "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
         "following addresses.\n\n<x@other.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n", ("x@other.example", "5.1.1", "failed")),
        ("Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message "
         "that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The "
         "following address(es) failed:"
         "\n\n  x@other.example\n    host mx.other.example [192.0.2.1]\n    SMTP error from remote mail server after "
         "RCPT TO:<x@other.example>:\n"
         "    550 No such user here\n\n------ This is a copy of the message ------\n\nMessage-ID: "
         "<o@desk.example>\nFrom: support@desk.example\n",
         ("x@other.example", "5.1.1", "failed")),
        ("Warning: message 1abc delayed 24 hours", "This message was created automatically by mail delivery software.\nA message that you sent has "
         "not yet been delivered to one or more of its recipients after more than 24 hours\n\n  "
         "x@other.example\n\nNo action is required on your "
         "part. Delivery attempts will continue for some time.", ("x@other.example", "4.4.7", "delayed")),
        ("Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     x@other.example\n\n"
         "Technical details of permanent failure:\nThe error was: 552 5.2.2 mailbox full", ("x@other.example", "5.2.2", "failed")),
        ("Undeliverable: Hej", "Your message to x@other.example couldn't be delivered.\nx wasn't found at other.example.\n",
         ("x@other.example", "5.1.1", "failed")),
        ("Olevererbart: Hej", "Din leverans misslyckades till dessa mottagare eller grupper:\n\nx@other.example\nDet gick inte att leverera "
         "meddelandet. Mottagarens postlåda är full: brevlådan är full.\n", ("x@other.example", "5.2.2", "failed")),
        ("Undelivered Mail Returned to Sender", "<x@other.example>: host mx.other.example[192.0.2.10] said: 550 5.7.1\n    Message rejected",
         ("x@other.example", "5.7.1", "failed")),
        ("Returned mail: User unknown", "   ----- The following addresses had permanent fatal errors -----\n<x@other.example>\n\n   ----- Transcript "
         "----\n550 <x@other.example>... User unknown", ("x@other.example", "5.1.1", "failed")),
        ("Mail Delivery Failure", "Message could not be delivered to x@other.example: over quota", ("x@other.example", "5.2.2", "failed")),
        ("Undeliverable Mail", "Delivery failed 10 attempts: x@other.example\n\nOriginal message follows.\n\nFrom: a@b.example\n",
         ("x@other.example", "5.0.0", "failed")),
    ],
)  # fmt: skip
def test_bounces_of_no_standard_are_read(subject, text, bounce):
    found = mail(f"Subject: {subject}", text, DAEMON)
    assert found.auto == "bounce"
    assert (found.bounce.recipient, found.bounce.status, found.bounce.action) == bounce


def test_the_header_of_exim_names_the_recipient():
    found = mail(
        "Subject: Mail delivery failed\nX-Failed-Recipients: x@other.example", "It failed. Unrouteable address", DAEMON
    )
    assert (found.bounce.recipient, found.bounce.status) == ("x@other.example", "5.1.1")


def test_the_id_of_the_returned_message_is_found_in_the_text():
    found = parse(
        mails.qmail_bounce(
            to="support@desk.example", recipient="x@other.example", original_message_id="<o@desk.example>"
        )
    )
    assert found.bounce.original_message_id == "<o@desk.example>"


def test_a_status_is_found_in_the_diagnostic_when_the_field_is_missing():
    raw = mails.delivery_report(
        to="s@desk.example", recipient="x@o.example", original_message_id="<o@d>", status="", diagnostic="smtp; 552 x"
    )
    assert parse(raw).bounce.status == "5.2.2"


def test_a_person_who_forwards_a_bounce_is_no_bounce():
    bounce = mails.delivery_report(to="s@desk.example", recipient="x@o.example", original_message_id="<o@d>").decode()
    text = f"--x\n\nVad betyder detta?\n--x\nContent-Type: message/rfc822\n\n{bounce}\n--x--"
    found = mail("Subject: VB: Undelivered Mail\nContent-Type: multipart/mixed; boundary=x", text)
    assert (found.auto, found.bounce, found.text) == ("none", None, "Vad betyder detta?")


def test_a_read_receipt_and_a_complaint_are_reports():
    for kind in ("disposition-notification", "feedback-report"):
        text = f"--x\n\nSent\n--x\nContent-Type: message/{kind}\n\nFeedback-Type: abuse\nFinal-Recipient: rfc822; a@b.example\n--x--"
        found = mail(f"Subject: x\nContent-Type: multipart/report; report-type={kind}; boundary=x", text)
        assert (found.auto, found.bounce) == ("report", None)


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ("From: postmaster@norra.example\nSubject: Fråga om delivery", "Rapporten could not be delivered till er."),
        ("From: Anna <a@norra.example>\nSubject: Undeliverable: Hej", "Jag får detta: x@other.example mailbox full"),
    ],
)
def test_a_person_who_writes_of_bounces_is_no_bounce(headers, text):
    found = mail(headers + "\nReturn-Path: <a@norra.example>", text, "To: support@desk.example\n")
    assert (found.auto, found.bounce) == ("none", None)


def test_a_notice_that_it_is_still_tried_is_delayed():
    text = "There was a temporary problem delivering to x@other.example. Gmail will retry. You'll be told if it fails permanently."
    found = mail("Subject: Delivery Status Notification (Delay)", text, DAEMON)
    assert (found.bounce.recipient, found.bounce.status, found.bounce.action) == ("x@other.example", "4.0.0", "delayed")
