"""Hands: how a person uses a page: with a mouse, with the keyboard alone in a narrow window, or on a phone.

A journey is written once and walked by each. With the keyboard every element is reached by Tab and nothing is clicked,
so whatever cannot be reached, or does not show that it was, fails the journey. The keyboard's window is 390 px wide, since
a page that is magnified four times is (WCAG 2.2, 1.4.10), and whoever magnifies is often one who presses Tab.

A journey says the texts of the interface as the code does, in English (msgids); ``Hands`` reads the page in the language
of the one who looks at it, so the same journey is walked in Swedish and in English.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from tests.journeys import sight

BY_TOUCH_TOO = pytest.mark.parametrize("way", ["mouse", "keyboard", "phone"])
"""For journeys of those who often have only a phone at hand."""
MOST_TABS = 500
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine. Nothing waits longer than it has to."""

SHOWS_FOCUS = """e => {
  const ringed = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
  const shown = (x) => ringed(getComputedStyle(x)) || getComputedStyle(x).boxShadow !== "none";
  const label = e.labels?.[0];
  const around = e.closest("[data-row], label, fieldset, .check, .upload-choose");
  return [e, e.parentElement, around, label, label?.parentElement].some((x) => x && shown(x));
}"""

WHERE = """e => {
  const at = document.activeElement;
  if (e === at) return "here";
  return e.type === "radio" && at?.type === "radio" && at.name === e.name && at.form === e.form ? "group" : "";
}"""


AHEAD = """([e, walked]) => {
  const able = "a[href], button, input, select, textarea, summary, iframe, [tabindex='0']";
  const within = document.querySelector("dialog:modal") ?? document;
  const stops = [...within.querySelectorAll(able)].filter((x) => x.checkVisibility() && !x.disabled && x.type !== "radio");
  const at = stops.indexOf(e);
  let here = stops.indexOf(document.activeElement);
  const near = Math.min(at - 3, walked);
  if (near > 0 && (here < near || here > at)) {
    stops[near].focus();
    here = near;
  }
  const far = at - here;
  return [far > 6 ? Math.floor(far * 0.8) - 3 : 0, at];
}"""
"""How many times one may press Tab without asking where one is: fewer than it takes, by the order of the page; and at which
stop the element is. What has been ``walked`` before on such a page is passed over, but for the last few stops."""
_walked: dict[str, int] = {}
"""How far Tab has been pressed on a page (its address without numbers) or in its dialog: that nothing on the way keeps the
focus has been seen so far, and whoever goes further walks on from there."""


