// What somebody has before them in a part of the page, kept while news is drawn there.

import { announce, text, toast } from "./page.js";

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** What a button sends to, when it sends: the same words that send to another address are another deed. */
const deed = (stop) => (stop.type === "submit" && stop.form?.getAttribute("action")) || "";
const wordsOf = (element) => element.textContent.trim();
const whoses = (element) => [...element.querySelectorAll("[data-whose]")].map((part) => part.dataset.whose);

/** What finds the stop of the keyboard again after the swap: by its name; else the same words; else what stands in its place.
 * Never another's deed: what acts on something that is gone from here (`data-whose`) leaves the focus at `data-stand`, which says how it is now. */
function place(element) {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  if (!active) return () => null;
  const name = active.getAttribute("name"), href = active.getAttribute("href");
  const mark = active.id ? `#${CSS.escape(active.id)}` : href ? `[href="${CSS.escape(href)}"]` : name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(active.value ?? "")}"]` : "";
  const [said, does, whose] = [wordsOf(active), deed(active), active.closest("[data-whose]")?.dataset.whose];
  const at = [...element.querySelectorAll(STOPS)].indexOf(active);
  return (now) => {
    const part = whose === undefined ? now : now.querySelector(`[data-whose="${CSS.escape(whose)}"]`);
    if (!part) return stand(now);
    const stops = [...part.querySelectorAll(STOPS)].filter((stop) => !stop.disabled && stop.checkVisibility());
    const alike = stops.filter((stop) => stop.tagName === active.tagName && wordsOf(stop) === said && deed(stop) === does);
    const isSafe = (stop) => !deed(stop) && (whose !== undefined || !stop.closest("[data-whose]"));
    return (mark && part.querySelector(mark)) || (said && alike.length === 1 && alike[0]) || stops.slice(0, at + 1).findLast(isSafe) || stops.find(isSafe) || stand(now);
  };
}

function stand(now) {
  const neutral = now.querySelector("[data-stand]") ?? now;
  if (!neutral.hasAttribute("tabindex")) neutral.tabIndex = -1;
  if (neutral.dataset.stand) announce(neutral.dataset.stand);
  return neutral;
}

// What came in another's place by news takes no press for a moment: it was meant for what stood there. One's own press may be followed at once.
const [FRESH, OWN] = [1000, 3000];
let sentAt = -OWN;
for (const moment of ["htmx:beforeRequest", "htmx:afterRequest"]) {
  document.addEventListener(moment, ({ detail }) => { if (detail.requestConfig.verb !== "get") sentAt = performance.now(); });
}
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-fresh]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast(text("live-fresh"), "attention");
}, true);

function freshen(now, before) {
  if (!before.length || performance.now() - sentAt < OWN) return;
  for (const part of now.querySelectorAll("[data-whose]")) {
    if (before.includes(part.dataset.whose)) continue;
    part.setAttribute("data-fresh", "");
    setTimeout(() => part.removeAttribute("data-fresh"), FRESH);
  }
}

/** Focus, scroll, what is unfolded and chosen rows, to be put back after the swap. */
export function remember(element) {
  const stop = place(element), before = whoses(element);
  const chosen = [...element.querySelectorAll("input[data-select]:checked")].map((box) => box.value);
  const named = (details) => details.id || details.querySelector("summary")?.textContent.trim();
  const opened = [...element.querySelectorAll("details[open]")].map(named);
  const currents = [...element.querySelectorAll("a[data-beside][aria-current]")].map((link) => link.getAttribute("href"));
  const scrolled = [];
  for (let at = element; at; at = at.parentElement) if (at.scrollTop || at.scrollLeft) scrolled.push([at, at.scrollTop, at.scrollLeft]);
  return (now) => {
    if (!now) return;
    for (const box of now.querySelectorAll("input[data-select]")) box.checked = chosen.includes(box.value);
    // Only unfolded, never folded: somebody may have opened it since.
    for (const details of now.querySelectorAll("details")) if (opened.includes(named(details))) details.open = true;
    for (const href of currents) now.querySelector(`a[data-beside][href="${CSS.escape(href)}"]`)?.setAttribute("aria-current", "true");
    freshen(now, before);
    stop(now)?.focus({ preventScroll: true });
    for (const [at, top, left] of scrolled) if (at.isConnected) { at.scrollTop = top; at.scrollLeft = left; }
    now.querySelector("input[data-select]")?.dispatchEvent(new Event("change", { bubbles: true }));
  };
}

// What comes along with an answer and is drawn elsewhere (the menu with its numbers) is drawn under whoever stands there too.
const along = new Map();
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target } }) => {
  if (target.id && target.contains(document.activeElement)) along.set(target.id, remember(target));
});
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target: { id } } }) => {
  along.get(id)?.(document.getElementById(id));
  along.delete(id);
});
