"""After a person with something of everything has been erased, nothing of theirs is found in any column of any table."""

import json
import re
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases import search
from bollkoll.cases.models import Case, Draft, SavedView
from bollkoll.channels.bulletins import commands as bulletins
from bollkoll.channels.bulletins.views.own import HOLDER
from bollkoll.channels.email import processing, storing
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.phone import commands as phone
from bollkoll.disclosure import commands, making, sweeping
from bollkoll.disclosure.commands.erasing import preview
from bollkoll.disclosure.models import Disclosure, Erasure
from bollkoll.log import disclosing, erasing, subscribers
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Delivery, Event
from bollkoll.orders import commands as orders
from bollkoll.orders import shipping
from bollkoll.orders.models import OrderType
from bollkoll.people import commands as people
from bollkoll.people.actor import NOBODY, SYSTEM
from bollkoll.people.models import Login, Person
from bollkoll.records import commands as records
from bollkoll.records import verifying
from bollkoll.records.models import Piece
from bollkoll.records.rules import Part
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Secret
from tests.test_personal_data import NOT_TOLD, _points_at_somebody

pytestmark = pytest.mark.django_db
NAME, PHONE, SECRET_WORD = "Qvintus Zaphod-Åkerö", "018-471 93 57", "Xylofongatan 77"
NAMED = f"Hälsningar {NAME}, {PHONE}"
WHY = {"reason": "Begärt i brev 2027-3", "basis": "Gallringsbeslut 4"}


@pytest.fixture
def person(world):
    """Somebody of an institution with something of everything, whose account has ended and who has nothing open."""
    who = world.invite(world.uu, NAME)
    people.change_person(
        SYSTEM, who, name=NAME, email="qvintus.zaphod@larosate.example", phone=PHONE, title="Ljusgestaltare"
    )
    people.add_alias(SYSTEM, who, address="q.zaphod@larosate.example")
    who = world.fresh(who)
    phone.index_numbers(SYSTEM, who)
    world.client(who)
    people.sign_in(world.actor(who), who, way="password")
    _case(world, who)
    _mail(world, who)
    _order(world, who)
    call = phone.begin_call(world.actor(world.agent), None, person=who)
    phone.file_call(world.actor(world.agent), call, into="log", text=NAMED)
    bulletins.confirm(
        HOLDER,
        bulletins.ask(NOBODY, None, address=who.email, language="sv", chosen={
            "kinds": [], "services": [], "environments": [], "institutions": []
        }),
    )  # fmt: skip
    with housekeeping("what pages save by themselves"):
        Draft.objects.create(person=who, key="x", fields={"text": NAMED}, saved_at=timezone.now())
        Draft.objects.create(
            person=world.agent, key="y", fields={"text": f"Skriv till {NAME}"}, saved_at=timezone.now()
        )
        SavedView.objects.create(person=world.agent, name=f"Allt av {NAME}"[:60], query=f"q={who.email}")
    _turn()
    commands.disclose_person(world.actor(world.coordinator), who, reason=f"Begärt av {NAME}", recipient=who.email)
    assert making.make_one("worker")
    _close_all(world, who)
    people.end_person(SYSTEM, who)
    _turn()
    return world.fresh(who)


def _case(world, who) -> None:
    case = world.taken(reporter=who, title=f"Fel för {NAME}", text=NAMED, files=[world.file(who, name=f"{NAME}.txt")])
    world.note(case, f"Ringde {NAME} på +46 18 471 93 57.")
    question = cases.ask_for_input(world.actor(world.agent), case, person=world.expert, text=f"{NAME} undrar.")
    cases.answer_question(world.actor(world.expert), question, text=f"Svara {NAME.upper()} så här.")
    world.answer(case, f"Hej {NAME}! Nu fungerar det.")
    world.reply(case, f"Tack! /{NAME}, qvintus.zaphod@larosate.example")
    secret = restricted.store(world.actor(who), case, value=SECRET_WORD, label=f"Ny adress för {NAME}", field="contact")
    restricted.reveal(world.actor(world.agent), secret, reason=f"Skicka brev till {NAME}.")
    other = world.taken(text=f"Min kollega {NAME} har samma fel.")
    world.note(other, f"Se {NAME}s ärende.")
    cases.close(world.actor(world.agent), other, reason=f"Samma som {NAME}")
    records.seal(
        SYSTEM,
        case.subject,
        kind="order",
        title="Akt",
        parts=[Part("Vad", NAMED, by=who.pk, is_personal=True), Part("x", "y")],
    )


