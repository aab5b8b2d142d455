"""Mail that comes in becomes what it should, and is held with a reason when it cannot."""

import pytest

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message
from bollkoll.channels.email import commands as email
from bollkoll.channels.email import processing, references, storing
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.references import Ref
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

from . import mails
from .conftest import letter

pytestmark = pytest.mark.django_db

LOCAL = "Lars Lokal <lars.lokal@larosate.example>"


def authenticated(result: str) -> str:
    return f"Authentication-Results: mx.bollkoll.example; {result}"


@pytest.fixture
def strict(config, settings):
    """The receiving server's name is configured."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"mail_authserv": "mx.bollkoll.example"})


def test_a_mail_from_a_contact_becomes_a_case_with_its_whole_text(world, post):
    mail = post.take(letter(LOCAL, "Vi ser inte resultaten.\r\nVad gör vi?", "Resultat saknas"))
    assert mail.outcome == "opened", (mail.reason, mail.explanation, mail.error)
    case = mail.case
    assert (case.title, case.reporter, case.institution, case.via) == ("Resultat saknas", world.local, world.uu, "mail")
    assert case.messages.get().text == "Vi ser inte resultaten.\nVad gör vi?"


FORWARDED = (
    "FYI, läraren skrev detta:\r\n\r\n---------- Vidarebefordrat meddelande ---------\r\nFrån: Lena\r\nÄmne: Fel\r\n\r\n"
    "Jag ser inget betyg på TE1016."
)
HEADERS = "Från: Lena\r\nSkickat: den 2 november 2026 10:00\r\nTill: Karin\r\nÄmne: Fel\r\n\r\n"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (FORWARDED, "VB: Fel i listan"),
        (f"Kan ni titta?\r\n\r\n{HEADERS}Jag ser inget betyg på TE1016.", "Fel i listan"),
        ("Studentens datum:\r\nFrån: 1/9\r\nTill: 20/1\r\nÄmne: TE1016\r\nHur gör vi?", "Fel i listan"),
    ],
    ids=["gmail", "outlook", "own-words"],
)
def test_a_case_that_is_opened_by_forwarding_shows_what_was_forwarded(world, post, text, subject):
    message = post.take(letter(LOCAL, text, subject)).message
    assert message.text == text.replace("\r\n", "\n") and not message.quoted
    assert message.case.title == "Fel i listan"


def test_what_is_forwarded_into_a_case_is_shown_and_what_is_replied_to_is_folded(world, post):
    case = world.taken()
    said = [post.take(letter(LOCAL, text, f"{subject} [#{case.number}]")).message for text, subject in (
        (f"Så här svarade läraren.\r\n\r\n{HEADERS}Det är TE1016.", "VB: Betyg"),
        (f"Tack!\r\n\r\n{HEADERS}Det är TE1016.", "SV: Betyg"),
        (f"Se mina svar i rött nedan.\r\n\r\n{HEADERS}Vilken kurs? Det är TE1016.", "SV: Betyg"),
    )]  # fmt: skip
    assert [("TE1016" in one.text, "TE1016" in one.quoted) for one in said] == [
        (True, False), (False, True), (True, False)
    ]  # fmt: skip


def test_an_identity_number_in_the_subject_is_hidden_in_lists(world, post):
    mail = post.take(letter(LOCAL, "Se ämnet.", "Fel för 19811218-9876"))
    assert "9876" not in mail.case.title


def test_files_come_along_and_a_forbidden_one_is_named(world, post):
    raw = mails.plain(
        sender=LOCAL, to="support@bollkoll.example", subject="Filer", body="Se filerna.",
        message_id="<f1@larosate.example>",
        files=[("lista.txt", "text/plain", b"kurs 1\n"), ("fel.exe", "application/octet-stream", b"MZ" + b"\0" * 200)],
    )  # fmt: skip
    mail = post.take(raw)
    message = mail.message
    assert [row.name for row in message.attachments.all()] == ["lista.txt"]
    assert "fel.exe" in message.text
    assert storing.read(mail) == raw


def test_a_stranger_is_held(world, post):
    mail = post.take(letter("nagon@annan.example"))
    assert (mail.outcome, mail.reason) == ("held", "unknown_sender")
    assert not Case.objects.exists()


def test_an_ended_account_is_held(world, post):
    people.end_person(SYSTEM, world.local)
    mail = post.take(letter(LOCAL))
    assert (mail.outcome, mail.reason) == ("held", "ended")


def test_a_colleague_at_the_desk_cannot_open_a_case_by_mail(world, post):
    mail = post.take(letter("Asta <asta.almgren@bollkoll.example>"))
    assert (mail.outcome, mail.reason, mail.person) == ("held", "not_a_contact", world.agent)


def test_an_alias_is_the_same_person(world, post):
    people.add_alias(world.actor(world.agent), world.local, address="lasse@hem.example")
    assert post.take(letter("lasse@hem.example")).case.reporter == world.local


# --- who is believed


@pytest.mark.parametrize(
    "result",
    [
        "dmarc=pass header.from=larosate.example",
        "spf=pass smtp.mailfrom=larosate.example",
        "dkim=pass header.d=larosate.example",
        "spf=fail smtp.mailfrom=forward.example; dkim=pass header.d=larosate.example",
    ],
)
def test_what_the_receiving_server_vouches_for_is_believed(world, post, strict, result):
    assert post.take(letter(LOCAL, "Hej", "Fel", authenticated(result))).outcome == "opened"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("dmarc=fail header.from=larosate.example", "forged"),
        ("spf=fail smtp.mailfrom=larosate.example", "forged"),
        ("spf=pass smtp.mailfrom=annan.example", "unauthenticated"),
        ("dkim=pass header.d=annan.example", "unauthenticated"),
        ("spf=none", "unauthenticated"),
    ],
)
def test_what_it_does_not_vouch_for_is_held(world, post, strict, result, reason):
    mail = post.take(letter(LOCAL, "Hej", "Fel", authenticated(result)))
    assert (mail.outcome, mail.reason) == ("held", reason)


def test_a_senders_own_authentication_results_prove_nothing(world, post, strict):
    forged = "Authentication-Results: mx.evil.example; dmarc=pass header.from=larosate.example"
    mine = authenticated("dmarc=pass header.from=larosate.example")
    assert post.take(letter(LOCAL, "Ett", "Fel", forged)).reason == "unauthenticated"
    assert post.take(letter(LOCAL, "Två", "Fel", forged, mine)).reason == "unauthenticated"
    assert post.take(letter(LOCAL, "Tre", "Fel")).reason == "unauthenticated"


def test_without_any_setting_nothing_but_a_reference_is_believed(world, post, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"mail_authserv": ""})
    assert post.take(letter(LOCAL)).reason == "unauthenticated"
    case = world.case()
    address = references.reply_address(Ref(case.number, "r", world.local.pk))
    assert post.take(letter(LOCAL, "Svar", "Sv", to=address)).outcome == "replied"


def test_a_failing_result_is_held_even_when_the_server_in_front_is_trusted(world, post):
    mail = post.take(letter(LOCAL, "Hej", "Fel", "Authentication-Results: any.example; dmarc=fail"))
    assert (mail.outcome, mail.reason) == ("held", "forged")


def test_reply_to_is_never_believed(world, post):
    mail = post.take(letter("nagon@annan.example", "Hej", "Fel", f"Reply-To: {LOCAL}"))
    assert mail.reason == "unknown_sender"


# --- which case


def test_a_number_in_the_subject_leads_a_participant_to_the_case(world, post):
    case = world.case()
    mail = post.take(letter(LOCAL, "Ett tillägg.", f"Re: [#{case.number}] Resultat"))
    assert (mail.outcome, mail.case) == ("replied", case)


def test_a_number_gives_a_stranger_to_the_case_no_access(world, post):
    case = world.case()
    mail = post.take(letter("otto.annan@larosate.example", "Vad står där?", f"[#{case.number}]"))
    assert mail.outcome == "opened"
    assert mail.case != case


def test_a_forged_reference_leads_nowhere(world, post):
    case = world.case()
    fake = f"support+{case.number}.r{world.local.pk}.2222222222222@bollkoll.example"
    mail = post.take(letter("otto.annan@larosate.example", "Släpp in mig", "Hej", to=fake))
    assert mail.case != case


def test_a_reference_in_somebody_elses_hand_is_held(world, post):
    case = world.case()
    address = references.reply_address(Ref(case.number, "r", world.local.pk))
    mail = post.take(letter("otto.annan@larosate.example", "Hej", "Hej", to=address))
    assert (mail.outcome, mail.reason) == ("held", "not_participant")
    mail = post.take(letter("lasse.privat@hem.example", "Hej", "Hej", to=address))
    assert (mail.outcome, mail.reason, mail.person) == ("held", "other_sender", world.local)


def test_references_to_the_contacts_own_mail_lead_to_its_case(world, post):
    case = post.take(letter(LOCAL, "Ett", "Fel", "Message-ID: <eget@larosate.example>")).case
    mail = post.take(letter(LOCAL, "Två", "Fel igen", "References: <eget@larosate.example>"))
    assert (mail.outcome, mail.case) == ("replied", case)


def test_a_reply_to_a_merged_case_lands_where_it_was_merged(world, post):
    source, target = world.taken(), world.taken(title="Samma sak")
    cases.merge(world.actor(world.agent), source, target=target)
    mail = post.take(letter(LOCAL, "Mer.", f"[#{source.number}]"))
    assert (mail.outcome, mail.case) == ("replied", target)


def test_a_reply_opens_a_closed_case_again(world, post):
    case = cases.close(world.actor(world.agent), world.taken())
    post.take(letter(LOCAL, "Det är fel igen.", f"[#{case.number}]"))
    assert world.fresh(case).state == "in_progress"


def test_a_mailed_answer_to_a_note_stays_internal_whoever_it_is_also_sent_to(world, post):
    case = world.taken()
    note = references.reply_address(Ref(case.number, "n", world.other_agent.pk))
    answer = references.reply_address(Ref(case.number, "a", world.other_agent.pk))
    reply = references.reply_address(Ref(case.number, "r", world.local.pk))
    for to in (note, f"{note}, {answer}", f"{answer}, {note}, {reply}"):
        mail = post.take(letter("bo.bjork@bollkoll.example", f"Inte utåt: {to}", "Sv: ärendet", to=to))
        assert mail.outcome == "noted"
        assert mail.message.kind == Message.Kind.NOTE
    quoted = letter(
        "bo.bjork@bollkoll.example",
        f"Bara för oss.\r\n\r\n> Ref: {Ref(case.number, 'n', world.other_agent.pk)}",
        "Sv",
        to=answer,
    )
    assert post.take(quoted).message.kind == Message.Kind.NOTE


def test_an_agents_reply_is_a_note_and_the_answer_address_is_an_answer(world, post):
    case = world.taken()
    news = references.reply_address(Ref(case.number, "c", world.agent.pk))
    assert post.take(letter("asta.almgren@bollkoll.example", "Kollar.", "Sv", to=news)).outcome == "noted"
    answer = references.reply_address(Ref(case.number, "a", world.agent.pk))
    mail = post.take(letter("asta.almgren@bollkoll.example", "Nu är det rättat.", "Sv", to=answer))
    assert (mail.outcome, mail.message.kind, mail.message.author) == ("answered", "answer", world.agent)
    assert mail.message.released_at is None  # it can still be undone


def test_third_line_writes_notes_by_mail(world, post):
    case = cases.mark_waiting_third_line(world.actor(world.agent), world.taken(), team=world.developers)
    note = references.reply_address(Ref(case.number, "n", world.expert.pk))
    mail = post.take(letter("ebbe.ek@bollkoll.example", "Det är en känd bugg.", "Sv", to=note))
    assert (mail.outcome, mail.explanation) == ("noted", "")
    assert mail.message.author == world.expert


def test_nobody_mails_themselves_into_a_protected_case(world, post):
    case = world.protected()
    mail = post.take(letter("karin.kontakt@larosate.example", "Vad gäller det?", f"[#{case.number}]"))
    assert mail.case != case
    held = post.take(letter("bo.bjork@bollkoll.example", "Hej", f"[#{case.number}]"))
    assert (held.outcome, held.reason) == ("held", "not_a_contact")


# --- machines


def test_out_of_office_adds_to_the_case_and_wakes_nobody(world, post):
    case = world.taken()
    world.answer(case, then="waiting")
    raw = mails.out_of_office(
        sender=LOCAL, to="support@bollkoll.example", subject=f"[#{case.number}] x", message_id="<ooo1@l.example>"
    )
    mail = post.take(raw)
    assert (mail.outcome, mail.case, mail.message.is_automatic) == ("auto_reply", case, True)
    assert world.fresh(case).state == "waiting_reporter"


def test_an_automatic_reply_without_a_case_is_held(world, post):
    raw = mails.out_of_office(sender=LOCAL, to="support@bollkoll.example", subject="Hej", message_id="<ooo2@l.example>")
    mail = post.take(raw)
    assert (mail.outcome, mail.reason) == ("held", "automatic")


def test_a_colleagues_absence_never_shows_to_the_reporter(world, post):
    case = world.taken()
    to = references.reply_address(Ref(case.number, "c", world.agent.pk))
    raw = mails.out_of_office(sender="asta.almgren@bollkoll.example", to=to, subject="x", message_id="<ooo3@l.example>")
    mail = post.take(raw)
    assert (mail.outcome, mail.reason) == ("ignored", "staff_away")
    assert case.messages.count() == 1


def test_a_mailing_list_is_held(world, post):
    mail = post.take(letter(LOCAL, "Nyheter", "Nyhetsbrev", "List-Id: <nytt.larosate.example>", "Precedence: list"))
    assert (mail.outcome, mail.reason) == ("held", "list")


def test_our_own_mail_coming_back_is_a_loop(world, post):
    mail = post.take(letter(LOCAL, "Hej", "Hej", f"X-Bollkoll-Loop: {references.instance_id()}"))
    assert (mail.outcome, mail.reason) == ("held", "loop")


def test_a_robot_that_says_nothing_is_stopped(world, post):
    outcomes = [post.take(letter(LOCAL, f"Larm {n}", f"Larm nummer {n}")).outcome for n in range(13)]
    assert outcomes == ["opened"] * 10 + ["held"] * 3
    assert InboundMail.objects.filter(reason="flood").count() == 3
    held = InboundMail.objects.filter(reason="flood").first()
    email.replay(world.actor(world.agent), held)
    processing.process_one("worker")
    assert world.fresh(held).outcome == "opened"


# --- copies and trouble


def test_the_same_mail_through_two_doors_is_one_case(world, post):
    raw = letter(LOCAL, "Samma", "Samma", "Message-ID: <samma@larosate.example>")
    first = post.take(raw)
    second = post.take(b"Received: from a by b; Tue, 3 Nov 2026 10:15:00 +0100\r\n" + raw, to="other@bollkoll.example")
    assert (first.outcome, second.outcome, second.copy_of) == ("opened", "dropped_duplicate", first)
    assert Case.objects.count() == 1


def test_the_same_mail_handed_over_again_is_stored_once(world, post):
    raw = letter(LOCAL)
    post.take(raw)
    from bollkoll.channels.email.doors import pipe

    assert pipe.deliver(raw, "", "support@bollkoll.example") == 0
    assert InboundMail.objects.count() == 1


def test_one_that_cannot_be_read_does_not_stop_the_others(world, post, monkeypatch):
    from bollkoll.channels.email.doors import pipe

    real = processing.parse

    def poisoned(raw):
        if b"POISON" in raw:
            raise RuntimeError("boom")
        return real(raw)

    monkeypatch.setattr(processing, "parse", poisoned)
    monkeypatch.setattr("bollkoll.log.leases.BACK_OFF", (0,) * 9)
    pipe.deliver(letter(LOCAL, "POISON"), "", "support@bollkoll.example")
    pipe.deliver(letter(LOCAL, "Frisk"), "", "support@bollkoll.example")
    post.read_all()
    bad, good = InboundMail.objects.order_by("received_at")
    assert (good.outcome, bad.outcome, bad.reason) == ("opened", "held", "error")
    assert "boom" in bad.explanation


def test_a_disk_that_says_no_only_delays(world, post, monkeypatch):
    from bollkoll.channels.email.doors import pipe

    pipe.deliver(letter(LOCAL), "", "support@bollkoll.example")
    with monkeypatch.context() as broken:
        broken.setattr(storing, "read", lambda mail: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        post.read_all()
    mail = InboundMail.objects.get()
    assert (mail.outcome, mail.work) == ("", "waiting")
    assert "No space left" in mail.error


def test_the_pipe_asks_for_another_try_when_nothing_can_be_stored(world, post, monkeypatch):
    from bollkoll.channels.email.doors import pipe

    monkeypatch.setattr(storing, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert pipe.deliver(letter(LOCAL), "", "support@bollkoll.example") == 75
    assert pipe.deliver(b" \r\n", "", "support@bollkoll.example") == 65
    assert not InboundMail.objects.exists()


def test_an_empty_reply_is_shown_as_empty(world, post):
    case = world.case()
    mail = post.take(letter(LOCAL, "", f"[#{case.number}]"))
    assert (mail.outcome, bool(mail.message.text)) == ("replied", True)