class Hands:
    def __init__(self, page: Page, url: str, kind: str, language: str) -> None:
        self.page, self.url, self.kind, self.language = page, url, kind, language
        self.keyboard, self.phone = kind == "keyboard", kind == "phone"
        self.narrow = kind != "mouse"
        self.complaints: list[str] = []
        """What the page itself complained of: scripts that fail, a broken content security policy, faults of the server."""

    # --- words

    def word(self, text: str, /, context: str | None = None, **values: Any) -> str:
        """The text of the interface in the language of the page. ``values`` fill ``%(name)s``."""
        with translation.override(self.language):
            said = translation.pgettext(context, text) if context else translation.gettext(text)
        return said % values if values else said

    # --- going and looking

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)

    def look(self, state: str = "") -> None:
        """Axe finds nothing on the page as it stands, in light and in dark; and nothing sticks out of a narrow page."""
        found = sight.faults(self.page, state)
        assert not found, f"{self.page.url} {state}\n" + "\n".join(found)

    def fits(self) -> None:
        """Nothing sticks out of the window, whatever was written on the page."""
        outside = self.page.evaluate(sight.OUTSIDE)
        assert not outside, f"{self.page.url}\n" + "\n".join(outside)

    def sees(self, text: str, /, *, within: Locator | None = None, **values: Any) -> None:
        """A text of the interface is on the page and visible."""
        self.reads(self.word(text, **values), within=within)

    def reads(self, text: str, *, within: Locator | None = None) -> None:
        """Something that somebody wrote is on the page and visible."""
        found = (within or self.page.locator("body")).get_by_text(text).filter(visible=True)
        expect(found.first).to_be_visible(timeout=PATIENCE)

    def misses(self, text: str, *, within: Locator | None = None) -> None:
        """What somebody wrote is not to be seen."""
        expect((within or self.page.locator("body")).get_by_text(text).filter(visible=True)).to_have_count(0)

    def heading(self, text: str, /, **values: Any) -> None:
        expect(self.page.get_by_role("heading", name=self.word(text, **values)).first).to_be_visible(timeout=PATIENCE)

    # --- finding

    def find(
        self, role: str, name: str, /, *, within: Locator | None = None, written: bool = False, **values: Any
    ) -> Locator:
        """The first visible element with a role and a name, waited for. One whose whole name it is goes before one that
        only holds it. ``written``: the name is somebody's own text and not the interface's. ``role`` may be ``summary``."""
        said = name if written else self.word(name, **values)
        scope = within or self.page.locator("body")
        if role == "summary":
            like = scope.locator("summary", has_text=said).filter(visible=True)
            same = scope.locator("summary", has_text=re.compile(rf"^\s*{re.escape(said)}\s*$")).filter(visible=True)
        else:
            like = scope.get_by_role(role, name=said).filter(visible=True)  # type: ignore[arg-type]
            same = scope.get_by_role(role, name=said, exact=True).filter(visible=True)  # type: ignore[arg-type]
        expect(like.first, f"{role} {said!r} on {self.page.url}").to_be_visible(timeout=PATIENCE)
        return same.first if same.count() else like.first

    def field(self, label: str, /, *, within: Locator | None = None, written: bool = False, **values: Any) -> Locator:
        """The first visible field with a label."""
        said = label if written else self.word(label, **values)
        scope = within or self.page.locator("body")
        like = scope.get_by_label(re.compile(rf"^\s*{re.escape(said)}", re.I)).filter(visible=True)
        expect(like.first, f"field {said!r} on {self.page.url}").to_be_visible(timeout=PATIENCE)
        same = scope.get_by_label(said, exact=True).filter(visible=True)
        return same.first if same.count() else like.first

    # --- doing

    def press(
        self, role: str, name: str, /, *, within: Locator | None = None, written: bool = False, **values: Any
    ) -> None:
        """Follow a link or press a button by its name, when what was chosen to be uploaded has been."""
        if role == "button" and self.page.locator("[data-uploading]").count():
            expect(self.page.locator("[data-uploading]")).to_have_count(0, timeout=2 * PATIENCE)
        self.activate(self.find(role, name, within=within, written=written, **values))

    def fill(self, label: str, text: str, /, *, within: Locator | None = None, **values: Any) -> None:
        self.write(self.field(label, within=within, **values), text)

    def write(self, field: Locator, text: str) -> None:
        """Put the text in the field instead of what is there."""
        if self.keyboard:
            self.reach(field)
        if self.keyboard and field.evaluate("e => !['date', 'datetime-local', 'time'].includes(e.type)"):
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.press("Delete")
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)  # also days and times: their parts belong to the browser

    def choose(
        self, label: str, option: str = "", /, *, within: Locator | None = None, written: bool = False, **values: Any
    ) -> None:
        """Choose in a list of choices (``option`` is somebody's own text when ``written``), or tick a box or radio button."""
        field = self.field(label, within=within, **values)
        if field.evaluate("e => e.tagName") == "SELECT":
            said = option if written else self.word(option)
            if self.keyboard:
                self.reach(field)
            labels = [text.strip() for text in field.locator("option").all_inner_texts()]
            field.select_option(
                label=next((text for text in labels if text.casefold().startswith(said.casefold())), said)
            )
        else:
            self.activate(field)

    def upload(self, *paths: Path, within: Locator | None = None) -> None:
        """Choose files for the upload of the page. The dialog itself belongs to the browser."""
        zone = (within or self.page).locator(".upload").filter(visible=True).first
        field = zone.locator("input[type=file]")
        if self.keyboard:
            self.reach(field)
        field.set_input_files([str(path) for path in paths])

    def key(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def activate(self, target: Locator) -> None:
        expect(target).to_be_visible(timeout=PATIENCE)
        if not self.keyboard:
            target = self._by_label(target)
            target.tap() if self.phone else target.click()
            return
        self.reach(target)
        kind = target.evaluate("e => e.tagName + ':' + (e.type || '')")
        self.page.keyboard.press("Space" if kind in ("INPUT:checkbox", "INPUT:radio") else "Enter")

    def _by_label(self, target: Locator) -> Locator:
        """A box or button of a choice is mostly hit by its label, which is the larger."""
        mark = target.evaluate("e => ['checkbox', 'radio'].includes(e.type) && e.labels?.length ? e.id : ''")
        label = self.page.locator(f'label[for="{mark}"]').filter(visible=True)
        return label.first if mark and label.count() else target

    def reach(self, target: Locator) -> None:
        """Reach an element by Tab alone, as somebody without a mouse does. Radio groups are entered and then walked."""
        expect(self.page.locator(".htmx-request")).to_have_count(
            0, timeout=PATIENCE
        )  # one waits until the page is still
        place = f"{re.sub('[0-9]+', '#', self.page.url)} {self.page.locator('dialog:modal').count()}"
        walked = _walked.get(place, 0)
        presses, stop = self.page.evaluate(AHEAD, [target.element_handle(), walked])
        for _ in range(presses):
            self.page.keyboard.press("Tab")
        _walked[place] = max(walked, stop)
        for _ in range(MOST_TABS):
            at = target.evaluate(WHERE)  # asked anew each time: news may draw the part of the page again
            if at == "here":
                assert target.evaluate(SHOWS_FOCUS), f"{target} does not show that it has the focus on {self.page.url}"
                return
            self.page.keyboard.press("ArrowDown" if at == "group" else "Tab")
        raise AssertionError(f"{target} cannot be reached with the keyboard on {self.page.url}")

    @contextmanager
    def navigates(self) -> Iterator[None]:
        """What happens inside leads to another page."""
        with self.page.expect_navigation(timeout=PATIENCE, wait_until="load"):
            yield

    def follow(self, role: str, name: str, /, **more: Any) -> None:
        """Press something that leads to another page, and wait for that."""
        with self.navigates():
            self.press(role, name, **more)
