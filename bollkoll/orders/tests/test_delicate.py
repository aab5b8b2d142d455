"""The shipped orders that are delicate: certificates, identities, merits; and two that are not."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Attachment, Case, Draft
from bollkoll.log.acting import Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.log.triggers import lifted
from bollkoll.orders import clock, commands
from bollkoll.orders.models import AHEAD, Duty, Order, Validity
from bollkoll.orders.queries.sealed import to_open
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.records import verifying
from bollkoll.records.models import Record
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Disposal, Secret
from bollkoll.services import commands as services
from bollkoll.services.models import Freeze

pytestmark = pytest.mark.django_db
SOURCE, TARGET = "19850412-2385", "19900101-2392"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
PNG += b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"

AFTER = PNG + b"efter"


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
    """Done, after what the step is about has been opened."""
    for one in to_open(world.actor(person), run_of(order, step)):
        if one.is_asked and one.secret.is_there:
            restricted.reveal(world.actor(person), one.secret, reason="Kontrollerar beställningen")
    return commands.finish_step(world.actor(person), order, run=run_of(order, step), text=text, files=files)


def pictures(world, person):
    return [world.file(person, PNG, "före.png"), world.file(person, AFTER, "efter.png")]


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
    before = world.file(world.other_agent, PNG, "före.png")
    for other in (
        world.file(world.other_agent, PNG, "efter.png"),
        world.file(world.other_agent, b"<p>Bild</p>", "b.png"),
    ):
        with pytest.raises(Refused) as unlike:
            do(world, order, run_of, "copy", world.other_agent, files=[before, other])
        assert unlike.value.code == "evidence"
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


def test_a_check_is_signed_only_by_who_has_opened_what_it_is_about(world, merits, run_of):
    order = merits()
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    run, checker = run_of(order, "examine-check"), world.client(world.other_agent)
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    page = reverse("orders:step", args=[number, run.pk])
    sign = reverse("orders:finish_step", args=[number, run.pk])
    secrets = {one.field: one for one in Secret.objects.filter(case=order.pk)}
    shown = checker.get(page).content.decode()
    assert all(reverse("restricted:reveal", args=[one.pk]) in shown for one in secrets.values())
    assert shown.count("ska öppnas") == 2 and SOURCE not in shown
    refused = checker.post(sign, {})
    assert refused.status_code == 409 and "Öppna först" in refused.content.decode()
    for field in ("source", "target"):
        seen = checker.post(
            reverse("restricted:reveal", args=[secrets[field].pk]), {"reason": "Kontroll av underlaget"}
        )
        assert seen.status_code == 200
        assert checker.post(sign, {}).status_code == (409 if field == "source" else 303)
    # whoever opened it for an earlier step, or for this one before it was begun again, opens it again
    commands.start_over(world.actor(world.agent), order, step="examine", reason="Fel underlag.")
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    with pytest.raises(Refused) as again:
        commands.finish_step(world.actor(world.other_agent), order, run=run_of(order, "examine-check"))
    assert again.value.code == "unopened"


def test_a_protected_identity_is_no_order_and_the_form_says_what_to_do_instead(world, types, merits):
    page = reverse("orders:place_order", args=["copying-merits"])
    sent = {
        "version": "1", "f_source": SOURCE, "f_target": TARGET, "f_protected": "yes", "f_proof": "Samma person.",
        "f_consents-TOTAL_FORMS": "1", "f_consents-INITIAL_FORMS": "0", "f_consents-0-institution": "UU",
        "f_consents-0-consent": "ja",
    }  # fmt: skip
    answer = world.client(world.contact).post(page, sent)
    said = answer.content.decode()
    assert answer.status_code == 422 and "ring supporten" in said and "Samma person." in said and SOURCE in said
    with pytest.raises(Refused) as refusal:
        merits(protected="yes")
    assert refusal.value.code == "stopped" and not Order.objects.exists()
    same = world.client(world.contact).post(
        page, sent | {"f_protected": "no", "f_target": SOURCE[2:].replace("-", " ")}
    )
    assert same.status_code == 422 and "Det är samma som ovan" in same.content.decode()
    lost = world.client(world.contact).post(
        page, sent | {"f_protected": "no", "f_consents-0-institution": "Hemliga högskolan"}
    )
    assert lost.status_code == 422 and not Order.objects.exists()
    assert world.client(world.contact).post(page, sent | {"f_protected": "no"}).status_code == 303


def test_what_is_filled_in_is_kept_as_a_draft_but_for_what_is_sealed(world, types):
    client = world.client(world.contact)
    page = client.get(reverse("orders:place_order", args=["copying-merits"])).content.decode()
    keep = reverse("orders:keep_filled", args=["copying-merits"])
    assert f'data-draft-url="{keep}"' in page and 'data-draft-without="f_source f_target"' in page
    client.post(keep, {"f_source": SOURCE, "f_proof": "Samma person.", "f_consents-0-institution": "LU"})
    again = client.get(reverse("orders:place_order", args=["copying-merits"])).content.decode()
    assert "Samma person." in again and '<option value="LU" selected>' in again and SOURCE not in again
    assert SOURCE not in str(list(Draft.objects.values_list("fields", flat=True)))


def test_a_changed_word_leaves_what_is_sealed_as_it_is(world, merits):
    order = merits()
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    change, client = reverse("orders:change_order", args=[number]), world.client(world.contact)
    before = set(Secret.objects.present().filter(case=order.pk).values_list("pk", flat=True))
    assert "Lämna fältet tomt" in client.get(change).content.decode()
    sent = {
        "f_protected": "no", "f_proof": "Samma person, nu med bilaga.", "f_consents-TOTAL_FORMS": "1",
        "f_consents-INITIAL_FORMS": "1", "f_consents-0-institution": "UU", "f_consents-0-consent": "ja",
    }  # fmt: skip
    assert client.post(change, sent).status_code == 303
    assert set(Secret.objects.present().filter(case=order.pk).values_list("pk", flat=True)) == before
    assert client.post(change, sent | {"f_target": SOURCE}).status_code == 409  # as the one that is sealed
    assert client.post(change, sent | {"f_target": "19900101-2384"}).status_code == 303
    now = Secret.objects.present().filter(case=order.pk)
    assert now.count() == 2 and {one.field for one in now.exclude(pk__in=before)} == {"target"}


@pytest.mark.parametrize(
    ("more", "code"),
    [({"consents": (("UU", "ja"), ("LU", "nej"))}, "consent")],
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
    assert refusal.value.code == "evidence"
    with pytest.raises(Refused) as refusal:
        do(world, order, run_of, "password", world.agent, "Klart.")
    assert refusal.value.code == "password"
    restricted.store(
        world.actor(world.agent), order.case, value="Kx7-42", label="Lösenord", field="password",
        for_person=world.contact, is_once=True,
    )  # fmt: skip
    do(world, order, run_of, "password", world.agent, "Ligger skyddat.")
    order.refresh_from_db()
    assert (order.stage, order.validity.last_day) == (Order.Stage.DONE, last_day)


@pytest.mark.parametrize(
    "said", ["Kx7-42mQ!", "Lösenordet är sommar", "lösenord: abc123", "Ringde Karin, hon fick Zebra99#Moln"]
)
def test_a_password_in_clear_is_no_other_way(world, certificate, run_of, said):
    order = certificate()
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    for step, text in (("make", f"Gäller till 2031-01-31. {said}"), ("deliver", said)):
        files = [world.file(world.agent, b"PKCS", "uu-produktion.p12")] if step == "deliver" else ()
        with pytest.raises(Refused) as refusal:
            do(world, order, run_of, step, world.agent, text, files)
        assert refusal.value.code == "clear"
        do(world, order, run_of, step, world.agent, "Gäller till 2031-01-31, fil uu-produktion.p12.", files)
    client, run = world.client(world.agent), run_of(order, "password")
    page = reverse("orders:step", args=[number, run.pk])
    assert "Vilken väg?" in client.get(page).content.decode()
    finish = reverse("orders:finish_step", args=[number, run.pk])
    assert client.post(finish, {}).status_code == 422
    assert client.post(finish, {"way": "telephone"}).status_code == 422
    refused = client.post(finish, {"way": "telephone", "whom": said})
    assert refused.status_code == 409 and "ser ut som ett lösenord" in refused.content.decode()
    assert client.post(finish, {"way": "sealed"}).status_code == 422  # nothing lies there
    assert client.post(finish, {"way": "sms", "whom": "Karin Kontakt, 070-123 45 67, i dag 14.20"}).status_code == 303
    run.refresh_from_db()
    assert run.text == "Med sms, Karin Kontakt, 070-123 45 67, i dag 14.20"


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


# What has gone: by its rule, or by accident


def closed(order, days):
    """The order's case is closed, so many days ago."""
    with act(SYSTEM):
        cases.close(SYSTEM, Case.objects.get(pk=order.pk), reason="klart")
    with housekeeping("time passes"):
        long_ago = timezone.now() - timedelta(days=days)
        Case.objects.filter(pk=order.pk).update(closed_at=long_ago)
        Order.objects.filter(pk=order.pk).update(ended_at=long_ago)


