"""Bad input: a clear message, nothing lost, nothing doubled."""

import errno
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bollkoll.cases.models import Attachment, Case
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
SQL = "'; DROP TABLE cases_case; --"


@pytest.fixture
def client(world):
    return world.client(world.local)


def ask(client, kind="question", **fields):
    return client.post(reverse("portal:new", args=[kind]), {"title": "Hej", "text": "Text", **fields})


def file(content, name):
    sent = BytesIO(content)
    sent.name = name
    return sent


def test_a_subject_of_ten_thousand_characters_is_said_and_given_back(client):
    answer = ask(client, title="Lång rubrik " * 850)
    page = answer.content.decode()
    assert answer.status_code == 422 and "10199" in page and "200" in page and "Lång rubrik " * 849 in page
    assert "maxlength" not in page, "a browser would cut what is pasted without a word"
    assert not Case.objects.exists()


def test_a_long_first_line_as_subject_is_not_in_the_text_twice(client):
    text = "En enda lång mening som aldrig tar slut " * 20
    assert ask(client, title="", text=text).status_code == 303
    case = Case.objects.get()
    assert len(case.title) <= 200 and case.messages.get().text == text.strip()


def test_what_comes_back_on_a_page_of_its_own_is_what_was_typed_and_nothing_else(world):
    fields = {"text": "Min fråga", "files": str(uuid4()), "once": uuid4().hex, "asked": "a1" * 10, "kind": "question"}
    page = world.client().post(reverse("portal:new", args=["question"]), fields).content.decode()
    assert page.count("<textarea") == 1 and "Min fråga" in page


def test_a_file_is_taken_off_a_refused_form_without_script(client):
    ask(client, title="x" * 300, attachments=[file(b"rad\n", "fel.txt"), file(b"rad\n", "rätt.txt")])
    wrong, right = Attachment.objects.order_by("name")
    answer = ask(client, files=[str(wrong.pk), str(right.pk)], remove_file=[str(wrong.pk)])
    assert answer.status_code == 303
    assert [one.name for one in Case.objects.get().messages.get().attachments.all()] == ["rätt.txt"]
    assert not Attachment.objects.filter(pk=wrong.pk).exists()


def test_a_disk_without_room_is_said_by_the_files_name_and_the_text_kept(client, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("bollkoll.cases.commands.files.default_storage.save", full)
    answer = ask(client, text="Min långa text", attachments=[file(b"rad\n", "bild.txt")])
    page = answer.content.decode()
    assert answer.status_code == 422 and "Min långa text" in page and "bild.txt" in page


@pytest.mark.parametrize("text", [HTML, SQL, "a\x00b\x1b[31m", "fil\u202egpj.exe", "😀 e\u0301", "rad 1\r\nrad 2"])
def test_strange_texts_go_in_and_come_out_as_text(client, text):
    answer = ask(client, title=text, text=text)
    assert answer.status_code == 303
    page = client.get(answer.url).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert not any(sign in page for sign in ("\x00", "\x1b", "\u202e"))
    assert client.get(reverse("portal:cases"), {"q": text.replace("\x00", "")}).status_code == 200


def test_fields_that_are_too_long_for_their_place_are_said_and_kept(client):
    fields = {"examples-TOTAL_FORMS": "3", "examples-INITIAL_FORMS": "0", "examples-0-course": "K" * 41}
    answer = ask(client, "fault", since="s" * 201, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and "s" * 201 in page and "K" * 41 in page and not Case.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"service": "9999"},
        {"service": "x"},
        {"environment": "-1"},
        {"affected": "world"},
        {"colleagues": ["x"]},
        {"examples-TOTAL_FORMS": "x", "examples-INITIAL_FORMS": "0"},
        {"examples-TOTAL_FORMS": "100000", "examples-INITIAL_FORMS": "0"},
    ],
)
def test_choices_that_are_not_offered_are_refused_and_not_a_fault_of_ours(client, fields):
    assert ask(client, "fault", **fields).status_code == 422
    assert not Case.objects.exists()


def test_a_file_that_is_too_big_is_refused_and_the_text_kept(client, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"max_file_mb": 1})
    answer = ask(client, text="Min långa text", attachments=[file(b"x" * 1_100_000, "stor.txt")])
    page = answer.content.decode()
    assert answer.status_code == 422 and "Min långa text" in page and "stor.txt" in page
    assert not Case.objects.exists() and not Attachment.objects.exists()


def test_a_forbidden_file_is_refused_and_the_others_kept(client):
    sent = [file(b"MZ\x90\x00" + b"\x00" * 100, "program.exe"), file(b"rad\n", "exempel.txt")]
    answer = ask(client, attachments=sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "program.exe" in page
    assert f'value="{Attachment.objects.get().pk}"' in page and "exempel.txt" in page


def test_a_session_that_ended_in_the_middle_gives_the_text_back(world):
    answer = world.client().post(reverse("portal:new", args=["question"]), {"text": "Min mycket långa fråga"})
    assert answer.status_code == 403 and "Min mycket långa fråga" in answer.content.decode()


def test_the_pages_own_script_is_told_that_the_session_ended(world):
    headers = {"x-sent-by": "page"}
    answer = world.client().post(reverse("portal:new", args=["question"]), {"text": "Hej"}, headers=headers)
    assert answer.status_code == 401


def test_an_account_that_has_lost_its_institution_meanwhile_keeps_the_text(world, client):
    people.end_person(SYSTEM, world.local)
    answer = ask(client, text="Skrevs innan kontot togs bort")
    assert answer.status_code == 403 and "Skrevs innan kontot togs bort" in answer.content.decode()


@pytest.mark.parametrize(
    "verb", ["reply", "confirm_solved", "say_thanks", "say_it_did_not_help", "add_watcher", "remove_watcher"]
)
def test_changes_are_made_by_post_only(world, client, verb):
    assert client.get(reverse(f"portal:{verb}", args=[world.case().number])).status_code == 405


def test_a_form_from_elsewhere_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.password(world.local), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("portal:new", args=["question"]), {"title": "Hej", "text": "Text"})
    assert answer.status_code == 403 and not Case.objects.exists()
