"""What a page must be to everybody: axe finds nothing in light or dark, and nothing sticks out of a narrow window.

Axe takes seconds for a large page, nearly all of them for what can be seen: contrast, and the size of what one presses. The
same row, button and heading come again on page after page, so what can be seen is judged once for each look (see
:data:`LOOKS`) in a run, by light and by dark; the structure is judged once for each address and state.
"""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Only these can differ between the light and the dark page: the markup is the same."""
SIGHT = [*COLOURS, "target-size"]
"""What depends on how an element is drawn, and not on where in the document it stands."""

LOOKS = Path(__file__).with_name("looks.js").read_text()
"""The numbers of the looks that a page has now."""

RUN = """async ([rules, fresh]) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const put = [];
  const style = (e, name, value) => { e?.style.setProperty(name, value); put.push(() => e?.style.removeProperty(name)); };
  // An open dialog stands in the top layer, which axe does not know: what lies behind is inert, and is no part of the page now.
  const dialog = [...document.querySelectorAll("dialog:modal")].pop();
  if (dialog) { style(document.body, "visibility", "hidden"); style(dialog, "visibility", "visible"); }
  // The bar of what is chosen stands over the end of the window; what is behind it is reached by scrolling.
  style(document.querySelector("[data-selection]:not([hidden])"), "position", "static");
  // From the top: what has scrolled in under the bar is not covered by it for anybody who scrolls.
  const scrolled = scrollY;
  scrollTo(0, 0);
  // A menu covers what is behind it until it is closed; the page without it is looked at by itself.
  const menu = [...document.querySelectorAll("details[data-menu][open] > .menu-list")].pop();
  const some = fresh?.map((number) => window.looks.get(number)).filter((e) => e?.isConnected);
  const part = some ?? dialog ?? menu ?? document;
  const options = { ...rules, resultTypes: ["violations"], preload: { assets: ["media"] } };
  const found = part.length === 0 ? { violations: [] } : await axe.run(part, options);
  for (const back of put) back();
  scrollTo(0, scrolled);
  const said = (v, n) => [`${v.id}: ${v.help}`, n.html.slice(0, 160), (n.failureSummary || "").slice(0, 240)].join(" · ");
  return found.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => said(v, n)));
}"""
OUTSIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth - width <= 1) return [];
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
  const end = (e) => Math.round(e.getBoundingClientRect().right);
  return out.slice(0, 4).map((e) => `${e.outerHTML.slice(0, 140)} ends at ${end(e)} of ${width} px`);
}"""

STRUCTURE = {"runOnly": {"type": "tag", "values": RULES}, "rules": {rule: {"enabled": False} for rule in SIGHT}}
_places: set[tuple[int, str, str, str]] = set()
_looks: set[tuple[int, int]] = set()


def faults(page: Page, state: str) -> list[str]:
    """Everything wrong with the page as it stands. ``state`` tells several states of one address apart."""
    width = (page.viewport_size or {"width": 0})["width"]
    found = page.evaluate(OUTSIDE)
    fresh = [look for look in page.evaluate(LOOKS) if (width, look) not in _looks]
    if _is_to_be_judged(page, width, state, bool(fresh)):
        found += _axe(page, STRUCTURE)
    if fresh:
        seen = _of_sight(page, fresh)
        found += seen
        if not seen:  # what was found is found again by the next who looks
            _looks.update((width, look) for look in fresh)
    return found


def _is_to_be_judged(page: Page, width: int, state: str, is_fresh: bool) -> bool:
    """The structure is judged once per address, state and width; and again in another journey, unless it has the same title
    or nothing on it that was not seen before: the way one uses a page does not change how it is built."""
    place = re.sub(r"[0-9a-f-]{30,}|[0-9]+", "#", page.url.partition("?")[0])
    journey = os.environ.get("PYTEST_CURRENT_TEST", "").partition("[")[0]
    marks = {(width, page.title(), place, state), (width, journey, place, state)}
    known = (width, "", place, state)
    judged = marks & _places or (known in _places and not is_fresh)
    _places.update(marks, [known])
    return not judged


def _of_sight(page: Page, fresh: list[int]) -> list[str]:
    """The looks, in light and in dark."""
    found = [f"light: {fault}" for fault in _axe(page, {"runOnly": {"type": "rule", "values": SIGHT}}, fresh)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in _axe(page, {"runOnly": {"type": "rule", "values": COLOURS}}, fresh)]
    page.emulate_media(color_scheme="light")
    return found


def _axe(page: Page, rules: dict[str, Any], fresh: list[int] | None = None) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, [rules, fresh])
