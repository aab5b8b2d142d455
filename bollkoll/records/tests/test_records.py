"""Records: sealed once, chained, signed outside; personal data may go, and nothing else."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.triggers import lifted
from bollkoll.people.actor import CLOCK
from bollkoll.records import commands, heads, policy, verifying
from bollkoll.records.models import Chain, Piece, Record
from bollkoll.records.rules import FIRST

pytestmark = pytest.mark.django_db


def codes() -> set[str]:
    return {problem.code for problem in verifying.verify().problems}


def test_records_follow_each_other_and_hold(sealed, heads_file):
    one, two = sealed(), sealed()
    heads.write_missing()
    assert (one.number, one.previous, two.previous) == (1, FIRST, one.head)
    verdict = verifying.verify()
    assert (verdict.holds, verdict.records, verdict.pieces, verdict.written) == (True, 2, 6, 2)
    assert [json.loads(line)["head"] for line in heads_file.read_text().splitlines()] == [one.head, two.head]
    assert heads.write_missing() == 0


def test_heads_that_could_not_be_written_come_later(sealed, heads_file, monkeypatch, caplog):
    sealed()
    monkeypatch.setattr(heads.settings.CONFIG, "record_heads", str(heads_file / "no folder"))
    heads_file.write_text("")
    heads.write_quietly()
    assert "cannot be written" in caplog.text
    monkeypatch.setattr(heads.settings.CONFIG, "record_heads", str(heads_file))
    assert codes() == {"file"}
    assert heads.write_missing() == 1
    assert codes() == set()


def test_the_database_refuses_every_change(sealed):
    record = sealed()
    changes = [
        lambda: Record.objects.filter(pk=record.pk).update(title="x"),
        lambda: Record.objects.filter(pk=record.pk)._raw_delete("default"),
        lambda: Piece.objects.filter(record=record).update(text="x"),
        lambda: Piece.objects.filter(record=record)._raw_delete("default"),
        lambda: Piece.objects.filter(record=record, is_personal=False).update(
            text="", salt=None, erased_at=record.sealed_at
        ),
        lambda: Piece.objects.filter(record=record).update(is_personal=True),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), housekeeping("somebody tries"), transaction.atomic():
            change()


def test_personal_data_goes_and_the_chain_holds(sealed, world):
    record = sealed()
    sealed()
    heads.write_missing()
    assert commands.erase_personal(CLOCK, record) == 1
    piece = record.pieces.get(is_personal=True)
    assert (piece.text, piece.salt) == ("", None)
    verdict = verifying.verify()
    assert (verdict.holds, verdict.erased) == (True, 1)
    with pytest.raises(Refused):
        commands.erase_personal(CLOCK, record)


def take_out(number: int) -> None:
    Piece.objects.filter(record=number)._raw_delete("default")
    Record.objects.filter(pk=number)._raw_delete("default")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda: Piece.objects.filter(record=1, place=1).update(text="annat"), {"piece"}),
        (lambda: Piece.objects.filter(record=1, place=1).update(by_id=None), {"piece"}),
        (lambda: Record.objects.filter(pk=1).update(title="annat"), {"head"}),
        (lambda: Piece.objects.filter(record=1, place=3)._raw_delete("default"), {"head"}),
        (lambda: take_out(3), {"missing"}),
        (lambda: take_out(2), {"order", "missing"}),
        (lambda: Record.objects.filter(pk=2).update(head="b" * 64), {"head", "order", "file"}),
    ],
)  # fmt: skip
def test_whoever_has_the_database_in_their_hands_is_found_out(sealed, change, expected):
    for _turn in range(3):
        sealed()
    heads.write_missing()
    with lifted(), housekeeping("somebody with the database in their hands"):
        change()
        assert codes() == expected
        Chain.objects.all().delete()


def test_a_file_that_was_written_over_is_found_out(sealed, heads_file):
    sealed()
    sealed()
    heads.write_missing()
    lines = heads_file.read_text().splitlines()
    said = json.loads(lines[0])
    heads_file.write_text("\n".join([json.dumps(said | {"head": "c" * 64}), "{broken", lines[1]]) + "\n")
    assert codes() == {"signature", "file", "broken"}
    assert {level for level, _ in verifying.remarks()} == {"WRONG"}
    assert verifying.run() == 1


def test_a_record_is_read_and_filed_by_those_who_see_its_case(world, sealed):
    case = world.protected()
    record = sealed(case)
    client = world.client(world.agent)
    page = client.get(reverse("records:record", args=[record.number])).content.decode()
    assert "Kontrollerade identiteten" in page
    assert record.head in page
    document = client.get(reverse("records:paper", args=[record.number]))
    assert document.content.startswith(b"%PDF")
    assert b"pdfaid" in document.content
    for person in (world.other_agent, world.admin, world.expert):
        assert world.client(person).get(reverse("records:record", args=[record.number])).status_code == 404
    assert (
        f"Beställning {case.number}"
        not in world.client(world.other_agent).get(reverse("records:records")).content.decode()
    )
    with pytest.raises(NotAllowed):
        sealed(case, by=world.other_agent)


def test_who_reads_english_is_told_that_the_record_is_in_swedish_and_its_lines_say_so(world, sealed):
    record, client = sealed(), world.client(world.coordinator)
    address, said = reverse("records:record", args=[record.number]), "shown in Swedish, as it was sealed"
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert said in page and 'lang="sv">Kontrollerade identiteten' in page
    assert "visas på svenska" not in client.get(address).content.decode()


def test_who_may_do_what(world, sealed):
    roles = ("agent", "coordinator", "admin", "expert", "contact")
    record = sealed()
    allowed = {"seal": {"agent", "coordinator"}, "erase_personal": {"coordinator"}}
    subjects = {"seal": record.subject, "erase_personal": record}
    assert set(allowed) == set(commands.__all__)
    for name, expected in allowed.items():
        said = {role for role in roles if getattr(policy, name)(world.actor(getattr(world, role)), subjects[name])}
        assert said == expected, name
    for name in ("records", "verify"):
        seen = {r for r in roles if world.client(getattr(world, r)).get(reverse(f"records:{name}")).status_code == 200}
        assert seen == {"agent", "coordinator", "admin"}
    address = reverse("records:erase_personal", args=[record.number])
    assert world.client(world.agent).post(address).status_code == 403
    assert world.client(world.coordinator).post(address).status_code == 303
