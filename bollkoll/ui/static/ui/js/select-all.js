// Choosing several rows: the head's checkbox, a range with shift, and a bar that appears with the number chosen.

import { each, on } from "./page.js";

let last = null;
const scope = (element) => element.closest("form, [data-rows], table, .pane") ?? document;
const boxes = (within) => [...within.querySelectorAll("input[data-select]")];
const together = (within) => boxes(within).filter((box) => !box.closest("[data-select-apart]")); // those are chosen one by one

on("click", "input[data-select]", (event, box) => {
  const all = boxes(scope(box));
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const other of all.slice(from, to + 1)) other.checked = box.checked;
  }
  last = box;
});

on("change", "input[data-select-all]", (event, head) => {
  for (const box of together(scope(head))) box.checked = head.checked;
  show();
});
on("change", "input[data-select]", () => show());
on("click", "[data-select-none]", () => {
  for (const box of boxes(document)) box.checked = false;
  show();
});

export function show() {
  const all = boxes(document);
  const chosen = all.filter((box) => box.checked).length;
  for (const head of document.querySelectorAll("input[data-select-all]")) {
    const within = together(scope(head));
    const some = within.filter((box) => box.checked).length;
    head.checked = within.length > 0 && some === within.length;
    head.indeterminate = some > 0 && some < within.length;
  }
  for (const bar of document.querySelectorAll("[data-selection]")) bar.hidden = chosen === 0;
  for (const count of document.querySelectorAll("[data-selection-count]")) count.textContent = String(chosen);
}

each("[data-selection], input[data-select]", show);
