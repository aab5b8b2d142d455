"""Mail that goes out: to whom, with which headers, in which language, and how each ends in the ledger."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.channels.email import clock, references
from bollkoll.channels.email.models import DigestItem
from bollkoll.channels.email.parsing import parse
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Delivery, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.services.models import Organisation

from . import mails
from .conftest import letter

pytestmark = pytest.mark.django_db

LOCAL = "Lars Lokal <lars.lokal@larosate.example>"


def read(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def prefer(world, person, telling_as="each", language="sv"):
    return people.change_preferences(world.actor(person), world.fresh(person), language=language, telling=telling_as)


def test_the_reporter_gets_an_acknowledgement_that_says_so(world, post, receiver):
    case = world.case(title="Betyg för 19811218-9876 saknas")
    post.turn()
    (got,) = receiver.received
    mail = read(got.raw)
    assert got.recipients == ["lars.lokal@larosate.example"]
    assert str(mail["Subject"]).strip().startswith(f"[#{case.number}] Betyg för 19811218-")
    assert "9876" not in str(mail["Subject"]) + mail.get_body(("plain",)).get_content()
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Bollkoll-Loop"] == references.instance_id()
    assert "Testsupporten" in mail["From"]
    assert references.find([mail["Reply-To"]])[0].person_id == world.local.pk
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got.sender.startswith("support+b.")
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("—— svara ovanför denna rad")
    assert f"https://boll.example/{case.number}" in text or str(case.number) in text
    assert "style=" not in mail.get_body(("html",)).get_content()


def test_each_reads_in_their_own_language(world, post):
    prefer(world, world.local, language="en")
    world.case()
    post.tell()
    assert "We have received your case" in Delivery.objects.get().text


def test_season_notices_are_in_the_acknowledgement(world, post):
    today = timezone.localdate()
    services.publish_notice(
        SYSTEM, kind="fault", first_day=today, last_day=today, text_sv="Vi är färre i juli.", text_en="Fewer in July."
    )
    world.case()
    post.tell()
    assert "Vi är färre i juli." in Delivery.objects.get().text


def test_what_is_paused_and_what_a_target_promises_are_in_the_acknowledgement(world, post):
    today, organisation = timezone.localdate(), Organisation.objects.get()
    services.add_periods(
        SYSTEM, organisation, kinds=["fault"], level="delayed", extra_days=2, first_day=today, last_day=today
    )
    services.set_targets(SYSTEM, organisation, targets={("fault", 0): (8, None), ("question", 0): (None, 3)})
    world.case()
    post.tell()
    text = Delivery.objects.get().text
    assert "ungefär 2 arbetsdagar mer än vanligt" in text and "Du får ett första svar senast" in text
    world.case(kind="question")
    post.tell()
    assert "Det ska vara löst senast" in Delivery.objects.latest("pk").text


def test_an_answer_reaches_the_reporter_and_the_colleagues_once_each(world, post, receiver):
    case = world.taken()
    cases.add_watcher(world.actor(world.local), case, person=world.contact)
    world.answer(case, "Nu är det rättat.")
    post.turn()
    post.turn()
    answers = [r for r in receiver.received if "Nu är det rättat." in read(r.raw).get_body(("plain",)).get_content()]
    assert sorted(r.recipients[0] for r in answers) == ["karin.kontakt@larosate.example", "lars.lokal@larosate.example"]
    assert "Auto-Submitted" not in read(answers[0].raw)


def test_nobody_is_told_of_their_own_act(world, post):
    case = world.taken()
    world.note(case)
    post.tell()
    assert not Delivery.objects.filter(person=world.agent).exists()


def test_an_internal_note_is_never_mailed_to_the_reporters_side(world, post):
    case = world.taken()
    cases.add_watcher(world.actor(world.local), case, person=world.contact)
    cases.add_watcher(world.actor(world.agent), case, person=world.other_agent)
    world.note(case, "HEMLIGT")
    post.tell()
    told = Delivery.objects.filter(text__contains="HEMLIGT")
    assert [row.person for row in told] == [world.other_agent]
    assert references.find([told[0].headers["Reply-To"]])[0].kind == "n"


def test_a_protected_cases_mail_has_no_content(world, post):
    case = world.protected(title="Hemligt ämne")
    world.answer(case, "HEMLIGT SVAR")
    post.tell()
    row = Delivery.objects.get(event__kind="cases.answered")
    assert "HEMLIGT" not in row.text + row.html and "Hemligt ämne" not in row.text + row.html + row.subject
    assert str(case.number) in row.text


def test_who_may_no_longer_see_the_case_is_not_told(world, post, receiver):
    case = world.taken()
    cases.add_watcher(world.actor(world.local), case, person=world.contact)
    world.answer(case)
    cases.protect(world.actor(world.agent), case)
    post.turn()
    assert all(r.recipients == ["lars.lokal@larosate.example"] for r in receiver.received)
    assert not Delivery.objects.filter(person=world.contact, event__kind="cases.answered", work="done").exists()


def test_what_was_written_before_is_stopped_when_the_right_is_gone(world, post, receiver):
    case = world.taken()
    cases.add_watcher(world.actor(world.local), case, person=world.contact)
    world.answer(case)
    post.tell()
    cases.protect(world.actor(world.agent), case)
    post.send_all()
    row = Delivery.objects.get(person=world.contact, event__kind="cases.answered")
    assert (row.work, row.result) == ("cancelled", "no_access")


def test_imports_tell_nobody(world, post):
    with act(world.actor(world.local), via="import"):
        cases.open_case(world.actor(world.local), None, title="Gammalt", text="Från förr")
    post.tell()
    assert not Delivery.objects.exists()


def test_no_mail_is_respected_and_the_ledger_says_why(world, post):
    case = world.taken()
    prefer(world, world.local, "none")
    world.answer(case)
    post.tell()
    row = Delivery.objects.get(event__kind="cases.answered")
    assert (row.work, row.result, row.text) == ("cancelled", "no_mail", "")
    assert Delivery.objects.get(event__kind="cases.opened").work == "waiting"  # acknowledgements are always sent


def test_a_digest_gathers_the_day(world, post, receiver, monkeypatch):
    prefer(world, world.local, "digest")
    case = world.taken()
    world.answer(case, "Första svaret.")
    world.answer(case, "Andra svaret.")
    post.turn()
    assert len(receiver.received) == 1  # the acknowledgement
    assert DigestItem.objects.filter(person=world.local).count() == 2
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "digest_until", lambda: later)
    for person in clock._due():
        clock.digest(person)
    post.send_all()
    digest = read(receiver.received[-1].raw)
    text = digest.get_body(("plain",)).get_content()
    assert "Första svaret." in text and "Andra svaret." in text
    assert digest["Auto-Submitted"] == "auto-generated"
    assert not list(clock._due())


def test_a_thread_keeps_together(world, post, receiver):
    case = post.take(letter(LOCAL, "Ett fel.", "Fel", "Message-ID: <forsta@larosate.example>")).case
    case = cases.take(world.actor(world.agent), case)
    world.answer(case)
    post.turn()
    ack, answer = (read(r.raw) for r in receiver.received)
    root = references.thread_root(case.pk)
    assert ack["In-Reply-To"] == "<forsta@larosate.example>"
    assert root in ack["References"] and root in answer["References"]
    assert answer["In-Reply-To"] == ack["Message-ID"]


def test_solved_asks_whether_it_helped(world, post):
    case = world.taken()
    world.answer(case, "Klart.", then="solved")
    post.tell()
    assert "helped=no" in Delivery.objects.get(event__kind="cases.answered").text


def test_an_invitation_carries_the_link_once_and_the_ledger_does_not_keep_it(world, post, receiver):
    person = people.invite(SYSTEM, world.uu, name="Ny Person", email="ny@larosate.example", kind="local_support")
    post.turn()
    mail = next(read(r.raw) for r in receiver.received if r.recipients == ["ny@larosate.example"])
    assert "https://boll.example/" in mail.get_body(("plain",)).get_content()
    assert "List-Unsubscribe" not in mail
    row = Delivery.objects.get(person=person)
    assert (row.work, row.text, row.html) == ("done", "", "")


# --- endings


def test_a_refused_recipient_is_marked_and_makes_a_ball(world, post, receiver):
    case = world.taken()
    receiver.answers["lars.lokal@larosate.example"] = "550 5.1.1 no such user"
    world.answer(case)
    post.turn()
    row = Delivery.objects.filter(work="failed").first()
    assert "5.1.1" in row.result
    assert world.fresh(world.local).undeliverable_at
    ball = Commitment.objects.open().get(step="mend_address")
    assert (ball.subject_id, ball.person) == (case.pk, world.agent)
    assert Event.objects.filter(kind="email.failed").exists()
    rest = Delivery.objects.filter(person=world.local).exclude(work="failed")
    assert {r.work for r in rest} == {"cancelled"}


def test_the_ball_is_put_down_when_mail_arrives_again(world, post, receiver):
    from bollkoll.log import subscribers

    case = world.taken()
    receiver.answers["lars.lokal@larosate.example"] = "550 5.1.1 no such user"
    post.turn()
    people.mark_deliverable(world.actor(world.agent), world.fresh(world.local))
    subscribers.run("email.mend", limit=10_000)
    assert not Commitment.objects.open().filter(step="mend_address", subject=case.pk).exists()


def test_a_refusal_for_now_is_tried_again(world, post, receiver):
    world.case()
    receiver.answers["lars.lokal@larosate.example"] = "450 4.2.0 greylisted"
    post.turn()
    row = Delivery.objects.get()
    assert (row.work, row.attempt) == ("waiting", 1)
    assert row.due_at > timezone.now()
    assert not world.fresh(world.local).undeliverable_at


def test_a_mail_server_that_is_down_only_delays(world, post, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    world.case()
    post.turn()
    row = Delivery.objects.get()
    assert row.work == "waiting" and row.error


def sent(world, post, receiver):
    case = world.taken()
    world.answer(case)
    post.turn()
    return case, Delivery.objects.get(event__kind="cases.answered")


@pytest.mark.parametrize("way", ["report to the envelope's sender", "report with the id", "qmail"])
def test_a_returned_mail_marks_the_recipient_and_makes_a_ball(world, post, receiver, way):
    case, row = sent(world, post, receiver)
    address = "lars.lokal@larosate.example"
    if way == "qmail":
        mail = post.take(
            mails.qmail_bounce(to="support@bollkoll.example", recipient=address, original_message_id=row.message_id),
            "<>",
        )
    elif way == "report with the id":
        mail = post.take(
            mails.delivery_report(to="support@bollkoll.example", recipient=address, original_message_id=row.message_id),
            "<>",
        )
    else:
        to = row.headers["Return-Path"]
        mail = post.take(mails.delivery_report(to=to, recipient=address, original_message_id="<lost@x>"), "<>", to)
    assert (mail.outcome, mail.delivery, mail.case) == ("bounce", row, case)
    row = world.fresh(row)
    assert row.bounced_at and row.work == "done"
    assert world.fresh(world.local).undeliverable_at
    assert Commitment.objects.open().filter(step="mend_address", subject=case.pk).count() == 1
    assert case.messages.count() == 2  # nothing of it in the dialogue


def test_what_waited_for_the_mail_server_goes_as_soon_as_it_is_back(world, post, receiver):
    for _ in range(3):
        world.case()
    post.tell()
    later = timezone.now() + timedelta(hours=4)
    with housekeeping("the server has been away since long ago"):
        away, put_off, next_one = Delivery.objects.order_by("made_at", "pk")
        Delivery.objects.filter(pk=away.pk).update(due_at=later, error="ConnectionRefusedError: no", attempt=7)
        Delivery.objects.filter(pk=put_off.pk).update(due_at=later, error="450 come back in an hour", attempt=1)
    post.send_all()
    assert set(Delivery.objects.filter(work="done").values_list("pk", flat=True)) == {away.pk, next_one.pk}
    assert Delivery.objects.get(pk=put_off.pk).due_at == later


def test_a_delay_is_only_written_down(world, post, receiver):
    _case, row = sent(world, post, receiver)
    raw = mails.delivery_report(
        to="support@bollkoll.example", recipient="lars.lokal@larosate.example", original_message_id=row.message_id,
        action="delayed", status="4.4.7",
    )  # fmt: skip
    mail = post.take(raw, "<>")
    assert (mail.outcome, mail.reason) == ("bounce", "delayed")
    assert not world.fresh(world.local).undeliverable_at
    assert "4.4.7" in world.fresh(row).result


def test_somebody_elses_returned_mail_is_held(world, post):
    raw = mails.delivery_report(to="support@bollkoll.example", recipient="x@y.example", original_message_id="<1@y>")
    mail = post.take(raw, "<>")
    assert (mail.outcome, mail.reason) == ("held", "bounce_unmatched")


# --- strangers


def test_a_stranger_is_told_where_to_turn_once_a_day(world, post, receiver):
    for number in range(3):
        post.take(letter("student@larosate.example", f"Hej {number}", f"Hjälp {number}"), "student@larosate.example")
    post.send_all()
    (got,) = receiver.received
    mail = read(got.raw)
    assert mail["Auto-Submitted"] == "auto-replied"
    text = mail.get_body(("plain",)).get_content()
    assert "support" in text
    assert parse(got.raw).auto != "none"


@pytest.mark.parametrize(
    "headers",
    [["Auto-Submitted: auto-generated"], ["List-Id: <x.y>"], ["Precedence: bulk"], ["X-Auto-Response-Suppress: All"]],
)
def test_machines_are_not_answered(world, post, headers):
    post.take(letter("robot@annan.example", "Hej", "Hej", *headers), "robot@annan.example")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("sender", ["noreply@annan.example", "mailer-daemon@annan.example", "support@bollkoll.example"])
def test_addresses_that_nobody_reads_are_not_answered(world, post, sender):
    post.take(letter(sender), sender)
    assert not Delivery.objects.exists()


def test_the_null_sender_is_not_answered(world, post):
    post.take(letter("nagon@annan.example"), "<>")
    assert not Delivery.objects.exists()


# --- fewer mails


def test_one_click_stops_a_followed_case(world, post, client):
    case = world.taken()
    cases.add_watcher(world.actor(world.local), case, person=world.contact)
    post.tell()
    row = Delivery.objects.filter(person=world.contact).first()
    path = row.headers["List-Unsubscribe"].strip("<>").removeprefix("https://boll.example")
    assert client.get(path).status_code == 200
    assert case.watchers.filter(person=world.contact).exists()  # reading changes nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not case.watchers.filter(person=world.contact).exists()


def test_one_click_of_the_reporter_stops_mail_about_cases(world, post, client):
    world.case()
    post.tell()
    path = Delivery.objects.get().headers["List-Unsubscribe"].strip("<>").removeprefix("https://boll.example")
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert world.fresh(world.local).telling == "none"
    client.post(path, {"choice": "each"})
    assert world.fresh(world.local).telling == "each"


def test_a_forged_unsubscription_is_not_found(world, post, client):
    assert client.post("/mail/unsubscribe/forged").status_code == 404


def test_the_acknowledgement_of_a_fault_says_what_was_filled_in(world, post):
    cases.open_case(
        world.actor(world.local), title="Resultat saknas", text="", kind="fault",
        report={"did": "Attesterade.", "happened": "Inget syns.", "affected": "some"},
        examples=[{"course": "UUXA01", "student": "8c9f", "wrong": "Betyget saknas"}],
    )  # fmt: skip
    post.tell()
    letter = Delivery.objects.get(event__kind="cases.opened", person=world.local).text
    assert all(said in letter for said in ("Attesterade.", "Inget syns.", "UUXA01 · 8c9f · Betyget saknas"))
