// [data-when="name" data-when-is="a b"]: shown while a field of the form has one of the values. Without script all of it stands there.

import { each, on } from "./page.js";

function holds(part) {
  const form = part.closest("form");
  const wanted = part.dataset.whenIs.split(" ");
  return [...form.querySelectorAll(`[name="${CSS.escape(part.dataset.when)}"]`)].some((input) =>
    wanted.includes(input.value) && (!["radio", "checkbox"].includes(input.type) || input.checked));
}

const show = (part) => { part.hidden = !holds(part); };

each("[data-when]", show);
on("change", "form", (event, form) => { for (const part of form.querySelectorAll("[data-when]")) show(part); });
