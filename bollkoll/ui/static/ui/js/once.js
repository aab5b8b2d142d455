// Forms are sent once. The page stays until the answer is here, so a cut network loses nothing and a second click does nothing.
// The hidden key `once` lets the server recognise the same form if it did arrive.

import { tellProblem } from "./dialog.js";
import { isHeld } from "./files.js";
import { announce, arrived, each, isWriting, post, text, toast } from "./page.js";

const sending = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-once]") || event.defaultPrevented) return;
  if (isHeld(form)) { event.preventDefault(); return; }
  if (sending.has(form)) { event.preventDefault(); return; }
  if (form.matches("[hx-post]") || form.method !== "post" || form.target === "_blank") return;
  event.preventDefault();
  await send(form, event.submitter);
});

let isLoggedOut = false;

// Whoever has logged in again in another tab goes on here: a new session has a new token. Somebody else does not.
async function comeBack() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { who, csrf: token } = page.body.dataset;
  if (!token || who !== document.body.dataset.who) return;
  isLoggedOut = false;
  document.body.dataset.csrf = token;
  document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

async function send(form, submitter) {
  wait(form, submitter);
  let data;
  let answer;
  try {
    if (isLoggedOut) await comeBack();
    data = new FormData(form, submitter);
    const { draftWindow = "", draftAt = "" } = form.dataset;
    const headers = { "X-Sent-By": "page", Accept: "text/html", "X-Draft-Window": draftWindow, "X-Draft-Seen": draftAt };
    answer = await post(submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href, data, { headers, redirect: "follow" });
  } catch {
    free(form);
    toast(text("not-sent"), "urgent");
    form.dispatchEvent(new CustomEvent("once:failed", { bubbles: true }));
    return;
  }
  const to = answer.headers.get("X-Location") || (answer.redirected && answer.ok ? answer.url : "");
  if (to) {
    form.dispatchEvent(new CustomEvent("once:sent", { bubbles: true }));
    leave(to);
    return;
  }
  free(form);
  isLoggedOut = answer.status === 401;
  if (isLoggedOut) toast(text("logged-out"), "urgent");
  else if (answer.status >= 500 || !(answer.headers.get("Content-Type") ?? "").includes("text/html")) toast(text("refused", { status: answer.status }), "urgent");
  else {
    if (answer.ok) form.dispatchEvent(new CustomEvent("once:sent", { bubbles: true }));
    show(await answer.text(), answer.url);
  }
}

function leave(to) {
  const here = new URL(location.href);
  const there = new URL(to, here);
  there.protocol = here.protocol;
  if (there.pathname === here.pathname && there.search === here.search) {
    if (there.hash) history.replaceState(null, "", there);
    location.reload();
  } else location.assign(there);
}

// A page that came back instead of a redirection (a refused form, most often) is drawn in place.
function show(html, url) {
  const arrivedPage = new DOMParser().parseFromString(html, "text/html");
  const fresh = arrivedPage.getElementById("main");
  const main = document.getElementById("main");
  if (!fresh || !main) { location.assign(url); return; }
  if (tellProblem(arrivedPage)) return;
  document.title = arrivedPage.title;
  main.className = fresh.className;
  main.replaceChildren(...fresh.childNodes);
  const messages = arrivedPage.getElementById("messages");
  if (messages) document.getElementById("messages")?.append(...messages.childNodes);
  window.htmx?.process(main);
  arrived(document.body);
  scrollTo({ top: 0 });
  const focus = main.querySelector("[data-focus]") ?? main.querySelector("[aria-invalid=true]");
  if (focus) focus.focus();
}

function wait(form, submitter) {
  sending.add(form);
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (button === submitter || !submitter) button.setAttribute("aria-busy", "true");
    button.setAttribute("aria-disabled", "true");
  }
  announce(text("sending"));
}

function free(form) {
  sending.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("form[data-once][hx-post]")) wait(form, form.querySelector("button:not([type=button])"));
});
// Said before the answer is drawn: what is drawn may be in the form's own place, and then the form hears nothing.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt: form, xhr } = event.detail;
  if (form.matches?.("form[data-once]") && xhr.status < 300) form.dispatchEvent(new CustomEvent("once:sent", { bubbles: true }));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("form[data-once]")) free(form);
});

// Coming back with the Back button must not leave a button waiting for ever.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) free(form);
});

// Ctrl Enter sends what one writes, also from what is chosen beside the text.
const isFilledIn = (field) => isWriting(field) || field.matches("input[type=radio], input[type=checkbox]");
each("form[data-once], form.verb", (form) => form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !isFilledIn(event.target)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.is-primary, button.is-note") ?? undefined);
}));