@pytest.fixture
def kept_for(world, make_type, place, run_of, follow):
    """An order whose type says 20 days, carried out with a file, with something protected beside."""

    def order(**more):
        step = {"key": "do", "title": {"sv": "Gör det"}, "who": "desk", "evidence": "file"}
        private = {"key": "secret", "kind": "text", "title": {"sv": "Hemligt"}, "private": True}
        made = place(
            make_type(**{"steps": [step], "fields": [private], "retention_days": 20} | more),
            {},
            private={"secret": SOURCE},
        )
        restricted.store(world.actor(world.agent), made.case, value="Kx7-42", label="Lösenord", field="password")
        do(world, made, run_of, "do", world.agent, files=[world.file(world.agent, b"rader", "svar.txt")])
        return made

    return order


def test_when_a_type_says_how_long_its_files_and_protected_data_go_by_that(
    world, kept_for, follow, django_capture_on_commit_callbacks
):
    order = kept_for()
    closed(order, 19)
    follow()
    assert clock._files_over() == []
    assert {secret.keep_for for secret in Secret.objects.filter(case=order.pk)} == {20}
    [file] = Attachment.objects.of_case(order.pk)
    assert default_storage.exists(file.path) and not Disposal.objects.exists()
    with housekeeping("time passes"):
        Case.objects.filter(pk=order.pk).update(closed_at=timezone.now() - timedelta(days=20))
    with django_capture_on_commit_callbacks(execute=True):
        follow(ticks=True)
    assert {secret.gone_why for secret in Secret.objects.filter(case=order.pk)} == {"retention"}
    assert not default_storage.exists(file.path)
    file.refresh_from_db()
    assert (file.checked, file.name) == ("gone", "svar.txt")
    assert set(Disposal.objects.values_list("what", "days", "pieces")) == {("secrets", 20, 2), ("files", 20, 1)}
    page = world.client(world.agent).get(reverse("cases:attachment", args=[file.pk]))
    assert page.status_code == 409 and "gallringsregel" in page.content.decode()
    assert (
        "svar.txt"
        in world.client(world.agent).get(reverse("cases:case", args=[world.fresh(order.case).number])).content.decode()
    )
    assert clock._files_over() == []


