"""An order type as a form: opened and saved it is the same, whatever is done with its rows is done and no more."""

from copy import deepcopy

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bollkoll.cases.models import Draft
from bollkoll.orders import commands, shipping
from bollkoll.orders.forms.editing import Deed, Known, TypeEditor, done, said
from bollkoll.orders.models import OrderType, OrderTypeVersion
from bollkoll.orders.rules import Faults, read, written
from bollkoll.orders.rules.definition import BLANK
from bollkoll.orders.rules.differences import between
from bollkoll.orders.rules.partly import partly
from bollkoll.orders.rules.toml import dump_raw, load
from bollkoll.orders.tests.sending import form_of, pressed
from bollkoll.people.actor import SYSTEM

SHIPPED = {one.key: one for one in shipping.definitions()}
KNOWN = Known(environments=[("production", "Produktion"), ("test", "Test")])
LISTS = ("fields", "approvals", "steps", "documents")


def opened(raw) -> QueryDict:
    """What the browser has when the page is open: the form itself is drawn and read, as a browser does."""
    editor = TypeEditor(raw, known=KNOWN)
    page = render_to_string("orders/editor/form.html", {"editor": editor, "type": OrderType(key="x"), "seen": ""})
    return form_of(page)


# Round trips


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_type_that_is_opened_and_saved_is_the_same(key):
    raw = written(SHIPPED[key])
    again, _at = done(said(opened(raw)), None)
    assert read(again) == SHIPPED[key]
    assert load(dump_raw(again)) == SHIPPED[key]


@st.composite
def deeds(draw):
    """A shipped type, and a walk of adding, taking away and moving."""
    raw = written(SHIPPED[draw(st.sampled_from(sorted(SHIPPED)))])
    walk = draw(
        st.lists(
            st.tuples(st.sampled_from(("add", "remove", "up", "down")), st.sampled_from(LISTS), st.integers(0, 9)),
            max_size=5,
        )
    )
    return raw, walk


@settings(max_examples=20)
@given(deeds())
def test_rows_that_come_go_and_move_do_just_that(story):
    raw, walk = story
    wanted = deepcopy(raw)
    for verb, name, place in walk:
        rows = wanted.get(name, [])
        if verb != "add" and place >= len(rows):
            continue
        text = f"add:{name}" if verb == "add" else f"{verb}:{name}:{place}"
        raw, _at = done(said(opened(raw)), Deed.read(text))
        if verb == "add":
            wanted.setdefault(name, []).append(
                {"fields": {"kind": "text"}, "approvals": {}, "steps": {"who": "desk"}, "documents": {}}[name]
            )
        elif verb == "remove":
            del rows[place]
            if not rows:
                del wanted[name]
        else:
            other = place + (1 if verb == "down" else -1)
            if 0 <= other < len(rows):
                rows[place], rows[other] = rows[other], rows[place]
        assert _plain(raw) == _plain(wanted)
    assert _faults(raw) == _faults(wanted)
    again, _at = done(said(opened(raw)), None)
    assert _plain(again) == _plain(raw)


def _plain(raw):
    """As a file would hold it, without what says nothing: a default that is written out, and one that is not."""
    usual = {"required": False, "private": False, "reapproval": True, "due": 16, "evidence": "none", "rule": "any"}
    usual |= {"privacy": "ordinary", "listed": True, "orderers": ["contact_person", "local_support"]}
    if isinstance(raw, dict):
        return {
            k: _plain(v) for k, v in raw.items() if v not in ("", None) and usual.get(k, None) != v and v is not None
        }
    return [_plain(one) for one in raw] if isinstance(raw, list) else raw


def _faults(raw):
    try:
        read(raw)
    except Faults as found:
        return sorted((fault.path, fault.words) for fault in found.faults if fault.path)
    return []


