"""What a page must be to everybody: axe finds nothing in light or dark, and nothing sticks out of a narrow window."""

import os
import re
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Only these can differ between the light and the dark page: the markup is the same."""

RUN = """async (only) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  // An open dialog stands in the top layer, which axe does not know: what lies behind is inert, and is no part of the page now.
  const dialog = [...document.querySelectorAll("dialog:modal")].pop();
  const style = [document.body.style, dialog?.style];
  if (dialog) { style[0].visibility = "hidden"; style[1].visibility = "visible"; }
  // From the top: what has scrolled in under the bar is not covered by it for anybody who scrolls.
  const scrolled = scrollY;
  scrollTo(0, 0);
  // The bar of what is chosen stands over the end of the window; what is behind it is reached by scrolling.
  const bar = document.querySelector("[data-selection]:not([hidden])");
  bar?.style.setProperty("position", "static");
  // A menu covers what is behind it until it is closed; the page without it is looked at by itself.
  const menu = [...document.querySelectorAll("details[data-menu][open] > .menu-list")].pop();
  const found = await axe.run(dialog ?? menu ?? document, { runOnly: only, resultTypes: ["violations"] });
  scrollTo(0, scrolled);
  bar?.style.removeProperty("position");
  for (const one of style) one?.removeProperty("visibility");
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

NARROW = 600
_seen: set[tuple[int, str, str, str]] = set()


def faults(page: Page, state: str) -> list[str]:
    """Everything wrong with the page as it stands. Looked at once per address, state and width, in a journey or with the
    same title: the way one uses a page does not change how it looks. ``state`` tells several states of one address
    apart."""
    found = page.evaluate(OUTSIDE)
    width = (page.viewport_size or {"width": 0})["width"]
    place = re.sub(r"[0-9a-f-]{30,}|[0-9]+", "#", page.url.partition("?")[0])
    journey = os.environ.get("PYTEST_CURRENT_TEST", "").partition("[")[0]
    marks = {(width, page.title(), place, state), (width, journey, place, state)}
    if marks & _seen:
        return found
    _seen.update(marks)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    schemes: list[tuple[Literal["light", "dark"], dict[str, Any]]] = [("light", {"type": "tag", "values": RULES})]
    # The colours of a state are those of a wide window; what only a narrow one has is the same in all states of a page.
    dark = (width, "dark", place, f"{journey} {state}" if width > NARROW else "")
    if dark not in _seen:
        _seen.add(dark)
        schemes.append(("dark", {"type": "rule", "values": COLOURS}))
    for scheme, only in schemes:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {fault}" for fault in page.evaluate(RUN, only)]
    page.emulate_media(color_scheme="light")
    return found
