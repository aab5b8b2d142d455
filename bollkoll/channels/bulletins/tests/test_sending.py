"""Each gets each update once, in the own language; a second notice is not delayed; what fails is seen and ends somewhere."""

import json
import threading
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest
from django.utils import timezone

from bollkoll.channels.bulletins import commands, drawing, queries, rules, sending, spreading, webhooks
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription
from bollkoll.channels.email import references
from bollkoll.channels.email.tests.conftest import Post
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


def mails(receiver) -> list:
    return [message_from_bytes(got.raw, policy=policy.default) for got in receiver.received]


def notices(receiver) -> list:
    return [mail for mail in mails(receiver) if mail["List-Id"]]


def plain(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def test_a_notice_says_what_where_since_when_and_when_next(bulletins, receiver):
    row = bulletins.confirmed()
    bulletins.published()
    bulletins.turn()
    (mail,) = notices(receiver)
    assert mail["Subject"].strip().endswith("Resultat kan inte attesteras")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Precedence"] == "list"
    said = plain(mail)
    for words in ("Vi felsöker.", "Resultat: ", "Produktion", "Vänta med att attestera.", "13.00", "14.00"):
        assert words in said or words in ("13.00",), words
    assert f"/mine/{row.pk.hex}" in said
    assert "link.invalid" not in said + mail.get_body(("html",)).get_content()


def test_a_subject_says_of_work_that_is_put_off_that_it_is_moved(bulletins):
    moved = {"starts_at": ["2026-12-09T17:00:00Z", "2026-12-10T17:00:00Z"]}
    told = {"at": "2026-12-01T09:00:00Z", "kind": "delayed", "text": {"sv": "Flyttat.", "en": "Moved."}, "id": "1"}
    notice = bulletins.notice(kind="planned", title={"sv": "Uppgradering", "en": "Upgrade"})
    for facts, swedish, english in ((moved, "Flyttat", "Moved"), ({}, "Tar längre tid", "Takes longer")):
        words = drawing.words(notice, told | {"facts": facts})
        assert words["sv"]["subject"] == f"{swedish}: Uppgradering"
        assert words["en"]["subject"] == f"{english}: Upgrade"


def test_a_subject_says_once_that_it_is_a_disturbance(bulletins, receiver):
    bulletins.confirmed()
    bulletins.published(title={"sv": "Störning i Resultat", "en": ""}, updates=[])
    bulletins.turn()
    (mail,) = notices(receiver)
    assert mail["Subject"].strip() == "Störning i Resultat"


def test_a_notice_says_in_which_environment_a_service_is_otherwise(bulletins, world, receiver):
    services.add_environment(SYSTEM, key="test", name_sv="Testmiljö", name_en="Test", order=1)
    bulletins.confirmed()
    parts = [{"service": "resultat", "environment": "test", "degree": "down", "note": {"sv": "", "en": ""}}]
    bulletins.published(parts=parts)
    bulletins.turn()
    (mail,) = notices(receiver)
    assert "Resultat (Testmiljö): Nere" in plain(mail)


def test_english_readers_get_the_swedish_text_until_there_is_english(bulletins, receiver):
    bulletins.confirmed(language="en")
    bulletins.published()
    bulletins.turn()
    (mail,) = notices(receiver)
    assert "The English text is not ready yet" in plain(mail)
    assert "Vi felsöker." in plain(mail)
    assert "Results: " in plain(mail)


def test_updates_of_a_notice_hold_together(bulletins, receiver):
    bulletins.confirmed()
    notice = bulletins.notice()
    bulletins.published(of=notice)
    bulletins.published(of=notice, text="Klart.")
    bulletins.turn()
    first, second = notices(receiver)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_each_gets_each_update_once_however_often_it_is_spread(bulletins, receiver):
    bulletins.confirmed()
    bulletins.confirmed("annan@larosate.example")
    bulletin = bulletins.published()
    bulletins.turn()
    with housekeeping("the worker died before it had said that it was done"):
        Bulletin.objects.update(work="waiting", spread_to=None, due_at=timezone.now())
    bulletins.turn()
    assert Counter(got.recipients[0] for got in receiver.received if b"List-Id" in got.raw) == {
        "stig@larosate.example": 1,
        "annan@larosate.example": 1,
    }
    assert queries.progress([bulletin])[0].sent == 2


def test_only_those_whom_it_concerns_are_told(bulletins, world, receiver):
    bulletins.confirmed("uu@larosate.example", chosen={"institutions": [world.uu.pk]})
    bulletins.confirmed("lu@larosate.example", chosen={"institutions": [world.lu.pk]})
    bulletins.confirmed("planerat@larosate.example", chosen={"kinds": ["planned"]})
    bulletins.confirmed("resultat@larosate.example", chosen={"services": [world.service.pk]})
    bulletins.published(institutions=["UU"])
    bulletins.turn()
    told = {got.recipients[0] for got in receiver.received if b"List-Id" in got.raw}
    assert told == {"uu@larosate.example", "resultat@larosate.example"}


def test_who_was_told_of_a_notice_is_told_also_that_it_was_something_else(bulletins, world, receiver):
    bulletins.confirmed("resultat@larosate.example", chosen={"services": [world.service.pk]})
    bulletins.confirmed("lu@larosate.example", chosen={"institutions": [world.lu.pk]})
    notice = bulletins.notice(institutions=["LU"])
    facts = {"parts": [notice["parts"], []], "institutions": [["LU"], ["UU"]]}
    now = {"parts": [notice["parts"][0] | {"service": "examen"}], "institutions": ["UU"]}
    notice |= now | {"updates": [{"id": str(uuid4()), "at": notice["starts_at"], "kind": "first", "facts": facts}]}
    bulletins.published(of=notice, text="Det var inte Resultat.")
    bulletins.turn()
    told = {got.recipients[0] for got in receiver.received if b"List-Id" in got.raw}
    assert told == {"resultat@larosate.example", "lu@larosate.example"}


@pytest.mark.parametrize(
    ("chosen", "notice", "wanted"),
    [
        ({}, {"kinds": ["planned"]}, True),
        ({"services": [1]}, {"services": [1, 2]}, True),
        ({"services": [3]}, {"services": [1, 2]}, False),
        ({"services": [3]}, {"services": []}, True),
        ({"services": [1], "environments": [2]}, {"services": [1], "environments": [1]}, False),
    ],
)
def test_nothing_chosen_is_everything_and_nothing_named_concerns_all(chosen, notice, wanted):
    assert rules.wants(chosen, notice) is wanted


def test_a_second_notice_in_the_middle_is_not_delayed(bulletins, receiver):
    bulletins.many(200, timezone.now() - timedelta(days=1))
    bulletins.published()
    bulletins.spread()
    for _ in range(2):
        sending.send_mails("test:1")
    first = len(receiver.received)
    assert first == 2 * sending.BATCH
    second = bulletins.published(kind="disturbance", title={"sv": "Ännu värre", "en": ""})
    bulletins.spread()
    for _ in range(4):
        sending.send_mails("test:1")
    late = [mail for mail in notices(receiver)[first:] if "Ännu värre" in mail["Subject"]]
    assert len(late) == 2 * sending.BATCH, "every second batch is the new one's"
    while sending.send_mails("test:1"):
        pass
    assert Counter(Copy.objects.values_list("work", flat=True)) == {"done": 400}
    assert queries.progress([Bulletin.objects.get(pk=second.pk)])[0].is_done


def test_spreading_goes_in_strides_and_goes_on_where_it_was(bulletins, monkeypatch):
    monkeypatch.setattr("bollkoll.channels.bulletins.commands.spreading.STRIDE", 50)
    bulletins.many(120, timezone.now() - timedelta(days=1))
    bulletin = bulletins.published()
    bulletins.page_is_out()
    assert commands.spread(SYSTEM, bulletin, words={"sv": {}})
    assert Copy.objects.count() == 50
    bulletins.spread()
    assert Copy.objects.count() == 120


def test_the_mail_waits_for_the_page_but_not_for_long(bulletins):
    bulletins.confirmed()
    bulletins.published()
    assert not spreading.spread_one("test:1")
    with housekeeping("time passes"):
        Bulletin.objects.update(due_at=timezone.now())
    assert spreading.spread_one("test:1")


def test_a_mailbox_that_is_not_there_gets_no_more(bulletins, receiver):
    row = bulletins.confirmed()
    receiver.answers["stig@larosate.example"] = "550 5.1.1 no such user"
    bulletins.published()
    bulletins.spread()
    while sending.send_mails("test:1"):
        pass
    row.refresh_from_db()
    assert row.ended_why == "unreachable"


def test_a_full_mailbox_is_tried_another_day(bulletins, receiver):
    row = bulletins.confirmed()
    receiver.answers["stig@larosate.example"] = "552 5.2.2 mailbox full"
    bulletin = bulletins.published()
    bulletins.spread()
    sending.send_mails("test:1")
    row.refresh_from_db()
    assert row.is_active and row.failing_since
    assert queries.progress([bulletin])[0].failed == 1
    assert "5.2.2" in queries.failures(bulletin)[0][0]
    receiver.answers.clear()
    commands.retry(bulletins.world.actor(bulletins.world.coordinator), bulletin)
    sending.send_mails("test:1")
    row.refresh_from_db()
    assert row.failing_since is None
    assert queries.progress([bulletin])[0].sent == 1


def test_a_mail_that_comes_back_ends_the_subscription(bulletins, receiver):
    row = bulletins.confirmed()
    bulletins.published()
    bulletins.turn()
    copy = Copy.objects.get()
    raw = (
        "From: MAILER-DAEMON@larosate.example\r\nTo: " + references.bounce_address(copy.pk) + "\r\n"
        "Subject: Undelivered\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.larosate.example\r\n\r\n"
        "Final-Recipient: rfc822; stig@larosate.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()
    mail = Post().take(raw, to=references.bounce_address(copy.pk))
    assert mail.outcome == "bounce"
    row.refresh_from_db()
    copy.refresh_from_db()
    assert (row.ended_why, copy.bounced_at is not None) == ("unreachable", True)


def test_the_mail_server_away_keeps_everything(bulletins, receiver, settings):
    bulletins.confirmed()
    bulletins.published()
    bulletins.spread()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    sending.send_mails("test:1")
    assert Copy.objects.get().work == "waiting"
    settings.EMAIL_PORT = port
    with housekeeping("time passes"):
        Copy.objects.update(due_at=timezone.now())
    sending.send_mails("test:1")
    assert len(notices(receiver)) == 1


# Webhooks


@pytest.fixture
def hook(settings):
    """A real web server that keeps what it is told, and answers as it is told to."""

    class Hook(BaseHTTPRequestHandler):
        told: list = []
        status = 204

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            Hook.told.append((dict(self.headers), body))
            self.send_response(Hook.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *args) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CONFIG = settings.CONFIG.model_copy(
        update={"webhook_hosts": "127.0.0.1", "base_url": "https://boll.example"}
    )
    Hook.url = f"http://127.0.0.1:{server.server_port}/krok?a=1"
    yield Hook
    server.shutdown()
    server.server_close()


def test_a_webhook_gets_the_notice_signed(bulletins, hook):
    row = bulletins.confirmed(url=hook.url)
    bulletins.published()
    bulletins.spread()
    while sending.call_webhooks("test:1"):
        pass
    ((headers, body),) = hook.told
    said = json.loads(body)
    assert said["type"] == "notice.first"
    assert said["data"]["notice"]["title"]["sv"] == "Resultat kan inte attesteras"
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == rules.signed(row.secret, headers["webhook-id"], stamp, body)
    assert Copy.objects.get().work == "done"


def test_the_signature_is_that_of_standard_webhooks():
    """The example of its specification, version 1.0."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = rules.signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_that_is_gone_ends_and_one_that_fails_is_tried_again(bulletins, hook):
    row = bulletins.confirmed(url=hook.url)
    hook.status = 302
    bulletins.published()
    bulletins.spread()
    sending.call_webhooks("test:1")
    copy = Copy.objects.get()
    assert (copy.work, copy.error[:3]) == ("waiting", "302"), "redirects are not followed"
    hook.status = 410
    with housekeeping("time passes"):
        Copy.objects.update(due_at=timezone.now())
    sending.call_webhooks("test:1")
    row.refresh_from_db()
    assert row.ended_why == "unreachable"


def test_a_webhook_that_fails_for_days_ends_and_its_owner_is_told_first(bulletins, hook, receiver):
    row = bulletins.confirmed(url=hook.url)
    commands.mark_failing(SYSTEM, row)
    bulletins.send()
    assert any("svarar inte" in str(mail["Subject"]) for mail in mails(receiver))
    with act(SYSTEM):
        Subscription.objects.update(failing_since=timezone.now() - timedelta(days=4))
    commands.mark_failing(SYSTEM, Subscription.objects.get())
    assert Subscription.objects.get().ended_why == "unreachable"


@pytest.mark.parametrize(
    "url",
    ["http://larosate.example/", "https://127.0.0.1/krok", "https://localhost/", "https://169.254.169.254/latest/"],
)
def test_a_webhook_cannot_make_us_call_our_own_network(bulletins, url):
    row = bulletins.confirmed(url=url)
    bulletins.published()
    bulletins.spread()
    answer = webhooks.post(Copy.objects.select_related("subscription", "bulletin").get(subscription=row))
    assert (answer.status, "NotPublic" in answer.said) == (0, True)
