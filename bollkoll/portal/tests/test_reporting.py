"""Reporting: a fault, a question, a wish for a change."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Attachment, Case, Draft, Message
from bollkoll.log import subscribers
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Role
from bollkoll.services import commands as services
from bollkoll.services.models import Organisation

pytestmark = pytest.mark.django_db
KINDS = ("fault", "question", "change")


def address(kind="fault"):
    return reverse("portal:new", args=[kind])


def rows(*given):
    fields = {"examples-TOTAL_FORMS": str(max(3, len(given))), "examples-INITIAL_FORMS": "0"}
    for number, row in enumerate(given):
        fields |= {f"examples-{number}-{name}": value for name, value in row.items()}
    return fields


def sent(client, kind="question", **fields):
    return client.post(address(kind), {"title": "Resultat", "text": "Varför?", **fields})


def test_what_a_target_promises_is_said_before_one_sends_and_nothing_without_one(world):
    client = world.client(world.local)
    assert "promised-now" not in client.get(address()).content.decode()
    services.set_targets(SYSTEM, Organisation.objects.get(), targets={("fault", 0): (8, None)})
    assert "Skickar du nu lovar vi ett första svar senast" in client.get(address()).content.decode()
    assert "promised-now" not in client.get(address("question")).content.decode()


def test_a_fault_keeps_everything_that_was_filled_in(world):
    answer = world.client(world.local).post(
        address(),
        {
            "title": "Resultat syns inte",
            "service": world.service.pk,
            "environment": world.production.pk,
            "did": "Attesterade.",
            "happened": "Inget syns.",
            "expected": "Att det syns.",
            "since": "i går",
            "affected": "some",
            "text": "Bråttom.",
            "colleagues": [world.contact.pk],
            **rows({"course": "1FA123", "student": "abc", "wrong": "saknas"}, {}, {"course": "1FA124"}),
        },
    )
    case = Case.objects.get()
    assert answer.status_code == 303 and answer.url == reverse("portal:case", args=[case.number]) + "?received"
    assert (case.kind, case.service, case.environment) == ("fault", world.service, world.production)
    assert (case.institution, case.reporter, case.impact) == (world.uu, world.local, 2)
    assert (case.report.did, case.report.since, case.report.affected) == ("Attesterade.", "i går", "some")
    assert [row.course for row in case.examples.all()] == ["1FA123", "1FA124"]
    assert [w.person for w in case.watchers.all()] == [world.contact]
    assert case.messages.get().text == "Bråttom."


def test_a_question_and_a_change_are_shorter(world):
    client = world.client(world.local)
    sent(client, "question")
    sent(client, "change", text="Ny benämning.", why="Examen i juni.", affected="all")
    question, change = Case.objects.order_by("pk")
    assert question.kind == "question" and question.messages.get().text == "Varför?"
    assert change.kind == "change" and "Examen i juni." in change.messages.get().text
    assert change.report.affected == "all"


def test_the_receipt_says_the_number_the_hours_and_what_happens_next(world):
    client = world.client(world.local)
    page = client.get(sent(client).url).content.decode()
    assert 'class="notice is-done receipt"' in page and str(Case.objects.get().number) in page


def test_the_subject_is_made_of_the_first_words_when_none_was_given(world):
    world.client(world.local).post(address("question"), {"text": "Hur gör man?\nMer text."})
    assert Case.objects.get().title == "Hur gör man?"


@pytest.mark.parametrize("kind", KINDS)
def test_a_wholly_empty_form_is_the_only_one_refused(world, kind):
    answer = world.client(world.local).post(address(kind), {"title": " "})
    assert answer.status_code == 422 and not Case.objects.exists()


@pytest.mark.parametrize("unseen", ["\u200b\u200d", "\u2060\u00ad \u3000"])
def test_text_that_nobody_can_see_is_no_text(world, unseen):
    answer = sent(world.client(world.local), title=unseen, text=unseen)
    assert answer.status_code == 422 and not Case.objects.exists()


def test_the_same_form_twice_makes_one_matter(world):
    client = world.client(world.local)
    first, second = sent(client, once="a" * 32), sent(client, once="a" * 32)
    assert first.url == second.url and Case.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_with_other_words_is_refused_with_a_link_and_may_be_sent_as_another(world, kind):
    client = world.client(world.local)
    name = "happened" if kind == "fault" else "text"
    sent(client, kind, once="a" * 32, **{name: "Sex."})
    refused = sent(client, kind, once="a" * 32, **{name: "Sju."})
    shown, case = refused.content.decode(), Case.objects.get()
    assert refused.status_code == 409
    assert "Sju.</textarea>" in shown
    assert f'<a href="{reverse("portal:case", args=[case.number])}">#{case.number}</a>' in shown
    assert "a" * 32 not in shown
    key = re.search(r'name="once" value="(\w+)"', shown)[1]
    assert sent(client, kind, once=key, **{name: "Sju."}).status_code == 303
    assert Case.objects.count() == 2


def test_hours_and_the_notice_of_that_kind_are_told_before_one_sends(world):
    today = timezone.localdate()
    services.publish_notice(SYSTEM, kind="change", first_day=today, last_day=today, text_sv="Efter jul.")
    client = world.client(world.local)
    assert "Efter jul." in client.get(address("change")).content.decode()
    page = client.get(address("fault")).content.decode()
    assert "Efter jul." not in page and "08" in page and 'class="hours' in page


def test_services_are_offered_with_their_hints(world):
    services.add_service(SYSTEM, key="intyg", name_sv="Intyg", hint_sv="Registreringsintyg och andra")
    assert "Registreringsintyg och andra" in world.client(world.local).get(address()).content.decode()


def test_who_belongs_to_several_institutions_chooses_one(world):
    both = world.invite(world.lu, "Bodil Båda")
    people.invite(SYSTEM, world.uu, name=both.name, email=both.email, kind=Role.Kind.EXTRA)
    client = world.client(both)
    assert 'name="institution"' in client.get(address("question")).content.decode()
    assert sent(client, institution="").status_code == 422
    sent(client, institution=world.uu.pk)
    assert Case.objects.get().institution == world.uu


def test_one_cannot_report_for_an_institution_that_is_not_ones_own(world):
    assert sent(world.client(world.local), institution=world.lu.pk).status_code == 422
    assert not Case.objects.exists()


def test_only_colleagues_can_be_added(world):
    page = world.client(world.local).get(address("question")).content.decode()
    assert "Karin Kontakt" in page and "Otto Annan" not in page and "Asta Almgren" not in page
    assert sent(world.client(world.local), colleagues=[world.stranger.pk]).status_code == 422


def test_three_empty_rows_of_examples_stand_there_without_script(world):
    page = world.client(world.local).get(address()).content.decode()
    assert all(f'name="examples-{n}-course"' in page for n in range(3))


# Files


def test_files_of_a_plain_browser_come_along(world):
    sent(world.client(world.local), attachments=[BytesIO(b"rad 1\n")])
    assert Attachment.objects.get().message == Message.objects.get()


def test_files_uploaded_before_are_attached_but_only_ones_own(world):
    mine, theirs = world.file(world.local), world.file(world.contact, name="hemlig.txt")
    sent(world.client(world.local), files=[str(mine.pk), str(theirs.pk), "inte en nyckel"])
    assert world.fresh(mine).message == Message.objects.get() and world.fresh(theirs).message is None


def test_a_refused_form_keeps_the_files(world):
    file = BytesIO(b"rad 1\n")
    file.name = "exempel.txt"
    answer = world.client(world.local).post(address("question"), {"attachments": [file]})
    kept = Attachment.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 422 and kept.message is None
    assert f'name="files" value="{kept.pk}"' in page and "exempel.txt" in page


# Drafts


def test_a_draft_comes_back_whole_and_goes_when_it_is_sent(world):
    client, mine = world.client(world.local), world.file(world.local, name="bild.txt")
    client.post(
        reverse("cases:draft", args=["portal:new:fault"]),
        {
            "title": "Halvt",
            "did": "Klickade",
            "affected": "all",
            "colleagues": [world.contact.pk, world.extra.pk],
            "files": str(mine.pk),
            **rows({"course": "1FA123"}),
        },
    )
    page = client.get(address()).content.decode()
    assert 'value="Halvt"' in page and "Klickade" in page and 'value="1FA123"' in page and "bild.txt" in page
    assert page.count("checked") == 3
    client.post(address(), {"title": "Helt", "happened": "Klart"})
    assert not Draft.objects.exists()


def test_a_draft_is_ones_own(world):
    world.client(world.local).post(reverse("cases:draft", args=["portal:new:fault"]), {"title": "Mitt utkast"})
    assert "Mitt utkast" not in world.client(world.contact).get(address()).content.decode()


# Who


def test_only_contacts_report(world):
    assert world.client(world.agent).get(address()).status_code == 403
    assert world.client(world.admin).post(address(), {"title": "Hej"}).status_code == 403
    assert not Case.objects.exists()


def test_nobody_is_asked_to_log_in_and_comes_back(world):
    answer = world.client().get(address())
    assert answer.status_code == 302 and "next=/new/fault/" in answer.url


def test_a_kind_that_does_not_exist_is_no_page(world):
    assert world.client(world.local).get("/new/order/").status_code == 404


def test_the_receipt_says_from_when_such_matters_are_handled_while_a_period_leaves_them_for_later(world):
    today = timezone.localdate()
    facts = {"level": "paused", "first_day": today, "last_day": today + timedelta(days=20)}
    services.add_periods(SYSTEM, Organisation.objects.get(), kinds=["question"], **facts)
    client = world.client(world.local)
    for kind, later in (("question", True), ("fault", False)):
        case = world.case(kind=kind)
        page = client.get(reverse("portal:case", args=[case.number]) + "?received").content.decode()
        assert ("tas om hand igen från" in page) == later
        assert ("Vi har öppet nu" in page or "Vi har stängt nu" in page) == (not later)
    subscribers.run("email.tell", limit=10_000)
    said = [
        ("tas om hand igen från" in mail.text)
        for mail in Delivery.objects.filter(event__kind="cases.opened").order_by("event")
    ]
    assert said == [True, False]