letters = "aåÄé<&\"'{}:-5 "
words = st.text(letters, min_size=1, max_size=8).map(str.strip).filter(bool)
both = st.fixed_dictionaries({"sv": words}, optional={"en": words})
many = st.text(f"{letters}\n", max_size=20).map(str.strip).filter(bool)


@st.composite
def definitions(draw):
    """Whole types of every kind of field and step, with what refers to what."""
    fields = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(
            st.sampled_from(
                [
                    "text",
                    "long",
                    "choice",
                    "several",
                    "date",
                    "person",
                    "institution",
                    "environment",
                    "environments",
                    "file",
                    "rows",
                ]
            )
        )
        row = {"key": f"f{number}", "kind": kind, "title": draw(both)}
        row |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "help": both,
                    "required": st.just(True),
                    "reapproval": st.just(False),
                    "most": st.integers(5, 90),
                },
            )
        )
        if kind in ("choice", "several"):
            row["choices"] = [
                {"key": f"c{n}", "title": {language: f"{words} {n}" for language, words in draw(both).items()}}
                for n in range(draw(st.integers(1, 3)))
            ]
        if kind == "rows":
            row["columns"] = [
                {
                    "key": "a",
                    "title": draw(both),
                    "required": draw(st.booleans()),
                    "pattern": draw(st.sampled_from(["", "[A-Z]+"])),
                }
            ]
        if kind == "date":
            row["not_before"] = draw(st.sampled_from(["", "0", "2026-08-01"]))
        if kind == "text":
            row["pattern"] = draw(st.sampled_from(["", r"\d+", "[A-Z]{2}"]))
            row["private"] = draw(st.booleans())
            if row["private"]:  # no two protected fields may be called the same
                row["title"] = {language: f"{words} {number}" for language, words in row["title"].items()}
        deciders = [one for one in fields if one["kind"] in ("choice", "several", "environment", "long")]
        if deciders and draw(st.booleans()):
            decider = draw(st.sampled_from(deciders))
            values = [c["key"] for c in decider.get("choices", [])] or (
                ["test"] if decider["kind"] == "environment" else ["ja", "kanske det"]
            )
            row["when"] = {"field": decider["key"], "is": values[: draw(st.integers(1, len(values)))]}
        fields.append(row)
    documents = (
        [
            {
                "key": "paper",
                "title": draw(both),
                "text": {"sv": BLANK.sub("{number}", draw(many))},
                "signed": draw(st.booleans()),
            }
        ]
        if draw(st.booleans())
        else []
    )
    approvals = (
        [{"key": "a0", "title": draw(both), "who": "duty:boss", "rule": draw(st.sampled_from(["any", "all"]))}]
        if draw(st.booleans())
        else []
    )
    steps = []
    for number in range(draw(st.integers(1, 4))):
        row = {
            "key": f"s{number}",
            "title": draw(both),
            "who": draw(st.sampled_from(["desk", "orderer", "team:x", "person:a@b.example"])),
        }
        row["due"] = draw(st.integers(1, 99))
        row["evidence"] = draw(st.sampled_from(["none", "text", "file", "picture"]))
        if steps and draw(st.booleans()):
            row["after"] = [one["key"] for one in steps if draw(st.booleans())]
        if steps and row["who"] != "orderer" and draw(st.booleans()):
            row["four_eyes_of"] = steps[-1]["key"]
        if documents and draw(st.booleans()):
            row |= {"document": "paper", "unless": "signed:paper"}
        steps.append(row)
    raw = {
        "key": "made",
        "title": draw(both),
        "summary": {"sv": draw(many)},
        "fields": fields,
        "approvals": approvals,
        "steps": steps,
        "documents": documents,
    }
    raw |= draw(st.fixed_dictionaries({}, optional={
        "needs": both, "usual": both, "usual_days": st.integers(1, 99), "locked": st.booleans(), "listed": st.booleans(),
        "retention_days": st.integers(1, 999), "private_retention_days": st.integers(1, 99), "staffing": st.just("certificate"),
        "privacy": st.just("protected"), "seen_by": st.just("desk"),
        "orderers": st.sampled_from([[], ["extra"], ["contact_person"]]),
        "subject": both,
    }))  # fmt: skip
    return raw


