// Lists of cases: search as one types, dealing out row by row without losing one's place, priority shown while choosing.

import { announce, each, laterOnce, on } from "./page.js";

// The bar's search narrows the list on the page while one types; elsewhere it is an ordinary form.
const find = laterOnce(200, async (field) => {
  const found = document.getElementById("found");
  if (!found || !window.htmx) return;
  const to = new URL(location.href);
  for (const name of ["page", "sort"]) to.searchParams.delete(name);
  if (field.value.trim()) to.searchParams.set("q", field.value.trim());
  else to.searchParams.delete("q");
  if (to.href === location.href) return;
  history.replaceState(history.state, "", to);
  found.setAttribute("aria-busy", "true");
  try {
    await window.htmx.ajax("GET", to.href, { target: "#list", source: field, swap: "innerHTML show:none" });
  } finally {
    found.removeAttribute("aria-busy");
  }
  const said = document.querySelector("#found [role=status]")?.textContent.trim();
  if (said) announce(said);
});

on("input", ".bar-search input[type=search]", (event, field) => { if (document.getElementById("found")) find(field); });

// A row that was dealt out is gone: the next one has the focus, so that the keyboard goes on.
let place = -1;
const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
on("click", "button[data-accept]", (event, button) => {
  if (!window.htmx) return;
  event.preventDefault();
  place = rows().indexOf(button.closest("[data-row]"));
  window.htmx.ajax("POST", button.getAttribute("formaction"), { target: "#inflow", source: button, swap: "innerHTML show:none", values: { person: button.value } });
});
on("click", "a[data-dialog][data-row-key]", (event, link) => { place = rows().indexOf(link.closest("[data-row]")); });
document.addEventListener("htmx:afterSettle", (event) => {
  if (place < 0 || !event.detail.target?.matches?.("[data-rows]")) return;
  const left = rows();
  left[Math.min(place, left.length - 1)]?.querySelector("[data-open]")?.focus();
  place = -1;
});

// What is asked before many are changed stands in the shared dialog; once it is sent the dialog has done its work.
document.addEventListener("submit", (event) => {
  if (event.target.id === "many") document.getElementById("dialog")?.close();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "filter-body") event.detail.target.querySelector("input:not([type=hidden]), select")?.focus();
});

// Impact × urgency: what it comes to, while choosing. The server reckons again.
each("[data-matrix]", (box) => {
  const form = box.closest("form");
  const matrix = Object.fromEntries(box.dataset.matrix.trim().split(/\s+/).map((one) => [one.slice(0, 2), one.slice(2)]));
  const show = () => {
    const of = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? "";
    const priority = matrix[of("impact") + of("urgency")] ?? "";
    for (const said of box.querySelectorAll("[data-priority]")) said.hidden = said.dataset.priority !== priority;
  };
  form.addEventListener("change", show);
  show();
});

on("keydown", "form.deal-out", (event, form) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});
