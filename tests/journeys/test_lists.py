"""Finding one's way among the cases: filters, order, groups, views, search, keys, the palette, many at once, CSV."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import BY_TOUCH_TOO, Hands
from tests.journeys.steps import WRITERS, go_by_rail, opened_by_mail, unlike
from tests.journeys.system import AGENT, COORDINATOR, System

pytestmark = pytest.mark.browser


def rows(hands: Hands):
    return hands.page.locator("#found [data-row]")


@BY_TOUCH_TOO
def test_a_list_is_narrowed_sorted_grouped_and_kept(sign_in, way):
    agent = sign_in(AGENT)
    agent.go("/desk/inflow/")
    go_by_rail(agent, "Cases")
    agent.look()
    expect(rows(agent).first).to_be_visible()

    agent.press("summary", "Filter")
    filters = agent.page.locator("#filter-body form")
    expect(filters).to_be_visible()
    agent.choose("fault report", within=filters)
    agent.choose("Service", "Resultat", within=filters, written=True)
    agent.look("filters open")
    agent.follow("button", "Show", within=filters)
    assert "kind=fault" in agent.page.url and "service=resultat" in agent.page.url
    for row in rows(agent).all():
        assert "Resultat" in row.inner_text()
    agent.look("filtered")

    chosen(agent, agent.word("ball due"), "priority")
    chosen(agent, agent.word("Group"), "institution")
    assert "sort=priority" in agent.page.url and "group=institution" in agent.page.url
    expect(agent.page.locator("#found .rows-head").first).to_be_visible()
    agent.look("grouped")

    name = unlike("Fel i resultat")
    keeps(agent, name, shared=False)
    shared = unlike("Fel i resultat för alla")
    keeps(agent, shared, shared=True)
    other = sign_in(COORDINATOR)
    other.go("/cases/")
    other.activate(views_of(other))
    other.reads(shared)
    other.misses(name)
    other.look("views open")
    other.follow("link", shared, written=True)
    assert "group=institution" in other.page.url

    agent.activate(views_of(agent))
    agent.follow("button", "Remove the view %(name)s", name=name)
    agent.activate(views_of(agent))
    agent.reads(shared, within=agent.page.locator(".page-head .menu-list"))
    agent.misses(name, within=agent.page.locator(".page-head .menu-list"))

    agent.go("/cases/?service=resultat")
    agent.follow("link", "Take away")
    assert "service" not in agent.page.url


def chosen(hands: Hands, menu: str, entry: str) -> None:
    hands.activate(
        hands.page.locator(".list-tools summary", has_text=re.compile(menu, re.I)).filter(visible=True).first
    )
    opened = hands.page.locator(".list-tools details[open] .menu-list")
    hands.follow("link", entry, within=opened)


def views_of(hands: Hands):
    return hands.page.locator(".page-head details.menu > summary").filter(visible=True).first


def keeps(hands: Hands, name: str, *, shared: bool) -> None:
    hands.activate(views_of(hands))
    hands.press("button", "Save this list")
    dialog = hands.page.locator("#save-view")
    hands.fill("Name", name, within=dialog)
    if shared:
        hands.choose("Everybody at the desk sees it", within=dialog)
    hands.look("keeping a view")
    hands.follow("button", "Save the view", within=dialog)
    hands.sees("The view “%(name)s” is kept.", name=name)


def test_words_are_found_while_one_types(sign_in, way):
    agent = sign_in(AGENT)
    agent.go("/cases/")
    field = agent.page.locator("#search")
    if way == "keyboard":
        agent.key("/")
        expect(field).to_be_focused()
        agent.page.keyboard.type("resultat", delay=15)
    else:
        agent.activate(field)
        field.press_sequentially("resultat", delay=15)
    compound = agent.page.locator("#found mark", has_text=re.compile(r"^resultat\w", re.I)).first
    expect(compound).to_be_visible(timeout=15_000)
    assert "q=resultat" in agent.page.url
    agent.look("found")

    agent.write(field, "qqqxyzfinnsinte")
    agent.reads("qqqxyzfinnsinte")
    expect(rows(agent)).to_have_count(0, timeout=15_000)
    agent.look("nothing found")
    agent.go("/cases/?view=all&q=deltagande")
    inside = rows(agent).filter(has_text=re.compile("studiedeltagande", re.I)).filter(has=agent.page.locator("mark"))
    expect(inside.first).to_be_visible()


@pytest.mark.parametrize("way", ["keyboard"])
def test_keys_move_open_and_explain(sign_in, way):
    agent = sign_in(AGENT)
    agent.go("/cases/")
    agent.key("j")
    agent.key("j")
    agent.key("k")
    expect(rows(agent).first.locator("[data-open]")).to_be_focused()
    agent.key("Enter")
    expect(agent.page.locator("h1#case-title")).to_be_visible()
    agent.go("/desk/inflow/")
    agent.key("?")
    agent.sees("Keyboard shortcuts")
    agent.look("keys")
    agent.key("Escape")
    agent.key("g")
    with agent.navigates():
        agent.key("b")
    agent.heading("My balls")


def test_the_palette_goes_anywhere(sign_in, system: System, way):
    subject = unlike("Ärende att hitta med paletten")
    number = opened_by_mail(system, subject, "Text.", next(WRITERS))
    agent = sign_in(AGENT)
    agent.go("/desk/mine/")
    agent.key("ControlOrMeta+k")
    field = agent.page.get_by_role("combobox")
    expect(field).to_be_focused()
    agent.look("palette")
    field.fill("ingenting som heter så")
    agent.sees("Nothing found")
    field.fill(subject.split()[-1])
    expect(agent.page.get_by_role("option", name=subject)).to_be_visible()
    agent.look("palette with cases")
    field.press("ArrowDown")
    field.press("ArrowUp")
    with agent.navigates():
        field.press("Enter")
    assert f"/cases/{number}/" in agent.page.url


def test_many_are_changed_at_once_and_told_of_each(sign_in, system: System, way):
    word = unlike("Samma fel").split()[-1]
    numbers = [
        opened_by_mail(system, f"Samma fel {word} {place}", "Text.", next(WRITERS)) for place in ("ett", "två", "tre")
    ]
    agent = sign_in(AGENT)
    agent.go(f"/cases/?view=all&q={word}")
    expect(rows(agent)).to_have_count(3)
    chooses(agent, way)
    bar = agent.page.locator("[data-selection]")
    expect(bar).to_be_visible()
    agent.look("chosen")
    agent.press("link", "Sort", within=bar)
    dialog = agent.page.locator("#dialog")
    agent.choose("Service", "Examen", within=dialog, written=True)
    agent.choose("Impact", "High", within=dialog)
    agent.look("sorting many")
    agent.follow("button", "Sort", within=dialog)
    for row in rows(agent).all():
        expect(row).to_contain_text("Examen")

    chooses(agent, way)
    agent.press("link", "Give to", within=bar)
    agent.choose("Agent", "Embla Fiktiv", within=dialog, written=True)
    agent.look("giving many")
    agent.follow("button", "Give", within=dialog)
    for row in rows(agent).all():
        expect(row).to_contain_text("Embla")

    chooses(agent, way)
    agent.press("summary", "More", within=bar)
    agent.press("link", "Mark as solved", within=bar)
    agent.look("solving many")
    agent.follow("button", "Mark as solved", within=dialog)
    for row in rows(agent).all():
        expect(row).to_contain_text(agent.word("solved"), ignore_case=True)

    chooses(agent, way)
    agent.press("summary", "More", within=bar)
    agent.press("link", agent.word("Close", "verb"), within=bar, written=True)
    agent.look("closing many")
    agent.follow("button", "Close the chosen cases", within=dialog)
    agent.go(f"/cases/{numbers[0]}/")
    agent.sees("Nobody holds the ball; a reply opens the case again.")


def chooses(agent: Hands, way: str) -> None:
    """Everything in the list is chosen."""
    boxes = agent.page.locator("#found input[data-select]")
    for place in range(boxes.count()):
        agent.activate(boxes.nth(place))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_list_is_a_file_for_a_spreadsheet(sign_in, tmp_path, language):
    agent = sign_in(AGENT, language)
    agent.go("/cases/?view=open&kind=fault")
    with agent.page.expect_download() as downloaded:
        agent.activate(agent.page.locator("a[download]").filter(visible=True).first)
    downloaded.value.save_as(tmp_path / "lista.csv")
    text = (tmp_path / "lista.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.reader(text.splitlines(), delimiter=";"))
    assert len(lines) > 5 and len({len(line) for line in lines}) == 1
    assert lines[0][:3] == [agent.word(heading) for heading in ("Number", "Subject", "State")]
    assert {line[3] for line in lines[1:]} == {agent.word("fault report").capitalize()}
    assert downloaded.value.suggested_filename.endswith(".csv")


def test_my_balls_are_what_i_hold(sign_in, system: System):
    subject = unlike("Min boll")
    number = opened_by_mail(system, subject, "Text.", next(WRITERS))
    agent = sign_in(AGENT)
    agent.go("/desk/mine/")
    agent.look()
    agent.misses(subject)
    other = sign_in(COORDINATOR)
    other.go(f"/cases/{number}/")
    other.press("link", "Assign", within=other.page.locator(".case-tools"))
    dialog = other.page.locator("#dialog")
    other.activate(dialog.get_by_label(re.compile(r"^\s*Birger")))
    other.look("assigning")
    other.press("button", "Assign", within=dialog)
    agent.reads(subject)
    expect(dialog).to_be_hidden()
    other.press("link", "Assign", within=other.page.locator(".case-tools"))
    other.activate(dialog.get_by_label(re.compile(r"^\s*Asta")))
    other.press("button", "Assign", within=dialog)
    expect(agent.page.locator("[data-row]", has_text=subject)).to_have_count(0, timeout=15_000)