@settings(max_examples=40)
@given(definitions())
def test_any_type_that_is_opened_and_saved_is_the_same(raw):
    definition = read(raw)
    again, _at = done(said(opened(written(definition))), None)
    assert read(again) == definition
    assert between(definition, read(again)) == []
    assert partly(again)[1] == 0


@given(definitions(), definitions())
def test_what_differs_can_always_be_told(one, other):
    before, after = read(one), read(other)
    assert (between(before, after) == []) == (_told(before) == _told(after))


def _told(definition):
    """What differs in words: an empty text that is written out is none."""
    return written(definition) | {"fields": [_plain(row) for row in written(definition).get("fields", [])]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "up",
        "up:fields",
        "fly:fields:1",
        "up:other:1",
        "up:fields:x",
        "remove:fields:1:steps:2",
        "add:fields:1",
        "up:fields:99999",
    ],
)
def test_a_button_that_is_none_does_nothing(text):
    raw = written(SHIPPED["support-access"])
    assert done(deepcopy(raw), Deed.read(text))[0] == raw


def test_a_button_for_a_row_that_is_not_there_does_nothing():
    raw = written(SHIPPED["support-access"])
    for text in ("up:fields:8", "remove:fields:8:choices:0", "up:fields:0", "down:fields:2"):
        assert done(deepcopy(raw), Deed.read(text))[0] == raw


# Keys and what refers to them


def test_a_key_is_made_of_the_title_and_what_refers_to_it_follows_when_it_is_changed():
    form = opened(written(SHIPPED["support-access"]))
    form["fields-1-key"] = "roll"
    raw, _at = done(said(form), None)
    assert raw["fields"][2]["when"]["field"] == "roll"
    assert read(raw)
    raw["fields"].append({"kind": "text", "title": {"sv": "Äger ni det själva?"}})
    raw["fields"].append({"kind": "text", "title": {"sv": "Äger ni det själva?"}})
    again = said(opened(raw))
    assert [row["key"] for row in again["fields"][3:]] == ["ager-ni-det-sjalva", "ager-ni-det-sjalva-2"]


def test_a_step_beside_the_one_before_waits_for_what_that_one_waits_for():
    form = opened(written(SHIPPED["copying-merits"]))
    form["steps-2-begins"] = "beside"
    raw = said(form)
    assert raw["steps"][2]["after"] == ["examine"]
    again = opened(raw)
    assert again["steps-2-begins"] == "beside"


# Pages

pages = pytest.mark.django_db


def editing(client, key, **more):
    address = reverse("orders:draft_type", args=[key])
    return address, form_of(client.get(address, more).content.decode())


@pages
def test_a_type_is_made_from_nothing_published_and_ordered(world, types):
    client = world.client(world.coordinator)
    begin = reverse("orders:begin_type")
    assert client.get(begin).status_code == 200
    assert client.post(begin, {"title": ""}).status_code == 422
    answer = client.post(begin, {"title": "Nytt kort"})
    assert answer["Location"] == reverse("orders:draft_type", args=["nytt-kort"]) + "?begun"
    address, form = editing(client, "nytt-kort", begun="")
    assert "Fyll i detta" not in client.get(address + "?begun").content.decode()
    assert client.get(reverse("orders:preview", args=["nytt-kort"])).status_code == 200
    assert client.post(reverse("orders:publish_type", args=["nytt-kort"])).status_code == 303
    assert OrderType.objects.get(key="nytt-kort").current is None  # it has no description yet
    form["summary_sv"] = "Ett kort till dörren."
    added = client.post(address, pressed(form, "add:fields"), headers={"X-Sent-By": "page"})
    assert added.status_code == 200 and "data-focus" in added.content.decode()
    form = form_of(added.content.decode())
    form["fields-0-title_sv"] = "Till vilken dörr?"
    told = client.post(address, pressed(form, "go"))
    assert told["Location"] == reverse("orders:differences", args=["nytt-kort"])
    page = client.get(told["Location"]).content.decode()
    assert "första versionen" in page
    published = client.post(reverse("orders:publish_type", args=["nytt-kort"]))
    assert published["Location"] == reverse("orders:versions", args=["nytt-kort"])
    contact = world.client(world.contact)
    order = reverse("orders:place_order", args=["nytt-kort"])
    assert "Till vilken dörr?" in contact.get(order).content.decode()


