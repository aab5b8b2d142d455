"""The shipped orders that are delicate: certificates, identities, merits; and two that are not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.orders import clock, commands
from bollkoll.orders.models import AHEAD, Duty, Order, Validity
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.records import verifying
from bollkoll.records.models import Record
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Secret
from bollkoll.services import commands as services
from bollkoll.services.models import Freeze

pytestmark = pytest.mark.django_db
SOURCE, TARGET = "19850412-2385", "19900101-2392"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
PNG += b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def heads_file(monkeypatch, tmp_path, settings):
    monkeypatch.setattr(settings.CONFIG, "record_heads", str(tmp_path / "heads.jsonl"))


@pytest.fixture
def merits(world, types, place):
    """Two at the desk copy merits: ``agent`` and ``other_agent``."""
    for person in (world.agent, world.other_agent):
        commands.give_duty(SYSTEM, Duty.objects.get(key="merits"), person=person)

    def order(protected="no", consents=(("UU", "ja"), ("LU", "ja"))):
        values = {
            "protected": protected, "proof": "Samma person enligt underlaget.",
            "consents": [{"institution": code, "consent": said, "who": "AA, i dag"} for code, said in consents],
        }  # fmt: skip
        return place(types["copying-merits"], values, private={"source": SOURCE, "target": TARGET})

    return order


def do(world, order, run_of, step, person, text="", files=()):
    return commands.finish_step(world.actor(person), order, run=run_of(order, step), text=text, files=files)


def pictures(world, person):
    return [world.file(person, PNG, "före.png"), world.file(person, PNG, "efter.png")]


def test_every_shipped_type_is_whole(types):
    assert {"api-certificate", "documentation-access", "base-data", "identity-handling", "copying-merits"} <= set(types)


def test_merits_are_copied_by_one_and_checked_by_another_twice(world, merits, run_of):
    order = merits()
    assert order.case.subject.is_protected or Case.objects.get(pk=order.pk).subject.is_protected
    assert {secret.field for secret in Secret.objects.filter(case=order.pk)} == {"source", "target"}
    assert SOURCE not in str(order.values) and SOURCE not in order.case.messages.first().text
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    with pytest.raises(Refused) as same:
        do(world, order, run_of, "examine-check", world.agent)
    assert same.value.code == "four_eyes"
    do(world, order, run_of, "examine-check", world.other_agent)
    with pytest.raises(Refused) as one:
        do(world, order, run_of, "copy", world.other_agent, files=pictures(world, world.other_agent)[:1])
    assert one.value.code == "evidence"
    do(world, order, run_of, "copy", world.other_agent, files=pictures(world, world.other_agent))
    with pytest.raises(Refused):
        do(world, order, run_of, "copy-check", world.other_agent)
    do(world, order, run_of, "copy-check", world.agent)
    do(world, order, run_of, "tell", world.agent, "Nu är det klart.")
    order.refresh_from_db()
    assert order.stage == Order.Stage.DONE
    record = Record.objects.get()
    told = " ".join(f"{piece.label} {piece.text}" for piece in record.pieces.all())
    assert SOURCE not in told and TARGET not in told
    assert record.pieces.exclude(file_digest="").count() == 2
    assert not [p for p in verifying.verify().problems if p.code != "file"]


@pytest.mark.parametrize(
    ("more", "code"),
    [({"protected": "yes"}, "protected"), ({"consents": (("UU", "ja"), ("LU", "nej"))}, "consent")],
)
def test_a_stop_rule_stops(world, merits, run_of, more, code):
    order = merits(**more)
    with pytest.raises(Refused) as refusal:
        do(world, order, run_of, "examine", world.agent, "Granskat.")
    assert refusal.value.code == code
    assert run_of(order, "examine").is_live


def test_nothing_of_identities_is_done_while_they_are_frozen(world, types, merits, place, run_of):
    freeze = services.set_freeze(world.actor(world.coordinator), what=Freeze.What.IDENTITY, reason="Incident")
    identity = place(
        types["identity-handling"],
        {"what": "number", "proof": "Sett underlaget."},
        private={"source": SOURCE, "target": TARGET},
    )
    copying = merits()
    for order, step in ((identity, "change"), (copying, "examine")):
        with pytest.raises(Refused) as refusal:
            do(world, order, run_of, step, world.agent, "Gjort.")
        assert refusal.value.code == "frozen"
    services.lift_freeze(world.actor(world.coordinator), freeze)
    do(world, identity, run_of, "change", world.agent, "Gjort.")
    do(world, identity, run_of, "check", world.other_agent)
    identity.refresh_from_db()
    assert identity.stage == Order.Stage.DONE


def test_personal_data_of_a_copying_goes_soon_and_the_record_stays(world, merits, run_of):
    test_merits_are_copied_by_one_and_checked_by_another_twice(world, merits, run_of)
    order, long_ago = Order.objects.get(), timezone.now() - timedelta(days=15)
    assert clock._personal_over() == []
    with housekeeping("time passes"):
        Order.objects.update(ended_at=long_ago)
        Case.objects.update(closed_at=long_ago)
    for record in clock._personal_over():
        clock.erase_from_records(record)
    assert not Record.objects.get().pieces.filter(is_personal=True, erased_at=None).exists()
    assert not [p for p in verifying.verify().problems if p.code != "file"]
    assert Secret.objects.filter(case=order.pk).first().keep_for == 14


@pytest.fixture
def certificate(types, place):
    def order(**more):
        values = {"environment": "production", "purpose": "Läsa resultat.", "keeper": "IT", "replaces": "no"}
        return place(types["api-certificate"], values, **more)

    return order


def test_a_certificate_is_fetched_in_the_order_and_its_password_goes_another_way(world, certificate, run_of):
    order = certificate()
    with pytest.raises(Refused):
        do(world, order, run_of, "make", world.agent, "Klart.")
    last_day = timezone.localdate() + timedelta(days=365)
    do(world, order, run_of, "make", world.agent, f"Gäller till {last_day}.")
    file = world.file(world.agent, b"PKCS", "uu-produktion.p12")
    do(world, order, run_of, "deliver", world.agent, "Filen är här.", [file])
    with pytest.raises(Refused) as refusal:
        do(world, order, run_of, "password", world.agent)
    assert refusal.value.code == "password"
    restricted.store(
        world.actor(world.agent), order.case, value="Kx7-42", label="Lösenord", field="password",
        for_person=world.contact, is_once=True,
    )  # fmt: skip
    do(world, order, run_of, "password", world.agent)
    order.refresh_from_db()
    assert (order.stage, order.validity.last_day) == (Order.Stage.DONE, last_day)


def test_the_institution_is_asked_in_good_time_whether_it_needs_a_new_one(world, certificate, run_of):
    order = certificate()
    last_day = timezone.localdate() + AHEAD - timedelta(days=2)
    do(world, order, run_of, "make", world.agent, f"Gäller till {last_day}.")
    [validity] = clock._running_out()
    made = commands.renew(CLOCK, validity)
    assert clock._running_out() == []
    case = Case.objects.select_related("subject__main").get(pk=made.pk)
    assert (case.subject.main.step, case.state) == ("renew", "waiting_reporter")
    assert made.values["expires"] == last_day.isoformat()
    assert Validity.objects.get(order=order).renewal == made
    with pytest.raises(Refused):
        commands.renew(CLOCK, validity)
    do(world, made, run_of, "wish", world.contact, "Ja, tack.")
    assert run_of(made, "make").is_live


def test_base_data_is_approved_by_business_support_and_checked_by_another(world, types, place, run_of):
    commands.give_duty(SYSTEM, Duty.objects.get(key="business-support"), person=world.expert)
    values = {
        "kind": "data", "environments": ["production"], "from": timezone.localdate().isoformat(), "why": "Ny kod.",
        "rows": [{"code": "X1", "sv": "Ny", "en": "New", "what": "Ny"}],
    }  # fmt: skip
    order = place(types["base-data"], values)
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    do(world, order, run_of, "enter", world.agent, "Inlagt.")
    do(world, order, run_of, "check", world.other_agent)
    order.refresh_from_db()
    assert order.stage == Order.Stage.DONE


def test_access_to_the_documentation(world, types, place, run_of):
    values = {"user": {"name": "Nils Ny", "email": "nils.ny@larosate.example"}, "areas": ["guides"], "right": "read"}
    order = place(types["documentation-access"], values)
    do(world, order, run_of, "grant", world.agent)
    with act(SYSTEM):
        do(world, order, run_of, "tell", world.agent, "Logga in på ytan.")
    order.refresh_from_db()
    assert order.stage == Order.Stage.DONE
