// What every module shares: set-up of elements that arrive, translated texts, announcements, posting.

const setUps = [];
const done = new WeakMap();

/** Run `setUp(element)` once for each element matching, now and whenever htmx brings new ones. */
export function each(selector, setUp) {
  setUps.push([selector, setUp]);
  prepare(document, selector, setUp);
}

function prepare(root, selector, setUp) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  for (const element of found) {
    const seen = done.get(element) ?? new Set();
    if (seen.has(setUp)) continue;
    done.set(element, seen.add(setUp));
    setUp(element);
  }
}

/** Set up everything under `root`, for content that did not come through htmx. */
export function arrived(root) {
  for (const [selector, setUp] of setUps) prepare(root, selector, setUp);
}

document.addEventListener("htmx:load", (event) => arrived(event.detail.elt));

/** Listen on the document for events inside elements that match, now and later. */
export function on(type, selector, listen, options) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) listen(event, element);
  }, options);
}

/** A translated text of the page, with its {places} filled. */
export function text(key, places = {}) {
  const said = document.getElementById("texts")?.dataset[key.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())] ?? key;
  return said.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

export function announce(message) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = message; }, 60);
}

const sprite = () => document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";

export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const use = document.createElementNS(ns, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

/** make("p", {class: "x", text: "…", onclick}, child, …) */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** A short message at the foot of the page. `tone`: calm, done, attention, urgent. */
export function toast(message, tone = "calm") {
  const region = document.getElementById("messages");
  if (!region || [...region.querySelectorAll("p")].some((p) => p.textContent === message)) return;
  const symbols = { calm: "info", done: "check-circle", attention: "alert", urgent: "alert" };
  const close = make("button", { type: "button", class: "button is-icon is-quiet is-small", "data-dismiss": true },
    icon("x"), make("span", { class: "visually-hidden", text: text("dismiss") }));
  const shown = make("div", { class: `toast is-${tone}`, "data-toast": true }, icon(symbols[tone]), make("p", { text: message }), close);
  region.append(shown);
  arrived(shown);
}

export const csrf = () => document.body.dataset.csrf ?? "";

let stale = false;

/** The server no longer knows who this page belongs to (401), or no longer takes its token (403). */
export const noteStatus = (status) => { if (status === 401 || status === 403) stale = true; };

// Whoever was logged out and has logged in again in another tab can send from this page: it asks for a token of the new
// session first. Not when somebody else is logged in there: nobody's text is sent in another's name.
async function renew() {
  const answer = await fetch(location.href, { headers: { "X-Sent-By": "page" }, credentials: "same-origin" });
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!body.dataset.who || body.dataset.who !== document.body.dataset.who) return;
  document.body.dataset.csrf = body.dataset.csrf;
  document.body.setAttribute("hx-headers", body.getAttribute("hx-headers"));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = body.dataset.csrf;
  stale = false;
}

document.addEventListener("htmx:confirm", (event) => {
  if (!stale || event.detail.verb === "get") return;
  event.preventDefault();
  renew().catch(() => {}).then(() => event.detail.issueRequest(true));
});

/** POST form data; throws on a network failure, returns the Response otherwise. */
export async function post(url, data, { headers = { "X-Requested-With": "fetch" }, ...options } = {}) {
  const body = data instanceof FormData ? data : new URLSearchParams(data ?? {});
  if (stale) await renew();
  if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", csrf());
  const answer = await fetch(url, { method: "POST", body, headers: { ...headers, "X-CSRFToken": csrf() }, credentials: "same-origin", redirect: "manual", ...options });
  noteStatus(answer.status);
  return answer;
}

const UNTYPED = ["button", "checkbox", "radio", "file", "submit", "reset", "range", "color", "image", "hidden"];

/** Is this a place where people write? */
export function isWriting(element) {
  if (!element) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !UNTYPED.includes(element.type);
}

/** The present time of day as the page writes it. */
export function clock(moment = new Date()) {
  const parts = new Intl.DateTimeFormat("sv", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" }).format(moment);
  return document.documentElement.lang.startsWith("en") ? parts : parts.replace(":", ".");
}

export function laterOnce(wait, run) {
  let timer = 0;
  const call = (...args) => { clearTimeout(timer); timer = setTimeout(() => run(...args), wait); };
  call.cancel = () => clearTimeout(timer);
  return call;
}