def _mail(world, who) -> None:
    for sender in (who.email, "q.zaphod@larosate.example"):
        letter = EmailMessage()
        letter["From"], letter["To"] = f"{NAME} <{sender}>", "support@bollkoll.example"
        letter["Subject"], letter["Message-ID"] = f"Från {NAME}", make_msgid(domain="zaphod.example")
        letter.set_content(NAMED)
        storing.store(
            letter.as_bytes(), source=InboundMail.Source.SMTP, envelope_from=sender, envelope_to=["s@x.example"]
        )
        processing.process_one("worker")


def _order(world, who) -> None:
    shipping.install()
    type_ = OrderType.objects.get(key="documentation-access")
    user = {"name": NAME, "email": who.email}
    values = {"user": user, "areas": ["guides"], "right": "read", "why": f"{NAME} behöver."}
    orders.place_order(world.actor(world.contact), version=type_.current, institution=world.uu, values=values)


def _turn() -> None:
    while subscribers.run_all():
        continue


def _close_all(world, who) -> None:
    for case in Case.objects.open().select_related("subject"):
        if case.kind == "order":
            orders.cancel(world.actor(world.agent), case.order, reason=f"{NAME} slutar.")
        if world.fresh(case).is_open:
            cases.close(world.actor(world.agent), case, reason="klart")


def erased(world, person, **more) -> Erasure:
    _turn()
    return commands.erase_person(world.actor(world.coordinator), person, **{**WHY, "confirmation": NAME, **more})


# The law


