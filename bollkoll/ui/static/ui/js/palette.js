// Ctrl K: go anywhere, do anything on this page. A combobox over the page's commands and what the server finds.

import { arrived, icon, laterOnce, make, text } from "./page.js";

let dialog, field, list, status, options = [], at = 0, asked = 0;

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (dialog?.open) dialog.close();
  else open();
});

const commands = () => {
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-command]")) {
    const label = (element.dataset.command || element.querySelector(".rail-label")?.textContent || element.textContent).trim();
    if (!seen.has(label)) seen.set(label, { label, hint: element.dataset.commandHint ?? element.dataset.key ?? "", icon: element.dataset.commandIcon, element });
  }
  return [...seen.values()];
};

function open() {
  if (document.querySelector("dialog[open]")) return;
  field = make("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": text("palette-label"), placeholder: text("palette-label"), autocomplete: "off", spellcheck: "false" });
  list = make("div", { class: "palette-list", role: "listbox", id: "palette-list", "aria-label": text("palette-label") });
  status = make("p", { class: "visually-hidden", "aria-live": "polite" });
  dialog = make("dialog", { class: "dialog palette", "aria-label": text("palette-label") },
    make("div", { class: "palette-field" }, icon("search"), field), list, status);
  dialog.addEventListener("close", () => dialog.remove());
  field.addEventListener("input", () => { show(matching(field.value)); seek(field.value); });
  field.addEventListener("keydown", keys);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(Number(option.dataset.at));
  });
  document.body.append(dialog);
  arrived(dialog);
  show(matching(""));
  dialog.showModal();
  field.focus();
}

function matching(words) {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  return commands()
    .filter(({ label }) => parts.every((part) => label.toLowerCase().includes(part)))
    .sort((a, b) => Number(b.label.toLowerCase().startsWith(words.toLowerCase())) - Number(a.label.toLowerCase().startsWith(words.toLowerCase())));
}

const seek = laterOnce(150, async (words) => {
  const url = document.body.dataset.paletteUrl;
  if (!url || words.trim().length < 2) return;
  const mine = ++asked;
  try {
    const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(words.trim())}`, { headers: { Accept: "application/json" } });
    const found = answer.ok ? await answer.json() : [];
    if (mine === asked && dialog.open && field.value === words) show(different([...matching(words), ...found]));
  } catch { /* the page's own commands are still there */ }
});

/** A page that the rail offers already is not offered again by the server. */
const different = (items) => {
  const seen = new Set();
  return items.filter((item) => {
    const to = item.url ?? item.element?.getAttribute("href");
    return !to || (!seen.has(to) && seen.add(to));
  });
};

function show(items) {
  options = items;
  list.replaceChildren(...items.map((item, number) => make("div", { role: "option", id: `palette-${number}`, "data-at": number },
    icon(item.icon || "arrow-right"), make("span", { text: item.label }), item.hint ? make("small", { text: item.hint }) : null)));
  if (!items.length) list.append(make("p", { class: "palette-empty", text: text("palette-empty") }));
  status.textContent = items.length ? text("palette-results", { number: items.length }) : text("palette-empty");
  mark(0);
}

function mark(number) {
  at = options.length ? (number + options.length) % options.length : -1;
  for (const option of list.querySelectorAll("[role=option]")) option.setAttribute("aria-selected", String(Number(option.dataset.at) === at));
  const chosen = document.getElementById(`palette-${at}`);
  if (chosen) { field.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
  else field.removeAttribute("aria-activedescendant");
}

function keys(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.key in steps) mark(at + steps[event.key]);
  else if (event.key === "Enter") choose(at);
  else return;
  event.preventDefault();
}

function choose(number) {
  const item = options[number];
  if (!item) return;
  dialog.close();
  if (item.element) item.element.matches("input, textarea, select") ? item.element.focus() : item.element.click();
  else if (item.url) location.assign(item.url);
}
