// Says what would help while a form is filled in: a list of hints for fields still empty. It never blocks.

import { each, make, on, text } from "./page.js";

each("form [data-missing]", (box) => {
  const form = box.closest("form");
  const draw = () => show(form, box);
  form.addEventListener("input", draw);
  form.addEventListener("change", draw);
  form.addEventListener("reset", () => setTimeout(draw));
  draw();
});

function isEmpty(field) {
  if (field.tagName === "FIELDSET" || field.type === "radio" || field.type === "checkbox") {
    const all = field.tagName === "FIELDSET" ? field.querySelectorAll("input") : field.form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`);
    return ![...all].some((input) => (input.type === "radio" || input.type === "checkbox" ? input.checked : input.value.trim()));
  }
  return !field.value.trim();
}

function show(form, box) {
  const lacking = [...form.querySelectorAll("[data-hint]")].filter(isEmpty);
  // While something that was refused stands on the page, all is not there, however much is filled in.
  const isRefused = form.querySelector("[aria-invalid=true], .field.has-error, .file.has-error, .identity-ask, .notice.is-urgent, .errors") !== null;
  box.hidden = isRefused && lacking.length === 0;
  if (box.hidden) return;
  box.classList.add("missing");
  box.classList.toggle("is-complete", lacking.length === 0);
  const items = lacking.map((field) => make("li", {}, make("a", { href: `#${field.id}`, text: field.dataset.hint, "data-goes": field.id })));
  box.replaceChildren(make("div", {},
    make("p", { text: text(lacking.length ? "missing" : "missing-none") }), lacking.length ? make("ul", {}, ...items) : null));
}

on("click", "a[data-goes]", (event, link) => {
  const field = document.getElementById(link.dataset.goes);
  const target = field?.matches("fieldset") ? field.querySelector("input, select, textarea") : field;
  if (!target) return;
  event.preventDefault();
  target.focus();
});