def _stored() -> dict[str, str]:
    """Everything that every table holds, by table and column; JSON as people read it."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    found[f"{table}.{name}"] = found.get(f"{table}.{name}", "") + "\n" + _as_text(value)
    return found


def _as_text(value) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text.encode().decode("unicode_escape", "replace") + text if "\\u" in text else text


TRACES = re.compile(r"qvintus|zaphod|åkerö|471\W*93\W*57|4719357|ljusgestaltare|xylofon", re.I)


def test_nothing_of_theirs_is_found_in_any_column_of_any_table(world, person):
    before = {place for place, text in _stored().items() if TRACES.search(text)}
    assert len(before) > 25, "the world has too little of them for this to mean anything"
    erased(world, person)
    after = {
        place: text[max(0, found.start() - 60) : found.end() + 60]
        for place, text in _stored().items()
        if (found := TRACES.search(text))
    }
    assert after == {}


def test_every_exception_of_the_sweep_says_why_and_is_there():
    assert all(sweeping.KEPT.values())
    assert set(sweeping.KEPT) <= {model._meta.label for model in apps.get_models()}


def test_whatever_is_kept_of_a_person_has_a_fate():
    found = {model._meta.label for model in apps.get_models(include_auto_created=True) if _points_at_somebody(model)}
    fated = {model._meta.label for model in erasing.answered_for()}
    assert found - fated - set(NOT_TOLD) == set(), "say in the app's erasing.py what becomes of it"
    assert {model._meta.label for model in disclosing.answered_for()} - fated == set(), "what is told has a fate"


def test_every_part_that_stays_says_why():
    assert [part.name for part in erasing.parts() if part.fate != "goes" and not str(part.why)] == []


# What it does


def test_the_row_stays_without_telling_who_it_was(world, person):
    made = erased(world, person)
    row = Person.objects.get(pk=person.pk)
    assert row.name == f"Raderad person {person.pk}"
    assert row.erased_at is not None
    assert (row.phone, row.title, row.aliases.count()) == ("", "", 0)
    assert row.email.endswith("@erased.invalid")
    assert not Login._base_manager.filter(person=person.pk).exists()
    assert (made.reason, made.basis, made.erased_by) == (WHY["reason"], WHY["basis"], world.coordinator)
    event = Event.objects.get(kind="disclosure.person_erased")
    assert event.data == {
        "person": person.pk, "gone": made.gone, "nameless": made.nameless, "texts": made.texts
    }  # fmt: skip


def test_texts_of_cases_stay_with_a_number_for_the_name(world, person):
    erased(world, person)
    case = person.reported.get(title__startswith="Fel för")
    assert case.title == f"Fel för Raderad person {person.pk}"
    texts = list(case.messages.values_list("text", flat=True))
    assert f"Hej Raderad person {person.pk}! Nu fungerar det." in texts
    assert search.search(world.actor(world.agent), "zaphod") == []
    assert [found.case.pk for found in search.search(world.actor(world.agent), "raderad")]


def test_what_they_left_protected_goes_and_the_locked_record_still_holds(world, person):
    erased(world, person)
    secret = Secret.objects.get()
    assert (secret.ciphertext, secret.gone_why) == (None, "person")
    assert Piece.objects.exclude(erased_at=None).count() == 1
    assert Piece.objects.filter(erased_at=None, text="y").exists()
    assert {problem.code for problem in verifying.verify().problems} <= {
        "file"
    }  # heads are written when it is committed


def test_raw_mail_and_files_about_them_go_and_the_ledger_stays(world, person, django_capture_on_commit_callbacks):
    raw = list(InboundMail.objects.exclude(path="").values_list("path", flat=True))
    handed = Disclosure.objects.get().path
    sent = Delivery.objects.filter(person=person.pk).count()
    assert raw and sent and default_storage.exists(handed)
    with django_capture_on_commit_callbacks(execute=True):
        erased(world, person)
    assert [path for path in [*raw, handed] if default_storage.exists(path)] == []
    assert Delivery.objects.filter(person=person.pk, address="", text="").count() == sent


def test_the_preview_counts_what_is_then_done_and_changes_nothing(world, person):
    _turn()
    before = _stored()
    seen = preview(person)
    assert _stored() == before
    assert seen.hinders == []
    made = erased(world, person)
    assert made.gone == sum(one.number for one in seen.of("goes"))
    assert made.nameless == sum(one.number for one in seen.of("nameless"))
    assert made.texts > 0


def test_another_of_the_same_name_keeps_it_but_in_the_cases_of_the_erased(world, person):
    twin = people.invite(SYSTEM, world.lu, name=NAME, email="annan@larosate.example", kind="local_support")
    theirs = world.taken(reporter=twin, text=f"Hälsningar {NAME}")
    erased(world, person)
    assert world.fresh(twin).name == NAME
    assert NAME in theirs.messages.first().text
    case = person.reported.get(title__startswith="Fel för")
    assert not any(NAME in text for text in case.messages.values_list("text", flat=True))


def test_a_number_that_colleagues_have_too_is_theirs(world, person):
    people.change_person(SYSTEM, world.contact, name=world.contact.name, email=world.contact.email, phone=PHONE)
    note = world.note(world.taken(), f"Ring {PHONE} och säg till.")
    erased(world, person)
    assert world.fresh(world.contact).phone == PHONE
    assert PHONE in world.fresh(note).text


# What hinders


def test_never_somebody_with_an_open_account_or_case(world):
    case = world.taken(reporter=world.local)
    hinders = [str(one.text) for one in preview(world.local).hinders]
    assert len(hinders) == 2
    with pytest.raises(Refused) as refused:
        commands.erase_person(
            world.actor(world.coordinator), world.local, reason="Begärt", confirmation=world.local.name
        )
    assert refused.value.code == "hindered"
    assert case.reporter == world.local
    assert not Erasure.objects.exists()


def test_never_somebody_who_holds_a_ball(world):
    world.taken()
    assert any("boll" in str(one.text) for one in preview(world.agent).hinders)


@pytest.mark.parametrize(("given", "code"), [({"reason": " "}, "reason"), ({"confirmation": "Någon"}, "confirmation")])
def test_never_without_reason_and_the_name_written(world, person, given, code):
    with pytest.raises(Refused) as refused:
        erased(world, person, **given)
    assert refused.value.code == code


def test_never_oneself_and_never_by_an_agent(world, person):
    for who in (world.agent, world.expert, world.contact):
        with pytest.raises(NotAllowed):
            commands.erase_person(world.actor(who), person, **WHY, confirmation=NAME)
    with pytest.raises(NotAllowed):
        commands.erase_person(
            world.actor(world.coordinator), world.coordinator, **WHY, confirmation=world.coordinator.name
        )


def test_never_twice(world, person):
    erased(world, person)
    with pytest.raises(Refused):
        commands.erase_person(world.actor(world.coordinator), person, **WHY, confirmation="Raderad person")
