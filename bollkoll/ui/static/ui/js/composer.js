// The composer's two modes, and texts put in at the caret. Without this the modes are links that the server answers.

import { each, on } from "./page.js";

on("click", "[data-composer-mode]", (event, link) => {
  const composer = link.closest("[data-composer]");
  const { composerMode: mode } = link.dataset;
  const chosen = composer.querySelector(`[data-composer-form="${mode}"]`);
  if (!chosen) return;
  event.preventDefault();
  for (const form of composer.querySelectorAll("[data-composer-form]")) form.hidden = form !== chosen;
  for (const other of composer.querySelectorAll("[data-composer-mode]")) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  const field = chosen.querySelector("textarea");
  field?.focus({ preventScroll: true });
  composer.scrollIntoView({ block: "nearest" });
});

// Whoever is led here to write (a draft was made of something) begins at its end, when the page has gone to its place.
addEventListener("pageshow", () => {
  if (!new URLSearchParams(location.search).has("compose") || !location.hash) return;
  const composer = document.getElementById(location.hash.slice(1));
  const field = composer?.querySelector("[data-composer-form]:not([hidden]) textarea");
  field?.focus({ preventScroll: true });
  field?.setSelectionRange(field.value.length, field.value.length);
});

on("click", "[data-insert]", (event, button) => {
  const field = button.dataset.insertInto ? document.getElementById(button.dataset.insertInto) : button.closest("form")?.querySelector("textarea");
  if (!field) return;
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  field.setRangeText(gap + button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const chosen = button.dataset.insertId && field.form?.elements.template;
  if (chosen) chosen.value = button.dataset.insertId;
});

// Fields grow with their text; where CSS cannot do it, here.
if (!CSS.supports("field-sizing", "content")) {
  each("textarea[data-autogrow]", (field) => {
    const grow = () => { field.style.height = "auto"; field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight * 0.6)}px`; };
    field.addEventListener("input", grow);
    grow();
  });
}
