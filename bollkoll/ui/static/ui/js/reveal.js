// input[data-reveal]: a button beside the password shows what one types. Sent or left, it is hidden again.

import { each, make, text } from "./page.js";

each("input[data-reveal]", (input) => {
  const button = make("button", { type: "button", class: "button is-quiet is-small reveal", "aria-pressed": "false", "aria-controls": input.id, text: text("reveal-show") });
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    button.textContent = text(visible ? "reveal-hide" : "reveal-show");
  };
  button.addEventListener("click", () => { show(input.type === "password"); input.focus(); });
  input.form?.addEventListener("submit", () => show(false));
  const focused = document.activeElement === input;
  const shell = make("span", { class: "revealing" });
  input.replaceWith(shell);
  shell.append(input, button);
  if (focused) input.focus();
});
