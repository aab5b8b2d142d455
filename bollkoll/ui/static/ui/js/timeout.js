// Warns before the session ends, in every tab at once; staying takes one press and loses nothing.

import { announce, make, post, text } from "./page.js";

const seconds = Number(document.body.dataset.sessionSeconds || 0);
const url = document.body.dataset.sessionExtendUrl;
const warning = Math.min(120, Math.max(20, seconds * 0.2)) * 1000;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
let ends = Date.now() + seconds * 1000;
let dialog = null;

const left = () => Math.max(0, ends - Date.now());

function said(milliseconds) {
  const whole = Math.ceil(milliseconds / 1000);
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s` : `${whole} s`;
}

function prolong(until, tellOthers = true) {
  ends = Math.max(ends, until);
  if (left() > warning) { dialog?.close(); dialog = null; }
  if (tellOthers) tabs?.postMessage(ends);
}

async function extend(words) {
  try {
    const answer = await post(url);
    if (answer.ok) { prolong(Date.now() + seconds * 1000); return; }
    ends = Date.now();
  } catch { words.textContent = text("not-sent"); }
}

function warn() {
  const words = make("p", { text: text("session-text", { left: said(left()) }) });
  dialog = make("dialog", { class: "dialog", role: "alertdialog", "aria-labelledby": "session-title", "aria-describedby": "session-words", "data-stays": true },
    make("div", { class: "dialog-body stack" }, make("h2", { id: "session-title", text: text("session-title") }), words,
      make("div", { class: "dialog-foot" }, make("button", { type: "button", class: "button is-primary", text: text("session-extend"), onclick: () => extend(words) }))));
  words.id = "session-words";
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); if (left()) extend(words); });
  dialog.addEventListener("close", (event) => event.target.remove());
  document.body.append(dialog);
  dialog.showModal();
  return words;
}

function watch() {
  let words = null;
  setInterval(() => {
    if (left() > warning) return;
    if (!dialog) words = warn();
    if (left()) { words.textContent = text("session-text", { left: said(left()) }); return; }
    if (words.dataset.over) return;
    words.dataset.over = "yes";
    words.textContent = text("session-over");
    announce(text("session-over"));
    const button = dialog.querySelector("button");
    button.textContent = text("close");
    button.replaceWith(make("button", { type: "button", class: "button", "data-closes": true, text: text("close") }));
  }, 1000);
}

if (seconds && url) {
  tabs?.addEventListener("message", (event) => prolong(Number(event.data), false));
  tabs?.postMessage(ends);
  addEventListener("pageshow", (event) => { if (event.persisted && dialog) dialog.close(); });
  watch();
}
