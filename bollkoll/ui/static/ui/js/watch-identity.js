// Warns while typing when something looks like a personal identity number; the check digit decides how firmly. It never blocks.
// What a field says it takes decides what is offered: "on", whatever is needed; "apart", a certain one only masked, and kept
// where only the support can open it when there is such a place; "never", a certain one only masked.

import { announce, each, icon, laterOnce, make, post, text, toast } from "./page.js";
import { find, mask } from "./personnummer.js";

// What is being pressed stays where it is until it is let go: a warning that opens or closes meanwhile would move it away.
let isPressed = false;
const waiting = new Set();
addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => { isPressed = false; setTimeout(() => { for (const look of waiting) { waiting.delete(look); look(); } }); }, true);
}

each("[data-identity]:is(input, textarea)", (field) => {
  const form = field.form;
  const keptHere = new Set();
  // What is needed is said once, whichever field it stands in; the form takes the answer along, so that the server need not ask either.
  const isKept = (number) => keptHere.has(number) || [...(form?.querySelectorAll("input[name=kept]") ?? [])].some((input) => input.value === number);
  let box = null;
  let warned = "";

  function look() {
    const found = find(field.value).filter((one) => !isKept(one.text));
    const worst = found.find((one) => one.certain) ?? found[0];
    const shown = worst ? `${worst.certain}:${worst.text}` : "";
    if (shown === warned) return;
    warned = shown;
    box?.remove();
    box = worst ? draw(worst, found) : null;
    if (!box) return;
    (field.closest(".field") ?? field).append(box);
    announce(box.querySelector("p").textContent);
  }

  function hide(found) {
    const { selectionStart: from, selectionEnd: to } = field;
    field.value = mask(field.value, found);
    field.setSelectionRange(from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    look();
  }

  // Where only the support can open it: at once when there is a case to keep it in, else along with the form.
  const place = () => document.querySelector("[data-identity-place]")?.dataset.identityPlace;
  const canProtect = () => field.dataset.identity !== "never" && (form?.hasAttribute("data-identity-protect") || place());

  async function protect(found) {
    for (const one of found) {
      if (form?.hasAttribute("data-identity-protect")) {
        form.append(make("input", { type: "hidden", name: "protected", value: one.text }));
        continue;
      }
      const answer = await post(place(), new URLSearchParams({ value: one.text }), { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) {
        toast((await answer?.json().catch(() => null))?.error ?? text("not-sent"), "attention");
        return;
      }
    }
    hide(found);
    toast(text("identity-protected"), "done");
  }

  function draw(worst, found) {
    const words = `${text(worst.certain ? "identity-certain" : "identity-possible", { text: worst.text })} ${text("identity-why")}`;
    return make("div", { class: `identity${worst.certain ? " is-certain" : ""}` }, icon(worst.certain ? "alert" : "info"), make("p", { text: words }),
      make("button", { type: "button", class: "button is-small", text: text("identity-mask"), onclick: () => hide(found) }),
      canProtect() ? make("button", { type: "button", class: "button is-small", text: text("identity-protect"), onclick: () => protect(found) }) : null,
      worst.certain && field.dataset.identity !== "on" ? null : make("button", { type: "button", class: "button is-small is-quiet", text: text("identity-keep"), onclick: () => {
        for (const one of found) {
          keptHere.add(one.text);
          form?.append(make("input", { type: "hidden", name: "kept", value: one.text }));
        }
        field.focus();
        look();
      } }));
  }

  const lookSoon = () => { if (isPressed) waiting.add(look); else look(); };
  field.addEventListener("input", laterOnce(400, lookSoon));
  field.addEventListener("change", lookSoon);
  if (field.value) look();
});
