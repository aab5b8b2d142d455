// Counts down to the moment when something can no longer be undone.

import { each, text } from "./page.js";

each("[data-undo-until]", (element) => {
  const until = Date.parse(element.dataset.undoUntil);
  const left = element.querySelector("[data-undo-left]");
  const tick = setInterval(show, 250);
  function show() {
    if (!element.isConnected) return clearInterval(tick);
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (left) left.textContent = seconds > 0 ? text("undo-left", { seconds }) : "";
    if (seconds > 0) return undefined;
    clearInterval(tick);
    element.querySelector("[data-undo-form]")?.remove();
    element.dispatchEvent(new CustomEvent("undo:over", { bubbles: true }));
    return undefined;
  }
  show();
});
