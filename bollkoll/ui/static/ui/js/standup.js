// The time of a stand-up: started and paused with a key, kept in this browser while one walks from item to item. It nags nobody.

import { each, on } from "./page.js";

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } };
const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } };
const keyOf = (timer) => `stand-up-${timer.dataset.timer}`;

function gone({ kept = 0, from = 0 }) {
  return Math.floor((kept + (from ? Date.now() - from : 0)) / 1000);
}

function show(timer) {
  const state = read(keyOf(timer));
  const seconds = gone(state);
  timer.querySelector("[data-timer-shown]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  timer.querySelector("[data-timer-start]").hidden = Boolean(state.from);
  timer.querySelector("[data-timer-pause]").hidden = !state.from;
}

on("click", "[data-timer-go]", (event, button) => {
  const timer = button.closest("[data-timer]");
  const state = read(keyOf(timer));
  write(keyOf(timer), state.from ? { kept: gone(state) * 1000 } : { kept: state.kept ?? 0, from: Date.now() });
  show(timer);
});

each("[data-timer]", (timer) => {
  show(timer);
  setInterval(() => { if (!document.hidden) show(timer); }, 1000);
});

// After a step the new item's heading is where one is, for those who listen; the keys work from anywhere.
on("htmx:afterSettle", "#stand-up", (event, place) => {
  place.querySelector("[data-focus]")?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
});