@pages
def test_a_copy_says_what_the_other_says(world, types):
    client = world.client(world.admin)
    client.post(reverse("orders:begin_type"), {"title": "API-certifikat 2", "like": "api-certificate"})
    made = OrderTypeVersion.objects.get(type__key="api-certifikat-2")
    like = written(types["api-certificate"].current.content)
    assert made.definition == {**like, "key": "api-certifikat-2", "title": {"sv": "API-certifikat 2"}}
    assert made.faults == []


@pages
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(world, types):
    client = world.client(world.coordinator)
    address, form = editing(client, "support-access")
    form["fields-2-title_sv"] = ""
    form["fields-2-help_sv"] = "Skrivet för hand"
    form["usual_days"] = "några"
    form["steps-0-who"] = ""
    answer = client.post(address, pressed(form, "save"))
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    for mark, words_ in (
        ("id_fields-2-title_sv", "Fyll i detta."),
        ("id_usual_days", "Skriv ett heltal."),
        ("id_steps-0-who", "Fyll i detta."),
    ):
        assert f'href="#{mark}"' in page
        at = page.index(f'id="{mark}_error"')
        assert words_ in page[at : at + 800]
    again = form_of(page)
    assert (again["usual_days"], again["fields-2-help_sv"]) == ("några", "Skrivet för hand")
    assert client.post(reverse("orders:publish_type", args=["support-access"])).status_code == 303
    assert OrderType.objects.get(key="support-access").current.number == 1
    assert "3 saker" in client.get(reverse("orders:differences", args=["support-access"])).content.decode()
    again["usual_days"], again["steps-0-who"], again["fields-2-title_sv"] = "2", "desk", "Varför?"
    assert client.post(address, pressed(again, "go"))["Location"] == reverse(
        "orders:differences", args=["support-access"]
    )
    told = client.get(reverse("orders:differences", args=["support-access"])).content.decode()
    assert "Varför?" in told and "Skrivet för hand" in told and "<del>1</del>" in told and "<ins>2</ins>" in told


@pages
def test_every_fault_of_the_rules_finds_its_place(world, types):
    """Whatever is wrong, the form says where: a link that leads to something on the page."""
    unshaped, untied = (written(SHIPPED["copying-merits"]) for _one in range(2))
    unshaped["fields"][0] |= {"when": {"field": "none", "is": []}, "least": "få", "most": -2, "key": "Å"}
    unshaped["steps"][0] |= {"due": 0, "title": {"en": "Only English"}}
    unshaped["documents"] = [{"title": {"sv": "Papper"}}]
    unshaped["approvals"] = [{"who": ""}]
    del unshaped["summary"]
    untied["fields"][0] |= {"when": {"field": "none", "is": ["x"]}, "least": 9, "most": 2, "choices": []}
    untied["fields"][1] |= {"kind": "signature", "private": False, "key": "proof"}
    untied["fields"][2] |= {"not_before": "i går", "when": {"field": "proof", "is": ["x"]}}
    untied["fields"][3]["columns"] = [{"key": "x", "title": {"sv": "A"}, "pattern": "("}]
    untied["steps"][0] |= {"after": ["gone"], "document": "gone", "unless": "signed:gone", "effect": "gone"}
    untied["steps"][1] |= {"four_eyes_of": "gone", "who": "orderer"}
    untied["steps"][2] |= {"who": "nobody", "key": "examine"}
    client = world.client(world.coordinator)
    for raw in (unshaped, untied):
        commands.draft_type(SYSTEM, types["copying-merits"], definition=raw)
        page = client.get(reverse("orders:draft_type", args=["copying-merits"])).content.decode()
        faults = OrderTypeVersion(definition=raw).faults
        wrongs = TypeEditor(raw, known=Known.now(), faults=faults).wrongs
        assert len(wrongs) >= 8
        for wrong in wrongs:
            assert f'id="{wrong.at[1:]}"' in page, wrong
            assert wrong.label and wrong.words


