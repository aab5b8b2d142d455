"""The shipped order types from the catalogue to the end: certificates, documentation, base data, identities."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.journeys.effort import Effort
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import behind_the_scene, number_of
from tests.journeys.system import AGENT, CONTACT_PERSON, COORDINATOR, System

pytestmark = pytest.mark.browser


def ordering(hands: Hands, key: str) -> Effort:
    hands.go("/orders/catalogue/")
    cost = Effort(hands)
    with hands.navigates():
        hands.activate(hands.page.locator(f'a.button[href$="/orders/new/{key}/"]'))
    return cost


def sent(hands: Hands) -> int:
    hands.follow("button", "Send the order")
    return number_of(hands)


def picks(hands: Hands, field: str, value: str = "") -> None:
    hands.activate(hands.page.locator(f"input[name={field}]" + (f'[value="{value}"]' if value else "")).first)


def writes(hands: Hands, field: str, text: str) -> None:
    hands.write(hands.page.locator(f"[name={field}]").first, text)


def panel(hands: Hands) -> Locator:
    return hands.page.locator(".order-panel")


def does(hands: Hands, number: int, text: str = "", file: Path | None = None, *, reads: bool = False) -> None:
    """Do the step that is next. ``reads``: after opening the protected data that it is about."""
    hands.go(f"/cases/{number}/")
    before = panel(hands).locator(".order-step.is-done").count()
    if text or file:
        with hands.navigates():  # "Do the step", or "With text or files" when neither is asked for
            hands.activate(panel(hands).locator("a[href*='/steps/']:not([href$='/return'])").first)
        if reads:
            opens(hands)
        if text:
            hands.write(hands.page.locator("form textarea").filter(visible=True).first, text)
        if file:
            hands.upload(file)
        hands.follow("button", "Done")
    else:
        hands.press("button", "Done", within=panel(hands))
        expect(panel(hands).locator(".order-step.is-done")).to_have_count(before + 1, timeout=PATIENCE)
    hands.go(f"/cases/{number}/")
    expect(panel(hands).locator(".order-step.is-done")).to_have_count(before + 1, timeout=PATIENCE)


def signs(hands: Hands, number: int, said: str) -> None:
    """Check what somebody else did, and sign."""
    hands.go(f"/cases/{number}/")
    with hands.navigates():
        hands.press("link", "Check", within=panel(hands))
    opens(hands)
    hands.reads(said)
    hands.follow("button", "Sign")


def tells(hands: Hands, number: int, whom: str) -> None:
    """Say by which way something was told, and whom."""
    hands.go(f"/cases/{number}/")
    with hands.navigates():
        hands.press("link", "Do the step", within=panel(hands))
    picks(hands, "way", "telephone")
    writes(hands, "whom", whom)
    hands.follow("button", "Done")


def opens(hands: Hands) -> None:
    """Open the protected data that the step is about, each with its reason, and come back to the step."""
    here = hands.page.url
    for place in range(hands.page.locator("a[href*='/reveal']").count()):
        link = hands.page.locator("a[href*='/reveal']").nth(place)
        hands.activate(link)
        dialog = hands.page.locator("dialog[open]")
        hands.write(dialog.locator("[name=reason]"), "Kontroll av underlaget")
        hands.activate(dialog.locator("button.is-primary"))
        expect(dialog.locator(".secret-value")).to_be_visible(timeout=PATIENCE)
        hands.page.goto(here)


def test_a_certificate_is_fetched_in_the_order_and_its_password_goes_another_way(
    sign_in, system: System, tmp_path: Path
):
    orderer = sign_in(CONTACT_PERSON)
    cost = ordering(orderer, "api-certificate")
    picks(orderer, "f_environment")
    writes(orderer, "f_name", "Schema")
    writes(orderer, "f_purpose", "Schemaläggningen hämtar kurstillfällen.")
    writes(orderer, "f_keeper", "Driftgruppen")
    picks(orderer, "f_replaces", "no")
    number = sent(orderer)
    cost.told("api-certificate, orderer")
    orderer.look("a certificate under way")

    agent = sign_in(AGENT)
    cost = Effort(agent)
    does(agent, number, text=str(date.today() + timedelta(days=700)))
    certificate = tmp_path / "uu-test.p12"
    certificate.write_bytes(b"0\x82\x03\x00" + bytes(200))
    before = system.postbox.count
    does(agent, number, file=certificate)
    told = system.postbox.wait_for(CONTACT_PERSON, str(number), after=before)
    assert not [part for part in told.walk() if part.get_filename()], "the file is never sent by mail"
    tells(agent, number, "Karin i driftgruppen, klockan tio")
    cost.told("api-certificate, desk")
    agent.look("a certificate that is delivered")

    orderer.go(f"/matters/{number}/")
    with orderer.page.expect_download() as got:
        orderer.activate(orderer.page.locator("a[download], a[href*='/files/']", has_text="uu-test.p12").first)
    assert Path(got.value.path()).read_bytes() == certificate.read_bytes()


def test_documentation_is_opened_for_a_named_person(sign_in, system: System):
    orderer = sign_in(CONTACT_PERSON)
    cost = ordering(orderer, "documentation-access")
    orderer.choose("Person", "Somebody without an account here")
    orderer.fill("Name", "Dag Dokument")
    orderer.fill("E-mail", "dag.dokument@uu.example")
    picks(orderer, "f_areas", "guides")
    picks(orderer, "f_right", "read")
    number = sent(orderer)
    cost.told("documentation-access, orderer")
    agent = sign_in(AGENT)
    cost = Effort(agent)
    does(agent, number)
    does(agent, number, text="Logga in på dokumentationsytan med ert vanliga konto.")
    cost.told("documentation-access, desk")
    orderer.go(f"/matters/{number}/")
    orderer.reads("Logga in på dokumentationsytan med ert vanliga konto.")


def test_base_data_is_approved_by_business_support_and_checked_by_other_eyes(sign_in, system: System):
    orderer = sign_in(CONTACT_PERSON)
    cost = ordering(orderer, "base-data")
    picks(orderer, "f_kind", "data")
    picks(orderer, "f_environments")
    cells = orderer.page.locator("[name^='f_rows']:visible")
    for place, text in enumerate(("KURS9", "Kort kurs", "Short course", "Ny")):
        orderer.write(cells.nth(place), text)
    writes(orderer, "f_from", str(date.today() + timedelta(days=30)))
    writes(orderer, "f_why", "Behövs för en ny sorts kurs.")
    number = sent(orderer)
    cost.told("base-data, orderer")

    boss = sign_in(COORDINATOR)
    boss.go(f"/cases/{number}/")
    agent = sign_in(AGENT)
    for approver in (boss, agent):
        approver.go(f"/cases/{number}/")
        link = panel(approver).locator("a[href*='/steps/']").first
        if link.count() and link.is_visible():
            with approver.navigates():
                approver.activate(link)
            if approver.page.get_by_role("button", name=approver.word("Approve"), exact=True).count():
                cost = Effort(approver)
                approver.follow("button", "Approve")
                cost.told("base-data, business support")
                break
    does(agent, number, text="Raden är inlagd i testmiljön.")
    signs(boss, number, "Raden är inlagd i testmiljön.")
    boss.look("base data that is entered and checked")


def test_an_identity_is_changed_under_seal_and_checked_by_other_eyes(sign_in, system: System):
    orderer = sign_in(CONTACT_PERSON)
    cost = ordering(orderer, "identity-handling")
    picks(orderer, "f_what", "alias")
    writes(orderer, "f_source", "19850412-1236")
    writes(orderer, "f_proof", "Vi har sett underlaget i folkbokföringen.")
    number = sent(orderer)
    cost.told("identity-handling, orderer")
    orderer.misses("19850412-1236")
    agent, boss = sign_in(AGENT), sign_in(COORDINATOR)
    cost = Effort(agent)
    does(agent, number, text="Ett alias är upplagt.", reads=True)
    agent.misses("19850412-1236")
    cost.told("identity-handling, desk")
    signs(boss, number, "Ett alias är upplagt.")
    boss.look("an identity that is handled")


DUTIES = """
import django
django.setup()
from bollkoll.orders import commands
from bollkoll.orders.models import Duty
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person
duty = Duty.objects.get(key="merits")
for address in ("{agent}", "{boss}"):
    person = Person.objects.get(email_key=address)
    if not duty.holders.filter(person=person, ended_at=None).exists():
        commands.give_duty(SYSTEM, duty, person=person)