def test_what_was_filled_in_protected_may_go_before_the_rest(world, kept_for, follow):
    order = kept_for(private_retention_days=5)
    closed(order, 6)
    follow(ticks=True)
    assert dict(Secret.objects.filter(case=order.pk).values_list("label", "gone_why")) == {
        "Hemligt": "retention",
        "Lösenord": "",
    }


def test_a_type_that_says_nothing_leaves_it_to_the_rules(world, kept_for, follow):
    order = kept_for(retention_days=None)
    closed(order, 91)
    follow(ticks=True)
    assert {secret.keep_for for secret in Secret.objects.filter(case=order.pk)} == {None}
    assert {secret.gone_why for secret in Secret.objects.filter(case=order.pk)} == {"retention"}
    assert default_storage.exists(Attachment.objects.of_case(order.pk).get().path)


def lose(file):
    default_storage.delete(file.path)


def swap(file):
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(b"something else"))


def erase(file):
    with housekeeping("somebody with the database in their hands"), lifted():
        Attachment.objects.filter(pk=file.pk).delete()


def test_a_changed_order_is_examined_anew_and_the_record_tells_each_version(world, merits, run_of):
    order = merits()
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    do(world, order, run_of, "examine-check", world.other_agent)
    opened = run_of(order, "copy")
    values = order.values | {"proof": "Ett annat underlag."}
    commands.change_order(world.actor(world.contact), order, values=values)
    with pytest.raises(Refused) as stale:
        files = pictures(world, world.other_agent)
        commands.finish_step(world.actor(world.other_agent), order, run=opened, files=files)
    assert stale.value.code == "over"
    assert run_of(order, "examine").round == 2
    do(world, order, run_of, "examine", world.agent, "Granskat igen.")
    do(world, order, run_of, "examine-check", world.other_agent)
    do(world, order, run_of, "copy", world.other_agent, files=pictures(world, world.other_agent))
    do(world, order, run_of, "copy-check", world.agent)
    do(world, order, run_of, "tell", world.agent, "Nu är det klart.")
    pieces = list(Record.objects.get().pieces.all())
    said = {piece.label: piece for piece in pieces}
    assert "Samma person enligt underlaget." in said["Som det först beställdes"].text
    assert "Ett annat underlag." in said["Beställningen ändrades"].text
    assert sum("Ett annat underlag." in piece.text for piece in pieces) == 1


