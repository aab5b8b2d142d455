// Läget nu: the server draws the words, this only ticks. Once a minute, and when a promise breaks, the page asks anew.

import { announce, on } from "./page.js";

const MINUTE = 60000;
let asked = Date.now();
let answered = Date.now();

/** h:mm:ss until the moment, as the server writes it; nothing when it is past or more than a day away. */
export function left(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds <= 0 || seconds >= 86400) return "";
  const pad = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
}

function ask() {
  asked = Date.now();
  document.dispatchEvent(new CustomEvent("told", { detail: { value: ["minute"] } }));
}

function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const said = left(Date.parse(time.dateTime) - now);
    if (said && said !== time.textContent) time.textContent = said;
    time.classList.toggle("is-soon", Boolean(said) && Date.parse(time.dateTime) - now < 15 * MINUTE);
    if (!said && !time.dataset.over) {
      time.dataset.over = "yes";
      if (now - asked > 2000) ask();
    }
  }
  if (!document.hidden && now - asked > MINUTE) ask();
  const stale = document.querySelector("[data-now-stale]");
  const isOld = now - answered > 3 * MINUTE;
  if (stale && stale.hidden === isOld) {
    stale.hidden = !isOld;
    if (isOld) announce(stale.textContent);
  }
}

on("htmx:afterSwap", "#now", () => { answered = Date.now(); });
addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - asked > MINUTE) ask(); });
setInterval(tick, 1000);
tick();
