"""Hands: how a person uses a page: with a mouse, with the keyboard alone, or on a phone.

A journey is written once and walked by each. With the keyboard, every element is reached by Tab and nothing is clicked,
so whatever cannot be reached fails the journey.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400
AXE = Axe()
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Hands:
    def __init__(self, page: Page, url: str, kind: str) -> None:
        self.page, self.url, self.kind = page, url, kind
        self.keyboard = kind == "keyboard"

    # --- going and looking

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def look(self) -> None:
        """Axe finds nothing on the page as it stands, in light and in dark; and nothing sticks out of a narrow page."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            found = AXE.run(self.page, options=AXE_OPTIONS)
            faults = [
                f"{v['id']}: {v['help']} · {n['html'][:160]} · {n.get('failureSummary', '')[:200]}"
                for v in found.response["violations"]
                for n in v["nodes"][:3]
            ]
            assert not faults, f"{self.page.url} ({scheme})\n" + "\n".join(faults)
        self.page.emulate_media(color_scheme="light")
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 1, f"{self.page.url} is {wider} px wider than the window"

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=10_000)

    # --- doing

    def press(self, role: str, name: str, *, exact: bool = False, within: Locator | None = None) -> None:
        """Follow a link or press a button by its name."""
        pattern: str | re.Pattern[str] = name if exact else re.compile(re.escape(name), re.I)
        self._activate((within or self.page).get_by_role(role, name=pattern).first)

    def fill(self, label: str, text: str, *, within: Locator | None = None) -> None:
        field = (within or self.page).get_by_label(re.compile(re.escape(label), re.I)).first
        expect(field).to_be_visible(timeout=10_000)
        if self.keyboard:
            self._tab_to(field)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose in a list of choices or among radio buttons."""
        field = (within or self.page).get_by_label(re.compile(re.escape(label), re.I)).first
        expect(field).to_be_visible(timeout=10_000)
        if field.evaluate("e => e.tagName") == "SELECT":
            if self.keyboard:
                self._tab_to(field)
            field.select_option(label=option)  # the native list itself belongs to the browser
        else:
            self._activate(field)

    def upload(self, label: str, path: str) -> None:
        self.page.get_by_label(re.compile(re.escape(label), re.I)).first.set_input_files(path)

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def _activate(self, target: Locator) -> None:
        expect(target).to_be_visible(timeout=10_000)
        if not self.keyboard:
            target.click()
            return
        self._tab_to(target)
        kind = target.evaluate("e => e.tagName + ':' + (e.type || '')")
        self.page.keyboard.press("Space" if kind in ("INPUT:checkbox", "INPUT:radio") else "Enter")

    def _tab_to(self, target: Locator) -> None:
        """Reach an element by Tab alone, as somebody without a mouse does. Radio groups are entered and then walked."""
        is_radio = target.evaluate("e => e.type === 'radio'")
        for _ in range(MOST_TABS):
            if target.evaluate("e => e === document.activeElement"):
                return
            if is_radio and target.evaluate("e => document.activeElement?.name === e.name && document.activeElement.type === 'radio'"):
                self.page.keyboard.press("ArrowDown")
            else:
                self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the keyboard on {self.page.url}")

    @contextmanager
    def navigates(self) -> Iterator[None]:
        """What happens inside leads to another page."""
        with self.page.expect_navigation(timeout=15_000):
            yield
