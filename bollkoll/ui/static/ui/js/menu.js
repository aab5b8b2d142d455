// Menus made of <details>: one open at a time, closed by a click outside, Escape or a choice; arrows move inside.

import { on } from "./page.js";

const open = () => [...document.querySelectorAll("details[data-menu][open]")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

on("click", "details[data-menu] .menu-list :is(a, button:not([data-theme-choice]))", (event, choice) => {
  choice.closest("details").open = false;
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details[data-menu]") || !event.target.open) return;
  for (const menu of open()) if (menu !== event.target) menu.open = false;
  keepInside(event.target.querySelector(".menu-list"));
}, true);

/** A list of choices that would stand outside a narrow window is moved in, by so much as it takes. */
function keepInside(list) {
  if (!list) return;
  list.style.translate = "";
  const box = list.getBoundingClientRect(), margin = 8;
  const over = box.right + margin - document.documentElement.clientWidth;
  if (over > 0) list.style.translate = `${-Math.min(over, box.left - margin)}px 0`;
  else if (box.left < margin) list.style.translate = `${margin - box.left}px 0`;
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]") ?? (event.key === "Escape" ? open()[0] : null);
  if (!menu) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const choices = [...menu.querySelectorAll(".menu-list :is(a[href], button:not(:disabled))")];
    if (!choices.length) return;
    event.preventDefault();
    const at = choices.indexOf(document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : -1;
    choices[(at + step + choices.length) % choices.length].focus();
  }
}, true);
