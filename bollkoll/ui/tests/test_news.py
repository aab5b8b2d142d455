"""News on an open page: drawn at once, under whoever stands there."""

import pytest
from playwright.sync_api import expect

from bollkoll.ui.tests.pages import Told
from bollkoll.ui.tests.test_behaviour import eventually

pytestmark = pytest.mark.browser


def test_news_is_drawn_at_once_and_keeps_focus_and_chosen_rows(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_label("Välj 2", exact=True).check()
        page.locator("#inflow summary").click()
        page.get_by_role("link", name="Ärende 4", exact=True).focus()
        before = page.locator("#inflow [data-drawn]").inner_text()
        Told.topics.append(["inflow"])
        expect(page.locator("#inflow [data-drawn]")).not_to_have_text(before)
        expect(page.get_by_role("link", name="Ärende 4", exact=True).first).to_be_focused()
        expect(page.get_by_label("Välj 2", exact=True).first).to_be_checked()
        expect(page.locator("#inflow").get_by_text("Mer att läsa.")).to_be_visible()


def test_news_keeps_the_focus_on_a_button_without_a_name(site):
    @site.visit("/cases")
    def journey(page):
        page.locator("#inflow").get_by_role("button", name="Bort 4").focus()
        before = page.locator("#inflow [data-drawn]").inner_text()
        Told.topics.append(["inflow"])
        expect(page.locator("#inflow [data-drawn]")).not_to_have_text(before)
        expect(page.locator("#inflow").get_by_role("button", name="Bort 4")).to_be_focused()


def test_news_that_comes_with_numbers_for_the_menu_keeps_the_focus_there(site):
    @site.visit("/cases")
    def journey(page):
        last = page.locator(".rail-list a").last
        where = last.get_attribute("href")
        last.focus()
        before = page.locator("#inflow [data-drawn]").inner_text()
        page.locator("#rail").evaluate("rail => rail.dataset.old = 'yes'")
        Told.topics.append(["inflow"])
        expect(page.locator("#inflow [data-drawn]")).not_to_have_text(before)
        expect(page.locator("#rail[data-old]")).to_have_count(0)
        expect(page.locator(f'.rail-list a[href="{where}"]').last).to_be_focused()


def test_news_waits_while_somebody_writes_there(site):
    @site.visit("/cases")
    def journey(page):
        note = page.get_by_label("Anteckning")
        note.fill("halvvägs")
        Told.topics.append(["inflow"])
        expect(page.locator("#beside-writing")).to_have_attribute("data-live-waits", "")
        expect(note).to_have_value("halvvägs")
        page.get_by_role("button", name="Kopiera").focus()
        expect(page.locator("#beside-writing [data-drawn]")).to_be_visible()


def test_other_topics_leave_the_page_alone(site):
    @site.visit("/cases")
    def journey(page):
        before = page.locator("#inflow [data-drawn]").inner_text()
        Told.topics.append(["case:99"])
        eventually(lambda: not Told.topics)
        page.wait_for_timeout(500)
        expect(page.locator("#inflow [data-drawn]")).to_have_text(before)


def _goes_on(page):
    """Somebody else does the step: the next one stands there."""
    Told.turn += 1
    Told.topics.append(["turn"])
    expect(page.get_by_role("heading", name=f"Steg {Told.turn}", exact=True)).to_be_visible()


def test_news_never_moves_the_focus_to_the_same_button_of_another_step(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_role("button", name="Klar").focus()
        _goes_on(page)
        expect(page.locator("[data-stand]")).to_be_focused()
        expect(page.locator("#announcer")).to_have_text(f"Nu: steg {Told.turn}")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert not Told.posts


def test_a_press_just_after_news_is_not_taken_for_the_step_that_came(site):
    @site.visit("/cases")
    def journey(page):
        _goes_on(page)
        page.keyboard.press("d")
        expect(page.locator("[data-toast]")).to_contain_text("Någon annan ändrade detta nyss")
        assert not Told.posts
        page.wait_for_timeout(1000)
        page.keyboard.press("d")
        eventually(lambda: [address for address, _said in Told.posts] == [f"/turned?n={Told.turn}"])


def test_news_of_the_same_step_keeps_the_focus_on_its_button(site):
    @site.visit("/cases")
    def journey(page):
        page.get_by_role("button", name="Klar").focus()
        page.locator("#turn section").evaluate("part => part.dataset.old = 'yes'")
        Told.topics.append(["turn"])
        expect(page.locator("#turn [data-old]")).to_have_count(0)
        expect(page.get_by_role("button", name="Klar")).to_be_focused()