@pages
def test_two_who_change_the_same_draft_are_told_and_keep_what_they_wrote(world, types):
    one, other = world.client(world.coordinator), world.client(world.admin)
    address, mine = editing(one, "support-access")
    _address, theirs = editing(other, "support-access")
    mine["title_sv"], theirs["title_sv"] = "Mitt namn", "Deras namn"
    assert one.post(address, pressed(mine, "save")).status_code == 303
    answer = other.post(address, pressed(theirs, "save"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deras namn" in page and "Cilla Ceder" in page
    assert other.post(address, pressed(form_of(page), "save")).status_code == 303
    draft = OrderTypeVersion.objects.get(type__key="support-access", number=None)
    assert draft.definition["title"]["sv"] == "Deras namn"
    old = {"changed_at": "2026-01-01T00:00:00+00:00"}
    one.post(reverse("orders:publish_type", args=["support-access"]), old)
    assert OrderType.objects.get(key="support-access").current.number == 1


@pages
def test_what_is_typed_and_not_saved_is_there_the_next_time(world, types):
    client = world.client(world.coordinator)
    address, form = editing(client, "support-access")
    form["title_sv"] = "Halvskrivet"
    kept = client.post(reverse("orders:keep_draft", args=["support-access"]), dict(form.lists()))
    assert kept.json()["saved_at"]
    assert not OrderTypeVersion.objects.filter(number=None).exists()
    page = client.get(address).content.decode()
    assert "Halvskrivet" in page and "utan att spara" in page
    assert "Halvskrivet" not in world.client(world.admin).get(address).content.decode()
    assert client.post(address, pressed(form_of(page), "forget")).status_code == 303
    assert "Halvskrivet" not in client.get(address).content.decode()
    assert not Draft.objects.exists()


@pages
def test_without_script_a_row_is_moved_by_a_page_that_comes_back_there(world, types):
    client = world.client(world.coordinator)
    address, form = editing(client, "support-access")
    answer = client.post(address, pressed(form, "down:fields:0"))
    assert answer["Location"] == f"{address}?at=fields-1:down#fields-1"
    page = client.get(answer["Location"]).content.decode()
    assert form_of(page)["fields-1-was"] == "user"
    assert "data-focus" in page


@pages
def test_a_type_that_was_never_in_use_may_be_called_otherwise_and_one_in_use_not(world, types):
    client = world.client(world.coordinator)
    client.post(reverse("orders:begin_type"), {"title": "Kort"})
    address, form = editing(client, "kort")
    form["key"] = "support-access"
    assert client.post(address, pressed(form, "save")).status_code == 409
    form["key"] = "new"
    assert client.post(address, pressed(form, "save"))["Location"] == address
    _address, form = editing(client, "kort")
    form["key"] = "passerkort"
    assert client.post(address, pressed(form, "save"))["Location"] == reverse("orders:draft_type", args=["passerkort"])
    address, form = editing(client, "support-access")
    form["key"] = "annat"
    assert client.post(address, pressed(form, "save")).status_code == 409


@pages
def test_the_page_of_a_type_asks_the_same_however_many_rows_it_has(world, types, django_assert_max_num_queries):
    client = world.client(world.coordinator)
    counts = []
    for key in ("documentation-access", "copying-merits"):
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("orders:draft_type", args=[key]))
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 1  # environments are looked up for a form that has them
