"""Questions to third line by mail: asked, answered, chased; and never a word of it to the reporter."""

from email import message_from_bytes, policy

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Contribution, Message, Question
from bollkoll.channels.email import references
from bollkoll.channels.email.references import ANSWER, QUESTION, REPLY, Ref
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people

from .conftest import letter

pytestmark = pytest.mark.django_db

WORDS = "Varför visas inte resultaten?"
INPUT = "Händelsen fastnade i kön."


@pytest.fixture
def asked(world, post, receiver):
    """A question that has been mailed to the expert, and the mail as they got it."""
    case = world.taken(text="Rapportens ord.")
    world.note(case, "Bara för oss.")
    question = cases.ask_for_input(world.actor(world.agent), case, text=WORDS, team=world.developers)
    post.turn()
    return question, got(receiver, world.expert)


def got(receiver, person):
    return message_from_bytes(
        [m for m in receiver.received if m.recipients == [person.email]][-1].raw, policy=policy.default
    )


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def reply_to(mail, person, text=INPUT, *more, to=None):
    to = to or mail["Reply-To"]
    return letter(f"{person.name} <{person.email}>", text, f"SV: {mail['Subject']}", f"In-Reply-To: {mail['Message-ID']}",
                  *more, to=str(to))  # fmt: skip


def nothing_reaches_the_reporter(world, post, receiver):
    post.turn()
    assert not Message.objects.filter(text__contains=INPUT).exists()
    mails = [m for m in receiver.received if m.recipients == [world.local.email]]
    assert not any(INPUT in text_of(message_from_bytes(m.raw, policy=policy.default)) for m in mails)


def test_the_question_goes_with_the_report_and_none_of_the_notes(world, asked):
    question, mail = asked
    text = text_of(mail)
    assert WORDS in text and "Rapportens ord." in text and "Bara för oss." not in text
    assert f"/cases/questions/{question.pk}/" in text
    assert references.find([str(mail["Reply-To"])]) == [
        Ref(question.case.number, QUESTION, world.expert.pk, question.pk)
    ]


def test_files_in_the_reply_stand_at_the_input_and_reach_third_line_and_the_desk_alone(world, post, receiver, asked):
    question, mail = asked
    sent = message_from_bytes(reply_to(mail, world.expert), policy=policy.default)
    sent.add_attachment(b"rad 1\n", maintype="text", subtype="plain", filename="logg.txt")
    post.take(sent.as_bytes(), world.expert.email)
    said = question.thread.get(kind="answer")
    file = said.attachments.get()
    assert (file.name, file.message) == ("logg.txt", None)
    address = reverse("cases:attachment", args=[file.pk])
    assert world.client(world.agent).get(address).status_code == 200
    assert world.client(world.expert).get(address).status_code == 200
    assert world.client(world.local).get(address).status_code == 404
    outside = world.engage("Oberörd Expert", line=3)
    assert world.client(outside).get(address).status_code == 404
    page = world.client(world.agent).get(reverse("cases:case", args=[question.case.number])).content.decode()
    assert "logg.txt" in page
    assert "logg.txt" in world.client(world.expert).get(reverse("cases:question", args=[question.pk])).content.decode()
    nothing_reaches_the_reporter(world, post, receiver)


def test_a_reply_is_the_input_and_the_agent_gets_it(world, post, receiver, asked):
    question, mail = asked
    row = post.take(reply_to(mail, world.expert), world.expert.email)
    assert (row.outcome, row.case, row.message) == ("asked", question.case, None), (row.reason, row.explanation)
    said = question.thread.get(kind="answer")
    assert (said.text.strip(), said.author, said.via) == (INPUT, world.expert, "mail")
    nothing_reaches_the_reporter(world, post, receiver)
    told = got(receiver, world.agent)
    assert INPUT in text_of(told)
    assert ".a" not in str(references.find([text_of(told)])[0])
    assert not [ref for ref in references.find([told.as_string(), text_of(told)]) if ref.kind == ANSWER]


@pytest.mark.parametrize("who", ["agent", "expert"])
def test_a_reply_stays_in_the_thread_whatever_address_it_is_sent_to(world, post, receiver, asked, who):
    """Not even an agent's own answer address, or the reporter's, makes an answer of what quotes a question's mail."""
    question, mail = asked
    person = getattr(world, who)
    number = question.case.number
    for to in (
        references.reply_address(Ref(number, ANSWER, person.pk)),
        references.reply_address(Ref(number, REPLY, person.pk)),
    ):
        quoted = f"{INPUT} {to[9:20]}\n\n> {text_of(mail)}".replace("\n", "\r\n")
        row = post.take(reply_to(mail, person, quoted, to=to), person.email)
        assert row.outcome == "asked", (row.reason, row.explanation)
    assert question.thread.count() == 3
    nothing_reaches_the_reporter(world, post, receiver)
    assert not question.case.messages.filter(kind__in=["answer", "reply"]).exists()


