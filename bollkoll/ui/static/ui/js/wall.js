// A screen on a wall: kept awake while it is shown, on the whole screen when one asks.

import { each, on } from "./page.js";

let lock = null;

async function stayAwake() {
  if (!("wakeLock" in navigator) || document.hidden || lock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; show(); });
  } catch { lock = null; } // a low battery or the machine's own rules say no
  show();
}

function show() {
  const words = document.querySelector("[data-awake]");
  if (words) words.hidden = !lock;
}

addEventListener("visibilitychange", stayAwake);
stayAwake();

each("[data-whole-screen]", (button) => { button.hidden = !document.fullscreenEnabled; });
on("click", "[data-whole-screen]", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
});
