"""A whole case handed out: made by the worker, with what was chosen and nothing else, logged, gone after a week."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.disclosure import commands, making
from bollkoll.disclosure.models import Disclosure
from bollkoll.kit.keyring import new_key
from bollkoll.log import clock
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Reading

pytestmark = pytest.mark.django_db
NUMBER = "19850412-2385"


@pytest.fixture
def case(world):
    """A case with some of everything: dialogue, a file, a note with a file, a question, an answer, something protected."""
    case = world.taken(title="Betyg saknas", files=[world.file(world.local, name="lista.txt")])
    world.note(case, "Detta är internt.")
    cases.ask_for_input(world.actor(world.agent), case, person=world.expert, text="Känner ni till det?")
    world.answer(case, "Nu är det rättat.")
    restricted.store(world.actor(world.local), case, value=NUMBER, label="Studenten i exempel 1", field="identity")
    return world.fresh(case)


def test_the_package_has_document_data_files_and_an_index_that_proves_them(case, handed_out, opened):
    row = handed_out(case)
    package = opened(row)
    assert package.read(package.ending(".pdf")).startswith(b"%PDF")
    assert package.data["content"]["case"][0]["title"] == "Betyg saknas"
    assert package.read(package.ending("lista.txt")) == b"rad 1\nrad 2\n"
    sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(package.names) - {"SHA256SUMS"}
    assert all(hashlib.sha256(package.read(name)).hexdigest() == digest for name, digest in sums.items())
    assert row.digest == hashlib.sha256(package.raw).hexdigest()
    assert (row.size, row.pieces, row.work) == (len(package.raw), len(package.names), "done")


def test_the_whole_dialogue_is_in_it_and_no_protected_value(case, handed_out, opened):
    text = opened(handed_out(case)).text
    for said in (
        "Vi ser inte de attesterade",
        "internt",
        "Känner ni till det?",
        "Nu är det rättat",
        "Studenten i exempel",
    ):
        assert said in text
    assert NUMBER not in text
    assert not Reading.objects.exists()


def test_what_is_left_out_is_out_and_the_reason_stands_in_the_document(case, handed_out, opened):
    why = {
        "notes": "OSL 21 kap. 7 §",
        "files": "OSL 18 kap. 8 §",
        "protected": "OSL 21 kap. 1 §",
        "history": "Ej begärt",
    }
    package = opened(handed_out(case, left_out=why))
    text = package.text
    for gone in ("internt", "Känner ni till det?", "Studenten i exempel"):
        assert gone not in text
    assert not [name for name in package.names if name.startswith("filer/")]
    assert package.data["left_out"] == why
    assert "history" not in package.data["content"]
    assert "Nu är det rättat" in text


@pytest.mark.parametrize("reason", ["", "   ", "..."])
def test_nothing_is_left_out_and_nothing_handed_out_without_a_reason(world, case, reason):
    with pytest.raises(Refused):
        commands.disclose_case(world.actor(world.agent), case, ground="public", reason=reason)
    with pytest.raises(Refused):
        commands.disclose_case(
            world.actor(world.agent), case, ground="public", reason="Begäran 7", left_out={"notes": reason}
        )
    assert not Disclosure.objects.exists()


def test_a_protected_value_that_is_chosen_is_read_with_the_reason_and_noted(world, case, handed_out, opened):
    secret = case.secrets.get()
    package = opened(handed_out(case, secrets=[secret], ground="authority", reason="Tillsyn, dnr 12"))
    assert NUMBER in package.text
    reading = Reading.objects.get()
    assert (reading.person, reading.reason, reading.secret) == (world.agent, "Tillsyn, dnr 12", secret)
    assert Event.objects.filter(kind="restricted.revealed", actor=world.agent).count() == 1


def test_the_file_lies_sealed(case, handed_out):
    row = handed_out(case)
    with default_storage.open(row.path) as file:
        kept = file.read()
    assert row.key_id
    assert b"PK\x03\x04" not in kept[:64]
    assert b"Betyg" not in kept


def test_without_a_key_it_is_handed_out_all_the_same(case, handed_out, opened, monkeypatch, settings):
    monkeypatch.setattr(settings.CONFIG, "restricted_keys", "")
    row = handed_out(case)
    assert row.key_id == ""
    assert "Betyg saknas" in opened(row).text


def test_a_file_whose_key_is_gone_is_said_to_be(world, case, handed_out, monkeypatch, settings):
    row = handed_out(case)
    monkeypatch.setattr(settings.CONFIG, "restricted_keys", new_key())
    answer = world.client(world.agent).post(reverse("disclosure:fetch", args=[row.pk]))
    assert answer.status_code == 409
    assert not Event.objects.filter(kind="disclosure.fetched").exists()


# Who


def test_of_a_protected_case_only_those_it_names(world):
    case = world.protected()
    with pytest.raises(NotAllowed):
        commands.disclose_case(world.actor(world.other_agent), case, ground="public", reason="Begäran 7")
    other = world.client(world.other_agent)
    assert other.get(reverse("disclosure:disclose_case", args=[case.number])).status_code == 404
    commands.disclose_case(world.actor(world.agent), case, ground="public", reason="Begäran 7")


def test_a_protected_case_is_in_the_list_without_anything_of_it(world, handed_out):
    row = handed_out(world.protected(), recipient="Tidningen Testbladet", reason="Hemlig begäran")
    assert "Tidningen" in world.client(world.agent).get(reverse("disclosure:disclosures")).content.decode()
    for person in (world.coordinator, world.admin):
        client = world.client(person)
        page = client.get(reverse("disclosure:disclosures")).content.decode()
        assert str(world.agent) in page
        for hidden in ("Tidningen", "Hemlig begäran", str(row.pk), row.digest[:12], f"Ärende {row.case.number}"):
            assert hidden not in page
        assert client.get(reverse("disclosure:disclosure", args=[row.pk])).status_code == 404
    assert str(row.pk) not in world.client(world.other_agent).get(reverse("disclosure:disclosures")).content.decode()


def test_who_may_not_see_it_any_more_when_it_is_made_gets_nothing(world, case):
    row = commands.disclose_case(world.actor(world.other_agent), case, ground="public", reason="Begäran 7")
    cases.protect(world.actor(world.agent), case)
    assert making.make_one("worker")
    row.refresh_from_db()
    assert (row.work, row.path, row.made_at) == ("failed", "", None)
    assert Event.objects.filter(kind="disclosure.stopped").count() == 1


def test_the_ended_account_gets_nothing(world, case):
    row = commands.disclose_case(world.actor(world.other_agent), case, ground="public", reason="Begäran 7")
    people.end_person(SYSTEM, world.other_agent)
    making.make_one("worker")
    assert world.fresh(row).work == "failed"


def test_only_whoever_asked_fetches_it(world, case, handed_out):
    row = handed_out(case)
    address = reverse("disclosure:fetch", args=[row.pk])
    assert world.client(world.other_agent).post(address).status_code == 403
    answer = world.client(world.agent).post(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert hashlib.sha256(answer.getvalue()).hexdigest() == row.digest
    fetched = Event.objects.get(kind="disclosure.fetched")
    assert (fetched.actor, fetched.data) == (world.agent, {"disclosure": str(row.pk)})


# What stays


def test_the_log_has_ids_and_the_row_the_reason(case, handed_out):
    row = handed_out(case, recipient="Tidningen Testbladet", reason="Begäran om betyget")
    assert (row.recipient, row.reason, row.ground) == ("Tidningen Testbladet", "Begäran om betyget", "public")
    said = str(list(Event.objects.filter(kind__startswith="disclosure.").values_list("data", flat=True)))
    assert "Tidningen" not in said
    assert "betyget" not in said
    assert Event.objects.filter(kind="disclosure.case_disclosed", topics__name=case.topic).exists()


def test_the_file_goes_after_a_week_and_the_row_stays(case, handed_out):
    row = handed_out(case)
    path = row.path
    clock.tick()
    assert default_storage.exists(path)
    with housekeeping("time passes"):
        Disclosure.objects.update(keep_until=timezone.now() - timedelta(seconds=1))
        Cursor.objects.filter(name__startswith="clock:").delete()
    clock.tick()
    row.refresh_from_db()
    assert row.gone_at is not None
    assert (row.path, len(row.digest)) == ("", 64)


@pytest.mark.django_db(transaction=True)
def test_what_was_delivered_can_be_erased_at_once(world, handed_out):
    row = handed_out(world.taken())
    path = row.path
    client = world.client(world.agent)
    assert client.post(reverse("disclosure:remove", args=[row.pk])).status_code == 303
    assert not default_storage.exists(path)
    assert client.post(reverse("disclosure:fetch", args=[row.pk])).status_code == 409


def test_a_form_sent_twice_makes_one(world, case):
    client, address = world.client(world.agent), reverse("disclosure:disclose_case", args=[case.number])
    form = {"ground": "public", "reason": "Begäran 7", "language": "sv", "once": "a-key"}
    first, again = client.post(address, form), client.post(address, form)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert Disclosure.objects.count() == 1


def test_a_wrong_form_keeps_its_words(world, case):
    client, address = world.client(world.agent), reverse("disclosure:disclose_case", args=[case.number])
    answer = client.post(address, {"ground": "public", "reason": "Begäran 7", "language": "sv", "without_notes": "on"})
    assert answer.status_code == 422
    assert "Begäran 7" in answer.content.decode()


def test_a_worker_that_came_late_changes_nothing(world, case):
    row = commands.disclose_case(world.actor(world.agent), case, ground="public", reason="Begäran 7")
    with pytest.raises(Refused):
        commands.settle(
            SYSTEM, row, worker="late", attempt=1, name="x", path="x", key_id="", size=1, digest="0" * 64, pieces=1
        )


def test_a_held_file_is_named_and_stays(world, handed_out, opened):
    case = world.taken(files=[world.file(world.local, name="smittad.txt")])
    with housekeeping("a scanner found something"):
        type(case.messages.first().attachments.first()).objects.update(checked="infected")
    package = opened(handed_out(case))
    assert not [name for name in package.names if name.endswith("smittad.txt")]
    assert "smittad.txt" in package.text


def test_merged_cases_come_along_but_for_protected_ones_of_others(world, handed_out, opened):
    case, one, two = world.taken(), world.taken(text="Samma hos oss."), world.taken(text="Hemligt hos oss.")
    for other in (one, two):
        cases.merge(world.actor(world.agent), other, target=case)
    cases.protect(world.actor(world.other_agent), two)
    with housekeeping("only another is named"):
        two.named.exclude(person=world.other_agent).delete()
    text = opened(handed_out(case)).text
    assert "Samma hos oss." in text
    assert "Hemligt hos oss." not in text