def test_the_reporter_who_is_forwarded_the_mail_cannot_write_in_it(world, post, receiver, asked):
    question, mail = asked
    row = post.take(reply_to(mail, world.local), world.local.email)
    assert row.outcome == "held"
    assert question.thread.count() == 1 and not question.case.messages.filter(kind="reply").exists()


def test_third_line_who_is_not_asked_cannot_either(world, post, asked):
    question, mail = asked
    other = world.engage("Egon Ensam", 3)
    assert post.take(reply_to(mail, other), other.email).outcome == "held"
    assert question.thread.count() == 1


def test_a_reply_to_an_ended_question_is_kept_in_its_thread(world, post, receiver, asked):
    question, mail = asked
    cases.close(world.actor(world.agent), question.case)
    row = post.take(reply_to(mail, world.expert), world.expert.email)
    assert row.outcome == "asked"
    assert Contribution.objects.get(kind="comment").author == world.expert
    nothing_reaches_the_reporter(world, post, receiver)
    assert INPUT in text_of(got(receiver, world.agent))


def test_a_forged_reference_is_no_reference(world, post, asked):
    question, mail = asked
    forged = str(mail["Reply-To"]).replace(f".{question.pk}.", f".{question.pk + 1}.")
    assert references.find([forged]) == []


def test_an_agent_who_replies_to_the_input_writes_to_third_line(world, post, receiver, asked):
    question, mail = asked
    post.take(reply_to(mail, world.expert), world.expert.email)
    post.turn()
    told = got(receiver, world.agent)
    row = post.take(reply_to(told, world.agent, "Tack! Gäller det alla kurser?"), world.agent.email)
    assert row.outcome == "asked"
    post.turn()
    assert "Gäller det alla kurser?" in text_of(got(receiver, world.expert))
    assert not question.case.messages.filter(kind__in=["answer", "reply"]).exists()


def test_somebody_who_is_no_longer_asked_is_not_mailed_what_waits_to_be_sent(world, post, receiver):
    case = world.taken()
    cases.ask_for_input(world.actor(world.agent), case, text=WORDS, team=world.developers)
    post.tell()
    cases.protect(world.actor(world.agent), case)
    post.turn()
    assert Delivery.objects.get(event__kind="cases.input_asked_for").result == "no_access"
    assert not [m for m in receiver.received if m.recipients == [world.expert.email]]


def test_mail_about_a_protected_question_has_no_content(world, post, receiver):
    case = world.protected(title="Hemlig rubrik")
    cases.name_person(world.actor(world.agent), case, person=world.expert)
    question = cases.ask_for_input(world.actor(world.agent), case, text=WORDS, person=world.expert)
    post.turn()
    mail = got(receiver, world.expert)
    assert WORDS not in mail.as_string() and "Hemlig rubrik" not in f"{mail['Subject']}{text_of(mail)}"
    assert f"/cases/questions/{question.pk}/" in text_of(mail)


def test_one_mail_a_day_does_not_hold_up_a_question(world, post, receiver):
    people.change_preferences(world.actor(world.expert), world.expert, language="sv", telling="digest", shortcuts=True)
    cases.ask_for_input(world.actor(world.agent), world.taken(), text=WORDS, team=world.developers)
    post.turn()
    assert WORDS in text_of(got(receiver, world.expert))


def test_every_news_of_a_question_has_its_letter(world, post, receiver, asked):
    question, _mail = asked
    cases.comment_on_question(world.actor(world.agent), question, text="Det gäller produktion.")
    cases.return_question(world.actor(world.expert), question, reason="Inte vår.")
    second = cases.ask_for_input(world.actor(world.agent), question.case, text="Och den här?", team=world.developers)
    cases.withdraw_question(world.actor(world.agent), second)
    post.turn()
    texts = " ".join(text_of(message_from_bytes(m.raw, policy=policy.default)) for m in receiver.received)
    for said in ("Det gäller produktion.", "Inte vår.", "Och den här?"):
        assert said in texts
    assert Question.objects.filter(state="withdrawn").exists()
    assert not Delivery.objects.filter(event__kind__startswith="cases.question", work="failed").exists()


def test_who_mailed_that_they_look_into_it_is_asked_again_and_the_next_reply_is_the_answer(
    world, asked, post, receiver
):
    question, mail = asked
    post.take(reply_to(mail, world.expert, "Jag tittar på det."), world.expert.email)
    post.turn()
    cases.ask_again(world.actor(world.agent), Question.objects.get(), text="När kan du svara?")
    post.turn()
    again = got(receiver, world.expert)
    assert (
        "När kan du svara?" in text_of(again) and WORDS in text_of(again) and again["Message-ID"] != mail["Message-ID"]
    )
    post.take(reply_to(again, world.expert), world.expert.email)
    post.turn()
    assert Question.objects.get().state == "answered"
    assert [said.text.strip() for said in question.thread.filter(kind="answer")] == ["Jag tittar på det.", INPUT]
