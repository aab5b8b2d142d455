// Nothing typed is lost: into this browser at once, to the server 800 ms after the last key. What is newest comes back.

import { announce, clock, each, laterOnce, post, text } from "./page.js";
import { aside, store, thisWindow, who } from "./kept.js";

const LEFT_OUT = ["csrfmiddlewaretoken", "once", "identity", "asked", "kept", "protected"]; // what belongs to one post, not to what is written
const nameOf = (form) => `draft:${who()}:${form.dataset.draftKey || form.dataset.draftUrl}`;

function addTo(form, fields) {
  let isAdded = false;
  for (const field of form.querySelectorAll("textarea[name]")) {
    const mine = fields.find(([name]) => name === field.name)?.[1]?.trim();
    if (!mine || field.value.includes(mine)) continue;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${mine}` : mine;
    isAdded = true;
  }
  if (isAdded) form.dispatchEvent(new Event("input", { bubbles: true }));
  return isAdded;
}

function fieldsOf(form) {
  const kept = [];
  const without = (form.dataset.draftWithout || "").split(" "); // what is sealed when it is sent lies nowhere before
  for (const [name, value] of new FormData(form)) {
    const secret = form.elements[name]?.type === "password";
    if (typeof value === "string" && !LEFT_OUT.includes(name) && !without.includes(name) && !secret) kept.push([name, value]);
  }
  return kept;
}

function restore(form, fields) {
  const names = new Set(fields.map(([name]) => name));
  for (const field of form.elements) {
    if (!field.name || LEFT_OUT.includes(field.name) || (form.dataset.draftWithout || "").split(" ").includes(field.name) || field.type === "file" || field.type === "hidden" || field.type === "password") continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if (names.has(field.name)) field.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is sent says which draft it was: another window's is not thrown away with it.
document.addEventListener("htmx:configRequest", ({ detail: { elt: form, headers } }) => {
  if (!form.matches?.("form[data-draft-url]")) return;
  headers["X-Draft-Window"] = thisWindow;
  headers["X-Draft-Seen"] = form.dataset.draftAt || "";
});

each("form[data-draft-url]", (form) => {
  const name = nameOf(form);
  const status = form.querySelector("[data-draft-status]");
  const say = (words) => { if (status) status.textContent = words; };
  let running = Promise.resolve();
  let pending = false;
  let finished = false;
  let seen = form.dataset.draftAt || "";
  let isBehind = false;
  form.dataset.draftWindow = thisWindow;

  const kept = store.get(name);
  const serverAt = Date.parse(form.dataset.draftAt || "") || 0;
  const refused = form.querySelector("[aria-invalid=true], [data-focus]"); // the server has just given everything back
  if (kept && !kept.sent && !refused && kept.at > serverAt && JSON.stringify(kept.fields) !== JSON.stringify(fieldsOf(form))) {
    restore(form, kept.fields);
    const words = text("restored", { time: clock(new Date(kept.at)) });
    say(words);
    announce(words);
  } else if (serverAt) say(text("saved", { time: clock(new Date(serverAt)) }));
  if (kept?.sent) store.remove(name);
  const own = aside.get(name);
  if (own && !refused && addTo(form, own)) {
    say(text("draft-both"));
    announce(text("draft-both"));
  }

  async function save(options = {}) {
    pending = false;
    if (finished) return;
    say(text("saving"));
    try {
      const fields = fieldsOf(form);
      const headers = { "X-Requested-With": "fetch", "X-Draft-Window": thisWindow, "X-Draft-Seen": seen };
      const answer = await post(form.dataset.draftUrl, new URLSearchParams(fields), { ...options, headers });
      const told = await answer.json().catch(() => ({}));
      if (finished) return;
      if (answer.status === 409 && told.is_newer) {
        if (!isBehind) announce(text("draft-newer"));
        isBehind = true;
        aside.set(name, fields);
        if (JSON.stringify(store.get(name)?.fields) === JSON.stringify(fields)) store.remove(name);
        say(text("draft-newer"));
        return;
      }
      if (answer.ok) {
        seen = form.dataset.draftAt = told.saved_at || seen;
        isBehind = false;
        aside.remove(name);
      }
      say(answer.ok ? text("saved", { time: clock() }) : text("kept-here"));
    } catch {
      if (!finished) say(text("kept-here"));
    }
  }
  const later = laterOnce(800, () => { running = running.then(() => save()); });

  form.addEventListener("input", (event) => {
    if (!event.isTrusted && event.target === form) return;
    finished = false;
    pending = true;
    if (isBehind) aside.set(name, fieldsOf(form));
    else store.set(name, { at: Date.now(), fields: fieldsOf(form) });
    later();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !pending || !form.isConnected) return;
    later.cancel();
    save({ keepalive: true });
  });
  addEventListener("online", () => { if (pending) later(); });

  form.addEventListener("submit", (event) => {
    later.cancel();
    pending = false;
    if (form.hasAttribute("data-once") || event.defaultPrevented) return;
    store.set(name, { ...store.get(name), at: Date.now(), sent: true });
  });
  form.addEventListener("once:sent", () => {
    finished = true;
    later.cancel();
    store.remove(name);
    aside.remove(name);
  });
  form.addEventListener("once:failed", () => { pending = true; later(); });
});
