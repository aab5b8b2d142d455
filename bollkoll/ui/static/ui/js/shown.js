// [data-shown-for]: what may be read for a while only. It goes when the time is over, and when its dialog closes or the page is left.

import { announce, each, text } from "./page.js";

each("[data-shown-for]", (box) => {
  const left = box.querySelector("[data-shown-left]");
  const until = Date.now() + Number(box.dataset.shownFor) * 1000;
  const take = (aloud) => {
    clearInterval(timer);
    const over = box.nextElementSibling;
    box.remove();
    if (over?.hidden) over.hidden = false;
    if (aloud && over) announce(over.textContent.trim());
  };
  const timer = setInterval(() => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (!box.isConnected) clearInterval(timer);
    else if (seconds <= 0) take(true);
    else if (left) left.textContent = text("undo-left", { seconds });
  }, 1000);
  box.closest("dialog")?.addEventListener("close", () => take(false), { once: true });
  addEventListener("pagehide", () => take(false), { once: true });
});