@pytest.mark.parametrize(
    ("accident", "said"), [(lose, "finns inte kvar"), (swap, "inte filen som lämnades"), (erase, "finns inte kvar")]
)
def test_evidence_that_is_gone_when_it_is_checked_is_seen_and_not_signed(world, merits, run_of, accident, said):
    order = merits()
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    do(world, order, run_of, "examine-check", world.other_agent)
    do(world, order, run_of, "copy", world.agent, files=pictures(world, world.agent))
    accident(Attachment.objects.of_case(order.pk).get(name="efter.png"))
    run = run_of(order, "copy-check")
    client = world.client(world.other_agent)
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    page = client.get(reverse("orders:step", args=[number, run.pk])).content.decode()
    assert said in page and "efter.png" in page and "före.png" in page
    signed = client.post(reverse("orders:finish_step", args=[number, run.pk]), {})
    assert signed.status_code == 409
    assert "efter.png" in signed.content.decode() and "går inte att se" in signed.content.decode()
    refused = client.post(reverse("orders:refuse_check", args=[number, run.pk]), {"reason": "Bilden finns inte."})
    assert refused.status_code == 303
    assert run_of(order, "copy").is_live  # it is done again, with new pictures


def test_evidence_that_is_gone_at_the_end_is_told_of_in_the_record(world, merits, run_of):
    order = merits()
    do(world, order, run_of, "examine", world.agent, "Granskat.")
    do(world, order, run_of, "examine-check", world.other_agent)
    do(world, order, run_of, "copy", world.agent, files=pictures(world, world.agent))
    do(world, order, run_of, "copy-check", world.other_agent)
    [before, after] = Attachment.objects.of_case(order.pk).order_by("name").reverse()
    assert (before.name, after.name) == ("före.png", "efter.png")
    lose(after)
    do(world, order, run_of, "tell", world.agent, "Nu är det klart.")
    record = Record.objects.get()
    lines = {piece.text: piece.file_digest for piece in record.pieces.exclude(file_digest="")}
    assert lines[f"före.png, {before.size} byte"] == before.sha256
    # that it was there, and what it was, is proved; that it could not be seen at the end is said
    assert lines[f"efter.png, {after.size} byte (finns inte kvar)"] == after.sha256
    lose(before)
    assert not [p for p in verifying.verify().problems if p.code != "file"]
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    page = world.client(world.agent).get(reverse("records:record", args=[record.number]))
    assert page.status_code == 200 and "finns inte kvar" in page.content.decode()
    assert world.client(world.agent).get(reverse("cases:attachment", args=[after.pk])).status_code == 404
    assert (
        world.client(world.agent).get(reverse("orders:step", args=[number, run_of(order, "copy-check").pk])).status_code
        == 200
    )
