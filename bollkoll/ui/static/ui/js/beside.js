// From 1200 px a link in the list opens in the pane beside it; below that it is an ordinary link.

import { on } from "./page.js";

const wide = matchMedia("(width >= 75rem)");

on("click", "a[data-beside]", async (event, link) => {
  const pane = document.getElementById("detail");
  if (!wide.matches || !window.htmx || !pane?.checkVisibility() || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  await openBeside(link, pane);
});

async function openBeside(link, pane) {
  for (const other of document.querySelectorAll("a[data-beside][aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  pane.setAttribute("aria-busy", "true");
  try {
    await window.htmx.ajax("GET", link.href, { target: pane, swap: "innerHTML", source: link, push: link.href });
    if (location.href !== link.href) history.pushState({ htmx: true }, "", link.href);
  } finally {
    pane.removeAttribute("aria-busy");
  }
  pane.scrollTop = 0;
  const title = pane.querySelector("h1, h2")?.textContent.trim();
  if (title) document.title = document.title.replace(/^.*( · [^·]+)$/, `${title}$1`);
}
