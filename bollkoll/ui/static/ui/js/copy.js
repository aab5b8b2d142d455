// A button that copies its text.

import { announce, on, text, toast } from "./page.js";

on("click", "[data-copy]", async (event, button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(text("copied"), "done");
  } catch {
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
    announce(text("copied"));
  }
});
