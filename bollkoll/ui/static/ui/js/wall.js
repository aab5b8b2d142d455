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

// The height of the screen and no more: nobody scrolls a wall. What has no room goes, the least urgent of the longest part
// first, and is counted where it stood.

const large = matchMedia("(width >= 80rem) and (height >= 40rem)");
const now = document.getElementById("now");
const left = (part) => [...part.querySelectorAll(".glance, .proposal, tbody tr")].filter((row) => !row.hidden);

function say(part, gone) {
  const more = gone + Number(part.dataset.more || 0);
  const words = part.querySelector("[data-left]") ?? part.appendChild(Object.assign(document.createElement("p"), { className: "now-more" }));
  words.dataset.left = "";
  words.textContent = now.dataset.moreWords.replace("%s", more);
  words.hidden = !more;
}

function fit() {
  now.toggleAttribute("data-fitted", large.matches);
  for (const column of now.querySelectorAll("[data-fits]")) {
    const parts = column.matches(".now-part") ? [column] : [...column.querySelectorAll(".now-part")];
    for (const part of parts) {
      for (const row of part.querySelectorAll(".glance, .proposal, tbody tr")) row.hidden = false;
      say(part, 0);
      part.dataset.gone = 0;
    }
    if (!large.matches) continue;
    while (column.scrollHeight > column.clientHeight + 1) {
      const some = parts.filter((part) => left(part).length);
      const others = some.filter((part) => !("keeps" in part.dataset));  // what keeps its rows goes last
      const longest = (others.length ? others : some).sort((a, b) => left(a).length - left(b).length).pop();
      if (!longest) break;
      left(longest).pop().hidden = true;
      say(longest, ++longest.dataset.gone);
    }
  }
}

addEventListener("resize", fit);
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id === "now") fit(); });
document.fonts.ready.then(fit);
