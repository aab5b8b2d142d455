// Messages at the foot of the page go away by themselves when calm, on request when not. htmx failures speak here.

import { aside } from "./kept.js";
import { each, noteStatus, on, text, toast } from "./page.js";

const DISMISSED = "dismissed"; // of those that have a name: they come with every page as long as what they tell goes on

each("[data-toast]", (shown) => {
  if (shown.dataset.toast && aside.get(DISMISSED)?.includes(shown.dataset.toast)) return shown.remove();
  if (shown.matches(".is-urgent, .is-attention")) return;
  let left = Math.max(8000, shown.textContent.length * 110);
  const tick = setInterval(() => {
    if (shown.matches(":hover, :focus-within") || document.hidden) return;
    left -= 500;
    if (left <= 0 || !shown.isConnected) { clearInterval(tick); shown.remove(); }
  }, 500);
});

on("click", "[data-dismiss]", (event, button) => {
  const shown = button.closest("[data-toast], .notice");
  const name = shown?.dataset.toast;
  if (name) aside.set(DISMISSED, [...(aside.get(DISMISSED) ?? []), name].slice(-50));
  shown?.remove();
});

// A page that comes again after a form was sent would go back to where it was scrolled, past what it has to say.
each("[data-focus]", (element) => {
  history.scrollRestoration = "manual";
  element.focus();
});
addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });

each("[data-autosubmit]", (form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

document.addEventListener("htmx:sendError", () => toast(text("not-sent"), "urgent"));
document.addEventListener("htmx:timeout", () => toast(text("not-sent"), "urgent"));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  noteStatus(status);
  if (event.detail.elt?.hasAttribute?.("data-live")) return;
  toast(status === 401 ? text("logged-out") : text("refused", { status }), "urgent");
});
