"""Orders from the catalogue to the end: an account, a national permission by its six steps, and a type of one's own."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.effort import Effort
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import contact_person_of, done, go_by_rail, number_of, unlike
from tests.journeys.system import AGENT, CONTACT_PERSON, COORDINATOR, System

pytestmark = pytest.mark.browser

OTHER_AGENT = "asta.exempel@bollkoll.example"

TYPE = """key = "{key}"
title = {{ sv = "{title}" }}
summary = {{ sv = "Prova fyra ögon." }}

[[fields]]
key = "what"
kind = "text"
title = {{ sv = "Vad gäller det?" }}
required = true

[[steps]]
key = "do"
title = {{ sv = "Utför ändringen" }}
who = "desk"
evidence = "text"

[[steps]]
key = "check"
title = {{ sv = "Granska ändringen" }}
who = "desk"
four_eyes_of = "do"
"""


ASKED = iter(["Umeå universitet", "Stockholms universitet", "Linköpings universitet"])
"""Each institution is asked once a year, so each walk asks another."""


def names_user(orderer: Hands, name: str, email: str) -> None:
    orderer.choose("Person", "Somebody without an account here")
    orderer.fill("Name", name)
    orderer.fill("E-mail", email)


def picks(hands: Hands, field: str, value: str) -> None:
    hands.activate(hands.page.locator(f"input[name={field}][value={value}]"))


def opens(hands: Hands, number: int) -> None:
    hands.go(f"/cases/{number}/")


def presses_in_steps(hands: Hands, name: str, role: str = "button") -> None:
    hands.press(role, name, within=hands.page.locator(".order-panel"))


def test_an_account_is_ordered_and_made(sign_in, system: System):
    name = unlike("Nova Nyanländ")
    address = f"{name.split()[-1]}@uu.example"
    orderer = sign_in(CONTACT_PERSON)
    orderer.go("/")
    cost = Effort(orderer)
    orderer.press("link", "Order", within=orderer.page.locator(".doors"))
    orderer.heading("What would you like to order?")
    orderer.look("the catalogue")
    orderer.activate(orderer.page.locator('a.button[href*="support-access"]'))
    names_user(orderer, name, address)
    orderer.press("button", "Send the order")
    expect(orderer.page.locator(".field-error, .errors").first).to_be_visible(timeout=PATIENCE)
    orderer.look("an order that lacks something")
    picks(orderer, "f_role", "local_support")
    orderer.follow("button", "Send the order")
    cost.told("support-access, orderer")
    number = number_of(orderer)
    orderer.sees("How the order goes")
    orderer.look("an order under way")

    agent = sign_in(AGENT)
    agent.go("/desk/mine/")
    go_by_rail(agent, "Orders")
    agent.heading("Orders")
    agent.look("the pool of steps")
    agent.go("/orders/?show=running")
    agent.look("orders under way")
    opens(agent, number)
    presses_in_steps(agent, "I take it")
    agent.sees("Put back", within=agent.page.locator(".order-panel"))
    agent.look("an order at the desk")
    presses_in_steps(agent, "Put back")
    agent.sees("I take it", within=agent.page.locator(".order-panel"))
    before = system.postbox.count
    cost = Effort(agent)
    presses_in_steps(agent, "Done")
    cost.told("support-access, desk")
    expect(agent.page.locator(".order-step.is-done").first).to_be_visible(timeout=PATIENCE)
    system.postbox.wait_for(address, after=before)


def test_what_may_not_stand_in_an_order_is_held_before_it_is_sent(sign_in, system: System, tmp_path: Path):
    """A number of a person is masked, or kept apart where there is a place for it; a refused file stops the sending."""
    orderer = sign_in(CONTACT_PERSON)
    orderer.go("/orders/new/support-access/")
    name = unlike("Siv Siffrason")
    names_user(orderer, name, f"{name.split()[-1]}@uu.example")
    picks(orderer, "f_role", "extra")
    orderer.write(orderer.page.locator("[name=f_why]"), "Vikarie för 19850412-2386.")
    box = orderer.page.locator(".identity")
    expect(box.get_by_role("button")).to_have_count(1, timeout=PATIENCE)
    orderer.look("a number in an order")
    orderer.press("button", "Mask it", within=box)
    expect(orderer.page.locator("[name=f_why]")).to_have_value("Vikarie för 19850412-••••.")
    picks(orderer, "f_role", "local_support")
    orderer.follow("button", "Send the order")
    number = number_of(orderer)

    agent = sign_in(AGENT)
    agent.go(f"/cases/{number}/")
    agent.follow("link", "With words or files")
    said = agent.page.locator("[name=text]")
    agent.write(said, "Vikarie för 19850412-2386.")
    box = agent.page.locator(".identity")
    expect(box.get_by_role("button")).to_have_count(2, timeout=PATIENCE)
    agent.press("button", "Keep it protected", within=box)
    expect(said).to_have_value("Vikarie för 19850412-••••.", timeout=PATIENCE)
    false = tmp_path / "falsk.pdf"
    false.write_bytes(b"MZ" + bytes(400))
    agent.upload(false)
    refused = agent.page.locator(".file.has-error")
    expect(refused).to_be_visible(timeout=PATIENCE)
    agent.press("button", "Done")
    agent.reads("falsk.pdf är ett program, vad den än heter. Den tas inte emot. Ta bort den")
    expect(refused.get_by_role("button")).to_be_focused()
    agent.look("a refused file holds the step")
    agent.activate(refused.get_by_role("button"))
    agent.follow("button", "Done")
    agent.go(f"/cases/{number}/")
    expect(agent.page.locator(".secrets li")).not_to_have_count(0)


def test_a_national_permission_by_its_six_steps(sign_in, system: System, tmp_path: Path):
    name = unlike("Petra Profil")
    address = f"{name.split()[-1]}@uu.example"
    orderer = sign_in(CONTACT_PERSON)
    orderer.go("/orders/catalogue/?q=nationell")
    cost = Effort(orderer)
    orderer.activate(orderer.page.locator('a.button[href*="national-permission"]'))
    names_user(orderer, name, address)
    picks(orderer, "f_profiles", "student-data")
    orderer.activate(orderer.page.locator("input[name=f_environments]").first)
    orderer.write(orderer.page.locator("[name=f_why]"), "Rättar dubbla identiteter med andra lärosäten.")
    before = system.postbox.count
    orderer.follow("button", "Send the order")
    number = number_of(orderer)
    cost.told("national-permission, orderer orders")

    asked = system.postbox.wait_for(OTHER_AGENT, str(number), after=before)
    link = re.search(r"/orders/\d+/steps/\d+/", asked.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link
    boss = sign_in(COORDINATOR)
    boss.go(link[0])
    boss.reads("Rättar dubbla identiteter med andra lärosäten.")
    boss.look("an order to approve")
    boss.press("summary", "Decline")
    boss.press("button", "Decline")
    boss.look("a decline without a reason")
    boss.go(link[0])
    cost = Effort(boss)
    boss.follow("button", "Approve")
    cost.told("national-permission, national administrator")

    orderer.go(f"/matters/{number}/")
    orderer.look("an order that waits for a signature")
    scan = tmp_path / "ansvarsförbindelse.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    cost = Effort(orderer)
    with orderer.navigates():
        presses_in_steps(orderer, "Do it now", "link")
    orderer.upload(scan)
    orderer.follow("button", "Send")
    cost.told("national-permission, orderer signs")

    agent = sign_in(AGENT)
    opens(agent, number)
    agent.press("link", "Return to be corrected")
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("What is wrong? The orderer reads it.", "Skanningen går inte att läsa.", within=dialog)
    agent.press("button", "Return", within=dialog)
    agent.sees("Returned to the orderer to be corrected")
    orderer.go(f"/matters/{number}/")
    with orderer.navigates():
        presses_in_steps(orderer, "Correct the order", "link")
    orderer.look("an order to correct")
    orderer.write(orderer.page.locator("[name=words]"), "Jag har ringt er om skanningen.")
    orderer.follow("button", "Save and send")
    opens(agent, number)
    cost = Effort(agent)
    presses_in_steps(agent, "Done")
    expect(agent.page.locator(".order-step.is-done")).to_have_count(4, timeout=PATIENCE)
    before = system.postbox.count
    presses_in_steps(agent, "Done")
    cost.told("national-permission, desk")
    system.postbox.wait_for(address, after=before)
    orderer.go(f"/matters/{number}/")
    orderer.look("an order that is carried out")


def test_a_type_of_ones_own_with_four_eyes(sign_in, system: System, tmp_path: Path):
    key, title = f"prov-{unlike('x').split()[-1]}", unlike("Provbeställning")
    keeper = sign_in(COORDINATOR)
    keeper.go("/orders/types/")
    keeper.go("/orders/types/import")
    wrong, right = tmp_path / "fel.toml", tmp_path / "rätt.toml"
    right.write_text(TYPE.format(key=key, title=title), encoding="utf-8")
    wrong.write_text(right.read_text(encoding="utf-8").replace('kind = "text"', 'kind = "txet"'), encoding="utf-8")
    keeper.page.locator("input[type=file]").set_input_files(wrong)
    keeper.follow("button", "Put in")
    keeper.reads("txet")
    keeper.look("a file with a fault")
    keeper.page.locator("input[type=file]").set_input_files(right)
    keeper.follow("button", "Put in")
    with keeper.page.expect_download():
        keeper.press("link", "To a file")
    keeper.follow("link", "What differs, and publishing")
    keeper.follow("link", "Preview")
    keeper.sees("Preview: nothing can be sent from here.")
    keeper.look("the preview of an order type")
    keeper.go(f"/orders/types/{key}/differences")
    keeper.follow("button", "Publish the draft")
    keeper.look("an order type in use")
    keeper.fill("Place in the catalogue", "7")
    keeper.follow("button", "Save")
    keeper.follow("link", "As text")
    keeper.look("an order type as text")
    keeper.follow("button", "Save as draft")
    keeper.press("button", "Throw away the draft")
    keeper.press("button", "Continue", within=keeper.page.locator("dialog:modal"))
    keeper.heading("Order types")

    orderer = sign_in(CONTACT_PERSON)
    orderer.go(f"/orders/new/{key}/")
    orderer.write(orderer.page.locator("[name=f_what]"), "Två rader")
    orderer.follow("button", "Send the order")
    number = number_of(orderer)
    agent = sign_in(AGENT)
    for _turn in range(2):
        opens(agent, number)
        presses_in_steps(agent, "Do the step", "link")
        agent.fill("What was done", "Ändrade båda raderna.")
        agent.follow("button", "Done")
        keeper.go(f"/cases/{number}/")
        presses_in_steps(keeper, "Check", "link")
        keeper.reads("Ändrade båda raderna.")
        keeper.look("a check by other eyes")
        if _turn == 0:
            keeper.press("summary", "Do not sign")
            keeper.fill("What is not as it should be?", "Fel rad.")
            keeper.follow("button", "Do not sign")
    opens(keeper, number)
    keeper.press("link", "Begin again from here")
    keeper.fill("Why?", "Miljön var en annan.", within=keeper.page.locator("#dialog[open]"))
    done(keeper, "Begin again", "The order goes on from the step; what was done before is kept.")
    keeper.press("link", "Ask somebody else")
    keeper.choose("Whom", "Birger", within=keeper.page.locator("#dialog[open]"), written=True)
    done(keeper, "Ask", "Somebody else is asked.")
    keeper.press("link", "Stop the order")
    keeper.fill("Why? The orderer reads it.", "Det var ett prov.", within=keeper.page.locator("#dialog[open]"))
    done(keeper, "Stop the order", "The order is stopped.")

    orderer.go(f"/orders/new/{key}/")
    orderer.write(orderer.page.locator("[name=f_what]"), "En rad")
    orderer.follow("button", "Send the order")
    orderer.follow("link", "Withdraw the order")
    orderer.look("an order to withdraw")
    orderer.follow("button", "Withdraw the order")


def adds(keeper: Hands, what: str, row: str) -> Locator:
    """Press the button that adds a row, and wait for it; returns the row."""
    keeper.press("button", what)
    found = keeper.page.locator(f"#{row}")
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def test_a_type_is_made_as_a_form_and_ordered(sign_in, system: System):
    """Three questions, a condition, an approval and two steps with four eyes, by somebody who has never seen the file."""
    title = unlike("Passerkort")
    keeper = sign_in(COORDINATOR)
    keeper.go("/orders/types/")
    keeper.look("order types")
    keeper.follow("link", "New order type")
    keeper.look("a new order type")
    cost = Effort(keeper)
    keeper.fill("What is it called?", title)
    keeper.follow("button", "Begin")
    page = keeper.page
    key = page.url.rsplit("/", 2)[1]
    keeper.fill("Description in Swedish", "Ett passerkort till en datorhall.")

    row = adds(keeper, "Add a question", "fields-0")
    keeper.fill("Question in Swedish", "Vilken hall?", within=row)
    keeper.choose("Kind of answer", "One of several", within=row)
    for place, hall in enumerate(("Hall A", "Hall B")):
        keeper.write(row.locator(f"[name=fields-0-choices-{place}-title_sv]"), hall)
    keeper.activate(row.locator("[name=fields-0-required]"))
    row = adds(keeper, "Add a question", "fields-1")
    keeper.fill("Question in Swedish", "Varför hall B?", within=row)
    keeper.choose("Kind of answer", "Long text", within=row)
    row.locator("[name=fields-1-when]").select_option("vilken-hall")
    keeper.choose("Hall B", within=row, written=True)
    row = adds(keeper, "Add a question", "fields-2")
    keeper.fill("Question in Swedish", "Vem gäller det?", within=row)
    keeper.look("a question is written")
    row = adds(keeper, "Add an approval", "approvals-0")
    keeper.fill("Name in Swedish", "Incidentansvarig godkänner", within=row)
    keeper.follow("button", "What differs, and publish")
    keeper.look("an order type with something left to fill in")
    row = page.locator("#approvals-0")
    keeper.choose("Who", "Asta Exempel", within=row, written=True)
    keeper.press("button", "Move %(title)s up", title="Vem gäller det?")
    expect(page.locator("#fields-1 .part-title")).to_have_text("Vem gäller det?", timeout=PATIENCE)
    keeper.activate(page.locator("#steps-0 > details > summary"))
    keeper.choose("What must be there when it is done", "A text: what was done", within=page.locator("#steps-0"))
    row = adds(keeper, "Add a step", "steps-1")
    keeper.fill("Name in Swedish", "Kontrollera kortet", within=row)
    keeper.choose("Four eyes: may not be done by whoever did", "Utför beställningen", within=row, written=True)
    keeper.follow("button", "What differs, and publish")
    keeper.sees("This is the first version: everything is new.")
    keeper.look("what is to be published")
    keeper.follow("button", "Publish the draft")
    cost.told("a type of three questions, an approval and two steps, incident manager")
    keeper.look("versions of an order type")

    orderer = sign_in(CONTACT_PERSON)
    orderer.go(f"/orders/new/{key}/")
    hall = orderer.page.locator("input[name=f_vilken-hall]")
    expect(orderer.page.locator("[name=f_varfor-hall-b]")).to_be_hidden()
    orderer.activate(hall.nth(1))
    orderer.write(orderer.page.locator("[name=f_varfor-hall-b]"), "Servrarna står där.")
    orderer.write(orderer.page.locator("[name=f_vem-galler-det]"), "Nova Nyanländ")
    orderer.follow("button", "Send the order")
    number = number_of(orderer)
    keeper.go(f"/cases/{number}/")
    presses_in_steps(keeper, "Approve or decline", "link")
    keeper.reads("Servrarna står där.")
    keeper.follow("button", "Approve")
    agent = sign_in(AGENT)
    opens(agent, number)
    presses_in_steps(agent, "Do the step", "link")
    agent.fill("What was done", "Kortet är upplagt.")
    agent.follow("button", "Done")
    opens(agent, number)
    agent.sees("You did what is to be checked. Somebody else has to look at it, whichever login you use.")
    keeper.go(f"/cases/{number}/")
    presses_in_steps(keeper, "Check", "link")
    keeper.follow("button", "Sign")
    orderer.go(f"/matters/{number}/")
    expect(orderer.page.locator(".order-step.is-done")).to_have_count(3, timeout=PATIENCE)

    keeper.go(f"/orders/types/{key}/")
    keeper.fill("Description in Swedish", "Ett kort till en datorhall.")
    expect(page.locator("[data-draft-status]")).not_to_be_empty(timeout=PATIENCE)
    keeper.follow("button", "What differs, and publish")
    keeper.reads("Ett kort till en datorhall.")
    keeper.look("what differs from the version in use")
    keeper.press("button", "Throw away the draft")
    keeper.press("button", "Continue", within=page.locator("dialog:modal"))
    keeper.heading("Order types")


def test_duties_and_the_yearly_review(sign_in, system: System):
    keeper = sign_in(COORDINATOR)
    keeper.go("/orders/duties/")
    keeper.look("duties")
    keeper.press("link", "New duty")
    name = unlike("Granskare")
    keeper.fill("Name in Swedish", name)
    keeper.fill("Key", f"g-{name.split()[-1]}")
    keeper.follow("button", "Save")
    panel = keeper.page.locator("section.panel", has_text=name)
    keeper.choose("Person", "Birger", within=panel, written=True)
    with keeper.navigates():
        keeper.press("button", "Give", within=panel)
    with keeper.navigates():
        keeper.press("button", "End the duty of %(name)s", within=panel, name="Birger Påhitt")
    keeper.go("/orders/types/access-review/versions")
    institution = next(ASKED)
    keeper.choose("Institution", institution, written=True)
    keeper.follow("button", "Ask")
    keeper.sees("The local contact persons are asked.")

    orderer = sign_in(contact_person_of(system, institution))
    orderer.go("/")
    in_own_language = re.compile("Genomgång av konton i supporten|Review of accounts at the support")
    with orderer.navigates():
        orderer.activate(orderer.page.get_by_role("link", name=in_own_language).first)
    cost = Effort(orderer)
    with orderer.navigates():
        presses_in_steps(orderer, "Go through the accounts", "link")
    orderer.look("the accounts to go through")
    orderer.follow("button", "This is right")
    cost.told("access-review, contact person")
    orderer.sees("Thank you. The accounts are gone through.")
