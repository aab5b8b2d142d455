// What somebody has before them in a part of the page, kept while news is drawn there.

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** What finds the stop of the keyboard again after the swap: by its name; else the same words; else what stands in its place. */
function place(element) {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  if (!active) return () => null;
  const name = active.getAttribute("name"), href = active.getAttribute("href");
  const mark = active.id ? `#${CSS.escape(active.id)}` : href ? `[href="${CSS.escape(href)}"]` : name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(active.value ?? "")}"]` : "";
  const said = active.textContent.trim();
  const at = [...element.querySelectorAll(STOPS)].indexOf(active);
  return (now) => {
    const stops = [...now.querySelectorAll(STOPS)].filter((stop) => !stop.disabled && stop.checkVisibility());
    const alike = stops.filter((stop) => stop.tagName === active.tagName && stop.textContent.trim() === said);
    return (mark && now.querySelector(mark)) || (said && alike.length === 1 && alike[0]) || stops[Math.min(at, stops.length - 1)];
  };
}

/** Focus, scroll, what is unfolded and chosen rows, to be put back after the swap. */
export function remember(element) {
  const stop = place(element);
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
