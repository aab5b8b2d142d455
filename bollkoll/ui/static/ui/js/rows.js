// Rows of examples (a Django formset): add from the <template> inside, remove, keep TOTAL_FORMS true. Three rows stand there without this.

import { announce, arrived, each, on, text } from "./page.js";

each("[data-example-rows]", (shell) => {
  for (const hidden of shell.querySelectorAll("[data-example-add], [data-example-remove]")) hidden.hidden = false;
});

on("click", "[data-example-add]", (event, button) => {
  const shell = button.closest("[data-example-rows]");
  const template = shell.querySelector("template");
  const total = shell.querySelector('input[name$="TOTAL_FORMS"]');
  const most = Number(shell.querySelector('input[name$="MAX_NUM_FORMS"]')?.value ?? 1000);
  const number = Number(total.value);
  if (number >= most) return;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.content.firstElementChild;
  const rows = shell.querySelectorAll("[data-example-row]");
  if (rows.length) rows[rows.length - 1].after(row);
  else template.before(row);
  total.value = String(number + 1);
  for (const hidden of row.querySelectorAll("[data-example-remove]")) hidden.hidden = false;
  arrived(row);
  window.htmx?.process(row);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  announce(text("row-added"));
});

on("click", "[data-example-remove]", (event, button) => {
  const row = button.closest("[data-example-row]");
  const shell = row.closest("[data-example-rows]");
  const fields = row.querySelectorAll("input:not([type=hidden]), textarea, select");
  for (const field of fields) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.name.endsWith("-DELETE");
    else field.value = "";
  }
  // The numbers of a formset must stay whole, so a removed row is emptied and hidden; an empty row means nothing.
  row.hidden = true;
  row.dispatchEvent(new Event("input", { bubbles: true }));
  shell.querySelector("[data-example-add]")?.focus();
  announce(text("row-removed"));
});
