// Shortcuts that the page itself declares (data-key), movement in lists, and a dialog that lists them all.
// Single keys never act while someone writes, and can be switched off (WCAG 2.1.4).

import { isWriting, make, on, text } from "./page.js";

const chosen = () => { try { return localStorage.getItem("keys"); } catch { return null; } };
const off = () => (chosen() ?? document.body.dataset.shortcuts) === "off";
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const scope = () => [...document.querySelectorAll("dialog[open]")].pop() ?? document;
let begun = "";
let begunAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches?.("input[type=search]") && !event.target.value) event.target.blur();
  if (event.key === "Escape" && event.target.matches?.("textarea[data-key]") && !event.defaultPrevented) event.target.blur();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isWriting(event.target) || event.target.closest?.("[role=menu], [role=listbox]")) return;
  if (event.key === "?") { event.preventDefault(); help(); return; }
  if (off()) return;
  const pressed = event.key;
  const sequence = begun && Date.now() - begunAt < 1200 ? `${begun} ${pressed}` : pressed;
  begun = "";
  if (actOnRow(pressed) || act(sequence) || (sequence !== pressed && act(pressed)) || move(pressed, event)) event.preventDefault();
  else if ([...document.querySelectorAll("[data-key]")].some((element) => element.dataset.key.startsWith(`${pressed} `))) {
    begun = pressed;
    begunAt = Date.now();
  }
});

function act(key) {
  const found = [...scope().querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  if (!found || found.disabled) return false;
  if (found.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select")) {
    found.focus();
    found.select?.();
  } else if (found.matches("summary")) {
    found.click();
    found.parentElement.querySelector(":is(a[href], button, input, select)")?.focus();
  } else found.click();
  return true;
}

/** A key of the row that has the focus, or of the row that is open beside; when rows are chosen, the key is theirs. */
function actOnRow(key) {
  if (scope().querySelector(`[data-selection]:not([hidden]) [data-key="${CSS.escape(key)}"]`)) return false;
  const focused = document.activeElement?.closest("[data-row]");
  const row = focused ?? scope().querySelector("[data-row]:has([data-open][aria-current=true])");
  const found = row && [...row.querySelectorAll(`[data-row-key="${CSS.escape(key)}"]`)].find(visible);
  if (!found || found.disabled || (!focused && document.activeElement !== document.body)) return false;
  found.click();
  return true;
}

function move(key, event) {
  if (!["j", "k", "o", "x", "Home", "End"].includes(key)) return false;
  const list = document.activeElement?.closest("[data-rows]") ?? [...scope().querySelectorAll("[data-rows]")].find(visible);
  if (!list) return false;
  const links = [...list.querySelectorAll("[data-open]")].filter(visible);
  if (!links.length) return false;
  let at = links.findIndex((link) => (link.closest("[data-row]") ?? link).contains(document.activeElement));
  const focused = at >= 0;
  if (at < 0) at = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  if (key === "Home" || key === "End") {
    if (!focused) return false;
    at = key === "Home" ? 0 : links.length - 1;
  } else if (key === "j") at = focused ? Math.min(at + 1, links.length - 1) : Math.max(at, 0);
  else if (key === "k") at = Math.max(focused ? at - 1 : at, 0);
  else if (at < 0) return false;
  else if (key === "o") { links[at].click(); return true; }
  else if (key === "x") {
    const box = links[at].closest("[data-row]")?.querySelector("[data-select]");
    if (!box) return false;
    box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    return true;
  }
  links[at].focus();
  (links[at].closest("[data-row]") ?? links[at]).scrollIntoView({ block: "nearest" });
  return true;
}

/** What can be pressed here: [[keys, words], …]. */
function known() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const words = element.dataset.keyLabel || element.textContent.trim() || element.getAttribute("aria-label");
    if (visible(element) && !found.has(element.dataset.key)) found.set(element.dataset.key, words);
  }
  for (const element of document.querySelectorAll("[data-row-key]")) {
    if (!found.has(element.dataset.rowKey)) found.set(element.dataset.rowKey, element.dataset.rowKeyLabel);
  }
  const standing = [];
  if (document.querySelector("[data-rows]")) standing.push(["j", text("keys-next")], ["k", text("keys-previous")], ["Enter", text("keys-open")]);
  if (document.querySelector("[data-rows] [data-select]")) standing.push(["x", text("keys-select")]);
  if (document.querySelector("form[data-once] textarea")) standing.push(["Ctrl Enter", text("keys-send")]);
  standing.push(["Ctrl K", text("keys-palette")], ["?", text("keys-help")]);
  return [...found, ...standing];
}

function caps(keys) {
  return keys.split(" ").flatMap((key, at) => [at ? document.createTextNode(keys.startsWith("Ctrl") ? " + " : ` ${text("then")} `) : null, make("kbd", { text: key })]);
}

function help() {
  document.getElementById("keys")?.remove();
  const box = make("input", { type: "checkbox", id: "keys-on", onchange: () => {
    try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* private mode */ }
  } });
  box.checked = !off();
  const list = make("dl", { class: "keys" }, ...known().map(([keys, words]) => make("div", {}, make("dt", {}, ...caps(keys)), make("dd", { text: words }))));
  const dialog = make("dialog", { id: "keys", class: "dialog is-wide", "aria-labelledby": "keys-title" }, make("div", { class: "dialog-body stack" },
    make("header", { class: "dialog-head" }, make("h2", { id: "keys-title", text: text("keys-title") }),
      make("button", { type: "button", class: "button is-quiet is-small", "data-closes": true, text: text("close") })),
    list, make("div", { class: "check" }, box, make("label", { for: "keys-on", text: text("keys-off") }))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

on("click", "[data-keys-help]", help);
