"""What came in is dealt out from the list: by a key, a click or a tap, alone or many, and told of when a colleague was faster."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import (
    LEFT_WITH_THE_DESK,
    WRITERS,
    behind_the_scene,
    hears_nothing,
    opened_by_mail,
    takes,
    unlike,
)
from tests.journeys.system import AGENT, COORDINATOR, System

pytestmark = pytest.mark.browser

SURPRISE = "has got the case since you opened this"


def test_what_came_in_is_dealt_out(sign_in, system: System):
    word = unlike("Inflöde").split()[-1]
    places = ("ett", "två", "tre", "fyra", "fem")
    numbers = [opened_by_mail(system, f"Fördelas {word} {place}", "Text.", next(WRITERS)) for place in places]
    agent, other = sign_in(AGENT, "en"), sign_in(COORDINATOR)
    agent.go("/desk/inflow/")
    agent.sees("Who has room")
    if agent.narrow:
        agent.press("summary", "Who has room")
        agent.reads("Embla Fiktiv")
        agent.press("summary", "Who has room")
    agent.look("with much to deal out")

    does(agent, waiting(agent, f"{word} ett"), "m")
    expect(waiting(agent, f"{word} ett")).to_have_count(0, timeout=PATIENCE)
    agent.sees("Case %(number)s is with %(name)s.", number=numbers[0], name="Birger Påhitt")

    dialog = sorts_and_gives(agent, f"{word} två")
    agent.press("button", "Save", within=dialog)
    expect(dialog).to_be_hidden(timeout=PATIENCE)
    expect(waiting(agent, f"{word} två")).to_have_count(0, timeout=PATIENCE)

    does(agent, waiting(agent, f"{word} tre"), "t")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    takes(other, numbers[2])
    agent.press("button", "Save", within=dialog)
    expect(dialog).to_contain_text(SURPRISE)
    agent.look("a colleague was faster")
    agent.press("button", "Close", within=dialog)
    expect(waiting(agent, f"{word} tre")).to_have_count(0, timeout=PATIENCE)

    hears_nothing(agent)
    agent.page.reload()
    for place in ("fyra", "fem"):
        agent.activate(waiting(agent, f"{word} {place}").locator("input[data-select]"))
    bar = agent.page.locator("[data-selection]")
    expect(bar).to_contain_text("2")
    agent.look("chosen")
    takes(other, numbers[3])
    agent.follow("button", "As suggested", within=bar)
    outcome = agent.page.get_by_role("group", name=re.compile("could not be changed"))
    expect(outcome).to_contain_text(f"#{numbers[3]}: Asta Exempel has already taken the case.")
    expect(outcome).to_be_in_viewport()
    agent.look("some could not be changed")
    for place in ("fyra", "fem"):
        expect(waiting(agent, f"{word} {place}")).to_have_count(0)
    agent.go(f"/cases/?view=all&q={word}")
    agent.reads("Asta Exempel")
    agent.go(f"/cases/{numbers[1]}/")
    agent.reads("Results", within=agent.page.locator("#case-aside"))


def test_what_lies_beside_a_colleagues_case_is_given_from_the_inflow(sign_in, system: System):
    title = unlike("Ring om intygen")
    number = opened_by_mail(system, title, "Ring mig.", next(WRITERS))
    takes(sign_in(COORDINATOR), number)
    behind_the_scene(system, LEFT_WITH_THE_DESK.replace("{number}", str(number)))
    agent = sign_in(AGENT)
    agent.go("/desk/inflow/")
    does(agent, waiting(agent, title), "t")
    dialog = agent.page.locator("#dialog")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    agent.look("whom to give it to")
    agent.activate(dialog.get_by_label(re.compile(r"^\s*Birger")))
    agent.press("button", "Give", within=dialog)
    agent.sees("The ball is with %(name)s.", name="Birger Påhitt")
    expect(waiting(agent, title)).to_have_count(0, timeout=PATIENCE)


def waiting(agent: Hands, title: str) -> Locator:
    return agent.page.locator("#inflow [data-row]", has_text=title)


def does(agent: Hands, row: Locator, key: str) -> None:
    """One of the verbs of a row: by its button, or with the keyboard by moving to the row and pressing its key."""
    expect(row).to_be_visible(timeout=PATIENCE)
    if not agent.keyboard:
        agent.activate(row.locator(f"[data-row-key={key}]"))
        return
    agent.key("j")
    agent.key("Home")
    for _ in range(agent.page.locator("#inflow [data-row]").count()):
        if row.evaluate("e => e.contains(document.activeElement)"):
            break
        agent.key("j")
    agent.key(key)


def sorts_and_gives(agent: Hands, title: str) -> Locator:
    """The dialog that sorts and gives in one act; the suggestion follows the service."""
    does(agent, waiting(agent, title), "t")
    dialog = agent.page.locator("#dialog")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    agent.look("dealing out")
    with agent.page.expect_response(re.compile("/suggest")):
        agent.choose("Service", "Degrees", within=dialog, written=True)
    agent.choose("Give to", "Embla Fiktiv", within=dialog, written=True)
    with agent.page.expect_response(re.compile("/suggest")):
        agent.choose("Service", "Results", within=dialog, written=True)
    expect(dialog.locator("#deal-suggested option:checked")).to_contain_text("Embla Fiktiv")
    for name in ("impact", "urgency"):
        agent.activate(dialog.locator(f"input[name={name}][value='3']"))
    expect(dialog.locator(".deal-out-result [data-priority]:not([hidden])")).to_have_text(re.compile(r"\S"))
    expect(dialog.locator("[data-priority='']")).to_be_hidden()
    agent.fill("Reason for the priority", "många väntar", within=dialog)
    agent.look("dealing out, filled in")
    return dialog