"""


def test_merits_are_copied_under_seal_with_other_eyes_at_two_points(sign_in, system: System, tmp_path: Path):
    behind_the_scene(system, DUTIES.format(agent=AGENT, boss=COORDINATOR))
    orderer = sign_in(CONTACT_PERSON)
    cost = ordering(orderer, "copying-merits")
    writes(orderer, "f_source", "19850412-1236")
    writes(orderer, "f_target", "850412-T123")
    picks(orderer, "f_protected", "no")
    orderer.page.locator("[name='f_consents-0-institution']").select_option(label="Uppsala universitet")
    cells = orderer.page.locator("input[name^='f_consents-0']:visible")
    for place, text in enumerate(("ja", "Karin Exempel i dag")):
        orderer.write(cells.nth(place), text)
    writes(orderer, "f_proof", "Samma namn, adress och underlag från antagningen.")
    number = sent(orderer)
    cost.told("copying-merits, orderer")
    orderer.misses("19850412-1236")
    orderer.look("merits to copy")

    agent, boss = sign_in(AGENT), sign_in(COORDINATOR)
    before, after = tmp_path / "fore.png", tmp_path / "efter.png"
    for picture, colour in ((before, "white"), (after, "grey")):
        Image.new("RGB", (40, 30), colour).save(picture)
    cost, checking = Effort(agent), Effort(boss)
    does(agent, number, text="Namn, adress och samtycken är granskade.")
    signs(boss, number, "Namn, adress och samtycken är granskade.")
    does_with_pictures(agent, number, before, after)
    agent.misses("19850412-1236")
    boss.go(f"/cases/{number}/")
    with boss.navigates():
        boss.press("link", "Check", within=panel(boss))
    opens(boss)
    boss.reads("fore.png")
    boss.look("a copying to check")
    boss.follow("button", "Sign")
    told = system.postbox.count
    does(agent, number, text="Meriterna är kopierade. Hämta om uppgifterna.")
    cost.told("copying-merits, performer")
    checking.told("copying-merits, checker")
    letter = system.postbox.wait_for(CONTACT_PERSON, str(number), after=told)
    assert "19850412" not in letter.as_string()
    agent.look("merits that are copied")


def does_with_pictures(hands: Hands, number: int, *pictures: Path) -> None:
    hands.go(f"/cases/{number}/")
    before = panel(hands).locator(".order-step.is-done").count()
    with hands.navigates():
        hands.activate(panel(hands).locator("a[href*='/steps/']:not([href$='/return'])").first)
    hands.upload(*pictures)
    hands.follow("button", "Done")
    hands.go(f"/cases/{number}/")
    expect(panel(hands).locator(".order-step.is-done")).to_have_count(before + 1, timeout=PATIENCE)


REMINDED = """
import django
django.setup()
from bollkoll.orders import commands
from bollkoll.orders.models import Validity
from bollkoll.people.actor import CLOCK
print(commands.renew(CLOCK, Validity.objects.get(order__case__subject__number={number})).case.number)
"""


def test_a_certificate_that_runs_out_is_renewed(sign_in, system: System, tmp_path: Path):
    orderer, agent = sign_in(CONTACT_PERSON), sign_in(AGENT)
    ordering(orderer, "api-certificate")
    picks(orderer, "f_environment")
    writes(orderer, "f_name", "Läroplattformen")
    writes(orderer, "f_purpose", "Läroplattformen hämtar deltagare.")
    writes(orderer, "f_keeper", "Driftgruppen")
    picks(orderer, "f_replaces", "no")
    number = sent(orderer)
    does(agent, number, text=str(date.today() + timedelta(days=400)))
    renewed = int(behind_the_scene(system, REMINDED.format(number=number)))

    orderer.go(f"/matters/{renewed}/")
    orderer.look("a certificate that runs out")
    cost = Effort(orderer)
    with orderer.navigates():
        orderer.activate(panel(orderer).locator("a[href*='/steps/']").first)
    orderer.write(orderer.page.locator("form textarea").filter(visible=True).first, "Vi vill ha ett nytt, likadant.")
    orderer.follow("button", "Send")
    cost.told("api-certificate-renewal, orderer")
    cost = Effort(agent)
    does(agent, renewed, text=str(date.today() + timedelta(days=760)))
    certificate = tmp_path / "uu-nytt.p12"
    certificate.write_bytes(b"0\x82\x03\x00" + bytes(220))
    does(agent, renewed, file=certificate)
    tells(agent, renewed, "Karin i driftgruppen, klockan elva")
    cost.told("api-certificate-renewal, desk")
    agent.look("a certificate that is renewed")
