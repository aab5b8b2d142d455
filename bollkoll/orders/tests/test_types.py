"""What an order type may say: what is refused when it is saved and put in, and how the refusal is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.triggers import lifted
from bollkoll.orders import commands
from bollkoll.orders.models import Order, OrderTypeVersion
from bollkoll.orders.rules.toml import dump_raw
from bollkoll.orders.tests.sending import form_of

pytestmark = pytest.mark.django_db
FIELD = {"key": "what", "kind": "text", "title": {"sv": "Vad?"}, "required": True}
NESTED = "(a+)+"


def put_in(client, raw, encoding="utf-8", **how):
    text = raw if isinstance(raw, str) else dump_raw(raw)
    sent = SimpleUploadedFile("x.toml", text.encode(encoding))
    return client.post(reverse("orders:import_type"), {"file": sent}, **how)


def test_a_pattern_with_nested_repeats_stops_nobody(world, make_type):
    """The text that makes a backtracking engine try two to the power of its length."""
    type_ = make_type(fields=[FIELD | {"pattern": NESTED}])
    page = reverse("orders:place_order", args=[type_.key])
    answer = world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200 + "!"})
    assert answer.status_code == 422 and "Det är inte skrivet som det ska" in answer.content.decode()
    assert world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200}).status_code == 303
    assert Order.objects.count() == 1


def test_a_pattern_that_cannot_be_promised_for_is_refused_when_put_in_and_asks_nothing_where_it_stands(
    world, make_type
):
    type_ = make_type()
    raw = type_.current.definition | {"fields": [FIELD | {"pattern": "(?=(a+)+$)b"}]}
    answer = put_in(world.client(world.admin), raw)
    assert answer.status_code == 422 and "inget reguljärt uttryck som kan användas" in answer.content.decode()
    with housekeeping("a version from before"), lifted():
        OrderTypeVersion.objects.update(definition=raw, changed_at=timezone.now())
    page = reverse("orders:place_order", args=[type_.key])
    assert world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200 + "!"}).status_code == 303


WHOLE = {
    "key": "samlad", "title": {"sv": "Samlad"}, "summary": {"sv": "Prov."}, "fields": [FIELD],
    "steps": [{"key": "do", "title": {"sv": "Utför"}, "who": "desk"}],
}  # fmt: skip
CHOICES = [{"key": "a", "title": {"sv": "A"}}, {"key": "b"}]
SEVERAL = WHOLE | {
    "locked": "kanske", "orderers": ["studenten"],
    "fields": [
        FIELD | {"knid": "text"},
        {"key": "role", "kind": "choice", "title": {"sv": "Roll"}, "choices": CHOICES},
        {"key": "way", "kind": "sms", "title": {"sv": "Väg"}},
        FIELD | {"key": "no", "pattern": "(?=x)", "when": {"field": "borta", "is": ["x"]}},
    ],
    "steps": [
        {"key": "do", "title": {"sv": "Utför"}, "who": "vem", "due": 0},
        {"key": "check", "title": {"sv": "Kontrollera"}, "who": "desk", "four_eyes_of": "nobody"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("locked", "måste vara true eller false"),
        ("orderers 1", "måste vara något av contact_person, local_support, extra"),
        ("fråga 1 ”what”, knid", "är okänt här"),
        ("fråga 2 ”role”, alternativ 2, title", "saknas"),
        ("fråga 3 ”way”, kind", "måste vara något av text, long"),
        ("fråga 4 ”no”, pattern", "är inget reguljärt uttryck som kan användas"),
        ("fråga 4 ”no”, when, field", "”borta”"),
        ("steg 1 ”do”, who", "är desk, orderer"),
        ("steg 1 ”do”, due", "måste vara minst 1"),
        ("steg 2 ”check”, four_eyes_of", "”nobody”"),
    ],
)
def test_every_fault_of_a_file_is_told_at_once_with_its_place(world, where, words):
    page = put_in(world.client(world.admin), SEVERAL)
    said = page.content.decode()
    rows = [row for row in said.split("<li>") if f"<strong>{where}</strong>" in row]
    assert page.status_code == 422 and len(rows) == 1 and words in rows[0] and "Rad " in rows[0]
    assert "10 saker behöver rättas" in said


def test_faults_are_told_in_the_language_of_whoever_reads(world):
    said = put_in(world.client(world.admin), SEVERAL, headers={"Accept-Language": "en"}).content.decode()
    assert "field 2 “role”, alternative 2, title" in said and "is missing" in said and "saknas" not in said


def test_each_part_that_cannot_be_read_is_told_beside_the_faults_of_the_rest(world):
    text = dump_raw(WHOLE | {"fields": [FIELD, FIELD | {"key": "b"}, FIELD | {"key": "c", "kind": "sms"}]})
    lines = text.replace('key = "samlad"', "key = samlad").splitlines()
    second = next(n for n, line in enumerate(lines) if line == 'key = "b"')
    lines[second + 1] = 'kind = "text'
    said = put_in(world.client(world.admin), "\n".join(lines)).content.decode()
    assert (
        "Rad 1 går inte att läsa" in said.replace("\n", "") and f"Rad {second + 2} <strong>fråga 2 ”b”</strong>" in said
    )
    assert "fråga 3 ”c”, kind" in said and "3 saker behöver rättas" in said
    for english in ("Invalid", "Expected", "Illegal", "at line"):
        assert english not in said


def test_a_file_with_very_many_faults_tells_the_first_and_how_many_there_are(world):
    many = WHOLE | {"fields": [{"key": f"f{n}", "kind": "sms", "title": {"sv": f"F{n}"}} for n in range(80)]}
    said = put_in(world.client(world.admin), many).content.decode()
    assert "80 saker behöver rättas" in said and "Och 30 till" in said and said.count("<code") == 50


SEALED = FIELD | {"private": True}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"sv": "Identitet"}, {"sv": "Identitet"}),
        ({"sv": "Identitet"}, {"sv": "identitet "}),
        ({"sv": "Från", "en": "Identity"}, {"sv": "Till", "en": "Identity"}),
        ({"sv": "Alias"}, {"sv": "Nytt namn", "en": "Alias"}),
    ],
)
def test_two_protected_fields_may_not_be_called_the_same(world, make_type, first, second):
    raw = WHOLE | {"fields": [SEALED | {"title": first}, SEALED | {"key": "other", "title": second}]}
    refused = put_in(world.client(world.admin), raw)
    said = refused.content.decode()
    assert refused.status_code == 422 and "fråga 2 ”other”, title" in said and "ett annat skyddat fält, ”what”" in said
    type_ = make_type()
    page = reverse("orders:type_text", args=[type_.key])
    saved = world.client(world.admin).post(page, {"text": dump_raw(raw | {"key": type_.key})})
    assert saved.status_code == 422 and "ett annat skyddat fält" in saved.content.decode()
    apart = [SEALED | {"title": {"sv": "Från"}}, SEALED | {"key": "other", "title": {"sv": "Till"}}]
    assert put_in(world.client(world.admin), raw | {"fields": apart}).status_code == 303


def test_a_file_whose_letters_are_not_utf8_is_refused_with_the_line(world):
    raw = WHOLE | {"title": {"sv": "Nationell behörighet"}}
    refused = put_in(world.client(world.admin), raw, encoding="latin-1")
    said = refused.content.decode()
    assert refused.status_code == 422 and "Rad 2" in said and "inte är skrivna som UTF-8" in said
    assert not OrderTypeVersion.objects.filter(type__key="samlad").exists()


def test_a_mark_of_the_byte_order_before_a_file_is_no_fault(world):
    assert put_in(world.client(world.admin), WHOLE, encoding="utf-8-sig").status_code == 303


PAPER = {"key": "paper", "title": {"sv": "Intyg"}, "text": {"sv": "För {what}, {number}."}, "signed": True}
SIGNING = {"key": "sign", "title": {"sv": "Skriv under"}, "who": "orderer"}


@pytest.mark.parametrize(
    ("more", "where", "words"),
    [
        ({"documents": [PAPER | {"text": {"sv": "För {what} och {waht}."}}]}, "dokument 1 ”paper”, text", "”{waht}”"),
        ({"documents": [PAPER | {"text": {"sv": "A", "en": "{usr}"}}]}, "dokument 1 ”paper”, text", "{orderer}"),
        ({"documents": [PAPER], "steps": [SIGNING | {"unless": "signed:papr"}]}, "steg 1 ”sign”, unless", "”papr”"),
        ({"documents": [PAPER], "steps": [SIGNING | {"unless": "told:x"}]}, "steg 1 ”sign”, unless", "signed:paper"),
    ],
)
def test_what_names_something_that_is_not_there_is_told_with_its_line_and_never_published(
    world, make_type, more, where, words
):
    keeper = world.client(world.admin)
    said = put_in(keeper, WHOLE | more).content.decode()
    rows = [row for row in said.split("<li>") if f"<strong>{where}</strong>" in row]
    assert len(rows) == 1 and words in rows[0] and "Rad " in rows[0]
    type_ = make_type()
    raw = type_.current.definition | more
    commands.draft_type(world.actor(world.admin), type_, definition=raw)
    assert "Publicera utkastet" not in keeper.get(reverse("orders:differences", args=[type_.key])).content.decode()
    with pytest.raises(Refused, match="inte färdigt"):
        commands.publish_type(world.actor(world.admin), type_)


def test_what_a_document_can_fill_in_is_taken(world):
    raw = WHOLE | {"documents": [PAPER], "steps": [SIGNING | {"unless": "signed:paper"}]}
    assert put_in(world.client(world.admin), raw).status_code == 303


def test_a_file_replaces_a_draft_only_when_whoever_puts_it_in_was_told_of_it_as_it_is(world, types):
    """Two who know of one another's draft only by what the page says."""
    boss, keeper, type_ = world.actor(world.admin), world.client(world.coordinator), types["documentation-access"]
    raw = type_.current.definition

    def said():
        return OrderTypeVersion.objects.get(type=type_, number=None).definition["title"]["sv"]

    commands.draft_type(boss, type_, definition=raw | {"title": {"sv": "Mitt utkast"}})
    asked = put_in(keeper, raw | {"title": {"sv": "Filens"}})
    page = asked.content.decode()
    assert asked.status_code == 409 and "Mitt utkast" in page and world.admin.name in page and said() == "Mitt utkast"
    answer = form_of(page.replace("<form method=", '<form id="type-form" method='))
    commands.draft_type(boss, type_, definition=raw | {"title": {"sv": "Ändrat under tiden"}})
    again = keeper.post(reverse("orders:import_type"), answer.dict())
    assert again.status_code == 409 and "har ändrats sedan" in again.content.decode() and said() == "Ändrat under tiden"
    answer = form_of(again.content.decode().replace("<form method=", '<form id="type-form" method='))
    assert keeper.post(reverse("orders:import_type"), answer.dict()).status_code == 303 and said() == "Filens"
