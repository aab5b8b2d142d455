"""Held mail and the ledger: what agents see and do, and what others do not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bollkoll.cases.models import Case
from bollkoll.channels.email import references
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.references import Ref
from bollkoll.log.models import Delivery

from .conftest import letter

pytestmark = pytest.mark.django_db

STRANGER = "Nils Ny <nils.ny@larosate.example>"


@pytest.fixture
def held(world, post):
    return post.take(letter(STRANGER, "Jag ser inte resultaten <script>alert(1)</script>.", "Hjälp 19811218-9876"))


def test_the_list_shows_who_what_and_why(world, held):
    page = world.client(world.agent).get("/mail/held/").content.decode()
    assert "Nils Ny" in page and "nils.ny@larosate.example" in page
    assert "19811218-9876" not in page and "Hjälp 19811218" in page
    assert str(held.get_reason_display()) in page or "inte registrerad" in page


@pytest.mark.parametrize("who", ["local", "expert", "admin"])
@pytest.mark.parametrize(
    "path", ["held/", "held/{pk}/", "held/{pk}/original", "deliveries/", "people/{person}/", "cases/{number}/"]
)
def test_only_agents_read_mail(world, held, who, path):
    case = world.case()
    url = "/mail/" + path.format(pk=held.pk, person=world.local.pk, number=case.number)
    assert world.client(getattr(world, who)).get(url).status_code == 403
    assert world.client().get(url).status_code == 302


@pytest.mark.parametrize("verb", ["let-in", "add-to-case", "replay", "discard", "restore"])
def test_only_agents_do_anything_with_it(world, held, verb):
    assert world.client(world.local).post(f"/mail/held/{held.pk}/{verb}").status_code == 403
    assert world.client(world.agent).get(f"/mail/held/{held.pk}/{verb}").status_code == 405


def test_one_message_is_shown_as_text_only(world, held):
    page = world.client(world.agent).get(f"/mail/held/{held.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_original_is_a_file(world, held):
    response = world.client(world.agent).get(f"/mail/held/{held.pk}/original")
    assert response["Content-Disposition"].startswith("attachment")
    assert b"From: Nils Ny" in response.content


def test_let_in_makes_a_case_and_remembers_the_address(world, post, held):
    response = world.client(world.agent).post(
        f"/mail/held/{held.pk}/let-in", {"person": "lars.lokal@larosate.example", "remember": "on"}
    )
    case = Case.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/cases/{case.number}/")
    assert (case.reporter, world.fresh(held).outcome) == (world.local, "opened")
    assert post.take(letter(STRANGER, "Igen", "Igen")).person == world.local


def test_let_in_with_a_wrong_address_keeps_the_form(world, held):
    response = world.client(world.agent).post(f"/mail/held/{held.pk}/let-in", {"person": "ingen@alls.example"})
    assert response.status_code == 422
    assert "ingen@alls.example" in response.content.decode()


def test_let_in_for_somebody_who_is_no_contact_is_refused_with_the_reason(world, held):
    response = world.client(world.agent).post(
        f"/mail/held/{held.pk}/let-in", {"person": "asta.almgren@bollkoll.example"}
    )
    assert response.status_code == 409
    assert world.fresh(held).outcome == "held"


def test_two_agents_at_once_make_one_case(world, held):
    data = {"person": "lars.lokal@larosate.example"}
    world.client(world.agent).post(f"/mail/held/{held.pk}/let-in", data)
    assert world.client(world.other_agent).post(f"/mail/held/{held.pk}/let-in", data).status_code == 409
    assert Case.objects.count() == 1


def test_it_can_be_added_to_a_case(world, held):
    case = world.case()
    response = world.client(world.agent).post(
        f"/mail/held/{held.pk}/add-to-case", {"number": case.number, "person": "lars.lokal@larosate.example"}
    )
    assert response.status_code == 303
    assert case.messages.filter(kind="reply", author=world.local).count() == 1


def test_not_with_the_words_of_somebody_who_may_not_see_the_case(world, held):
    case = world.case()
    response = world.client(world.agent).post(
        f"/mail/held/{held.pk}/add-to-case", {"number": case.number, "person": "otto.annan@larosate.example"}
    )
    assert response.status_code == 409
    assert case.messages.count() == 1


def test_not_to_a_protected_case_that_the_agent_does_not_see(world, held):
    case = world.protected()
    response = world.client(world.other_agent).post(
        f"/mail/held/{held.pk}/add-to-case", {"number": case.number, "person": "lars.lokal@larosate.example"}
    )
    assert response.status_code == 422


def test_replay_reads_it_again_when_the_sender_has_been_registered(world, post, held):
    person = world.invite(world.uu, "Nils Ny")
    assert person.email == "nils.ny@larosate.example"
    world.client(world.agent).post(f"/mail/held/{held.pk}/replay")
    post.read_all()
    assert world.fresh(held).outcome == "opened"


def test_what_is_put_aside_is_kept_and_can_be_taken_back(world, held):
    client = world.client(world.agent)
    client.post(f"/mail/held/{held.pk}/discard")
    assert "Nils Ny" not in client.get("/mail/held/").content.decode()
    assert "Nils Ny" in client.get("/mail/held/?show=discarded").content.decode()
    client.post(f"/mail/held/{held.pk}/restore")
    assert "Nils Ny" in client.get("/mail/held/").content.decode()


def test_several_at_once(world, post, held):
    other = post.take(letter("annan@x.example", "Hej", "Hej"))
    client = world.client(world.agent)
    response = client.post("/mail/held/change", {"verb": "discard", "mail": [str(held.pk), str(other.pk), "rubbish"]})
    assert response.status_code == 303
    assert set(InboundMail.objects.values_list("outcome", flat=True)) == {"discarded"}
    assert client.post("/mail/held/change", {"verb": "destroy"}).status_code == 404


def test_a_lost_file_is_said_and_not_an_error(world, held, settings):
    from django.core.files.storage import default_storage

    default_storage.delete(held.path)
    client = world.client(world.agent)
    assert client.get(f"/mail/held/{held.pk}/").status_code == 200
    assert client.get(f"/mail/held/{held.pk}/original").status_code == 409
    assert client.post(f"/mail/held/{held.pk}/let-in", {"person": "lars.lokal@larosate.example"}).status_code == 409


def test_mail_of_a_protected_case_is_hidden_from_agents_not_named(world, post):
    case = world.protected(title="Hemligt ämne")
    world.answer(case)
    post.tell()
    to = references.reply_address(Ref(case.number, "r", world.local.pk))
    mail = post.take(letter("okand@hem.example", "HEMLIGT", "Sv: hemligt", to=to))
    assert (mail.outcome, mail.case) == ("held", case)
    stranger, named = world.client(world.other_agent), world.client(world.agent)
    for path in ("/mail/held/", "/mail/deliveries/", f"/mail/people/{world.local.pk}/"):
        assert f"[#{case.number}]" not in stranger.get(path).content.decode()
        assert "okand@hem.example" not in stranger.get(path).content.decode()
    assert "okand@hem.example" in named.get("/mail/held/").content.decode()
    assert f"[#{case.number}]" in named.get("/mail/deliveries/").content.decode()
    for path in (f"/mail/held/{mail.pk}/", f"/mail/held/{mail.pk}/original", f"/mail/cases/{case.number}/"):
        assert stranger.get(path).status_code == 404
        assert named.get(path).status_code == 200
    assert stranger.post(f"/mail/held/{mail.pk}/discard").status_code == 404


def test_the_ledger_says_who_was_told_what_with_what_result(world, post, receiver):
    case = world.taken()
    world.answer(case)
    post.turn()
    client = world.client(world.agent)
    for path in ("/mail/deliveries/", f"/mail/people/{world.local.pk}/", f"/mail/cases/{case.number}/"):
        page = client.get(path).content.decode()
        assert "Lars Lokal" in page and f"[#{case.number}]" in page
    assert client.get("/mail/deliveries/?state=failed").status_code == 200
    assert f"[#{case.number}]" not in client.get("/mail/deliveries/?state=bounced").content.decode()
    assert f"[#{case.number}]" in client.get(f"/mail/deliveries/?case={case.number}").content.decode()
    assert client.get("/mail/deliveries/?case=x&state=nonsense&page=99").status_code == 200


def test_the_case_page_shows_the_ledger_and_the_standing_of_an_answer(world, post, receiver):
    case = world.taken()
    world.answer(case)
    post.turn()
    page = world.client(world.agent).get(f"/cases/{case.number}/").content.decode()
    assert 'id="told"' in page


def _queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_lists_ask_as_much_of_many_as_of_few(world, post):
    client = world.client(world.agent)
    post.take(letter("a@x.example", "Hej", "Hej"))
    case = world.taken()
    post.tell()
    paths = (
        "/mail/held/",
        "/mail/held/?show=handled",
        "/mail/deliveries/",
        f"/mail/cases/{case.number}/",
        f"/cases/{case.number}/",
    )
    few = [_queries(client, path) for path in paths]
    for number in range(6):
        post.take(letter(f"b{number}@x.example", "Hej", "Hej"))
        world.answer(case, f"Svar {number}")
        world.case(title=f"Mer {number}")
    post.tell()
    assert Delivery.objects.count() > 12
    assert [_queries(client, path) for path in paths] == few
