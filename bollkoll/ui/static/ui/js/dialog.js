// Native dialogs: on the page (data-opens), fetched into the shared one (data-dialog), asked before sending (data-confirm).

import { isHeld } from "./files.js";
import { arrived, make, on, text, toast } from "./page.js";

const plainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

on("click", "[data-opens]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog || !plainClick(event)) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
});

on("click", "a[data-dialog]", async (event, link) => {
  if (!plainClick(event) || !window.htmx) return;
  event.preventDefault();
  const dialog = document.getElementById("dialog");
  await window.htmx.ajax("GET", link.href, { target: "#dialog-body", swap: "innerHTML", source: link });
  if (!document.getElementById("dialog-body").childElementCount) return;
  label(dialog);
  if (!dialog.open) dialog.showModal();
});

// A form inside the shared dialog stays in it: what comes back (422, 409) is drawn in its place.
on("submit", "#dialog-body form:not([hx-post]):not([method='dialog'])", (event, form) => {
  if (event.defaultPrevented || !window.htmx) return;
  event.preventDefault();
  if (isHeld(form)) return;
  const name = event.submitter?.name;
  const values = Object.fromEntries(name ? [[name, event.submitter.value]] : []);
  const verb = (form.getAttribute("method") || "get").toUpperCase();
  window.htmx.ajax(verb, form.getAttribute("action") || location.href, { source: form, target: "#dialog-body", swap: "innerHTML", values });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = document.getElementById("dialog");
  if (dialog?.open && dialog.contains(event.detail.elt) && event.detail.xhr?.status === 204) dialog.close();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "dialog-body") label(document.getElementById("dialog"));
});

function label(dialog) {
  const title = dialog.querySelector("h1, h2");
  if (title) title.id = "dialog-title";
}

on("click", "[data-closes]", (event, button) => button.closest("dialog")?.close());
document.addEventListener("click", (event) => {
  if (event.target.tagName !== "DIALOG" || event.target.querySelector("form textarea, [data-stays]")) return;
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && event.detail) event.target.close();
});

/** Ask; resolves true when the person says yes. */
export function ask(question, { yes = text("continue"), no = text("cancel"), title = text("are-you-sure") } = {}) {
  return new Promise((answer) => {
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "ask-title" }, make("div", { class: "dialog-body" },
      make("header", { class: "dialog-head" }, make("h2", { id: "ask-title", text: title })), make("p", { text: question }),
      make("div", { class: "dialog-foot" },
        no ? make("button", { type: "button", class: "button", text: no, onclick: () => dialog.close() }) : null,
        make("button", { type: "button", class: "button is-primary", text: yes, onclick: () => { dialog.returnValue = "yes"; dialog.close("yes"); } }))));
    dialog.addEventListener("close", () => { dialog.remove(); answer(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    arrived(dialog);
    dialog.showModal();
  });
}

/** A page that only says what went wrong (data-problem) is said in a dialog, so that the form and its text stay. True when it was one. */
export function tellProblem(page) {
  const problem = page.querySelector("[data-problem]")?.dataset.problem;
  if (!problem) return false;
  ask(problem, { title: page.querySelector("h1")?.textContent.trim(), yes: text("close"), no: "" });
  return true;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !xhr.responseText.includes("data-problem")) return;
  event.detail.shouldSwap = false;
  event.detail.isError = false;
  tellProblem(new DOMParser().parseFromString(xhr.responseText, "text/html"));
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-confirm]");
  if (!form || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(form.dataset.confirm))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(event.submitter);
  delete form.dataset.confirmed;
}, true);
