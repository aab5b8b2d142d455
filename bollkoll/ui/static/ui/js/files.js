// Files: chosen, dropped or pasted, each sent at once with its progress. Hidden inputs carry their ids with the form.

import { announce, csrf, each, icon, make, on, post, text, toast } from "./page.js";

const MB = 1000000;

each("[data-upload-url]", (shell) => {
  const zone = shell.querySelector(".upload-zone") ?? shell;
  const input = shell.querySelector("input[type=file]");
  const drop = shell.querySelector(".upload-drop");
  if (drop) drop.hidden = false;
  input.addEventListener("change", () => {
    for (const file of input.files) send(shell, file);
    input.value = "";
  });
  const within = shell.closest("form") ?? shell;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  within.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); zone.classList.add("is-over"); } });
  within.addEventListener("dragleave", (event) => { if (!within.contains(event.relatedTarget)) zone.classList.remove("is-over"); });
  within.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    for (const file of event.dataTransfer.files) send(shell, file);
  });
  within.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) send(shell, file);
  });
});

function named(file) {
  if (file.name && !/^image\.\w+$/.test(file.name)) return file.name;
  const stamp = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return `bild ${stamp}.${(file.type.split("/")[1] || "png").replace("jpeg", "jpg")}`;
}

const size = (bytes) => (bytes >= MB
  ? `${(bytes / MB).toFixed(1).replace(".", document.documentElement.lang.startsWith("en") ? "." : ",")} MB`
  : bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} B`);
/** A limit that is set in whole binary megabytes is said so, as the server says it; any other as a size. */
const most = (bytes) => (bytes % 1024 ** 2 ? size(bytes) : `${bytes / 1024 ** 2} MB`);

function send(shell, file) {
  const name = named(file);
  const limit = Number(shell.dataset.uploadMax || 0);
  const facts = make("span", { class: "file-facts" });
  const bar = make("progress", { max: 100, value: 0, "aria-label": name });
  const label = make("span", { class: "file-name", text: name });
  const remove = make("button", { type: "button", class: "button is-icon is-quiet is-small" }, icon("x"),
    make("span", { class: "visually-hidden", text: text("upload-cancel", { name }) }));
  const item = make("li", { class: "file", "data-uploading": true },
    make("span", { class: "file-icon" }, icon(file.type.startsWith("image/") ? "image" : "file")),
    make("span", { class: "file-text" }, label, bar, facts), remove);
  shell.querySelector("[data-upload-list]").append(item);
  if (limit && file.size > limit) { fail(item, text("upload-too-big", { name, limit: most(limit) })); return; }

  const again = () => { item.remove(); send(shell, file); };
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("file", file, name);
  request.open("POST", shell.dataset.uploadUrl);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (event.loaded / event.total) * 100;
    facts.textContent = `${size(event.loaded)} / ${size(event.total)}`;
  });
  request.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* not JSON: refused below */ }
    const isRefused = answer.error && request.status < 500;
    if (request.status < 400 && answer.id) succeed(shell, item, answer, file.size);
    else fail(item, answer.error || text("upload-failed", { name }), isRefused ? null : again);
  });
  request.addEventListener("error", () => fail(item, text("upload-failed", { name }), again));
  const cancel = () => { request.abort(); item.remove(); };
  remove.addEventListener("click", cancel);
  item.addEventListener("upload:settled", () => remove.removeEventListener("click", cancel));
  request.send(data);
}

/** Whether a form has to wait: a file is on its way, or was refused and nobody has taken it away. Says which, and why. */
export function isHeld(form) {
  const refused = form.querySelector("[data-upload-refused]");
  if (!refused && !form.querySelector("[data-uploading]")) return false;
  toast(refused ? text("upload-refused", { why: refused.dataset.uploadRefused }) : text("upload-waiting"), "attention");
  refused?.querySelector("button").focus();
  return true;
}

/** ``again``: for what was not refused but did not arrive. */
function fail(item, words, again) {
  item.dataset.uploadRefused = words;
  item.dispatchEvent(new Event("upload:settled"));
  item.removeAttribute("data-uploading");
  item.classList.add("has-error");
  item.querySelector("progress")?.remove();
  item.querySelector(".file-facts").textContent = words;
  item.querySelector("button span").textContent = text("upload-remove", { name: item.querySelector(".file-name").textContent });
  const remove = item.querySelector("button");
  remove.addEventListener("click", () => item.remove());
  if (again) remove.before(make("button", { type: "button", class: "button is-small", text: text("upload-again"), onclick: again }));
  announce(words);
}

function succeed(shell, item, answer, bytes) {
  item.dispatchEvent(new Event("upload:settled"));
  item.removeAttribute("data-uploading");
  item.querySelector("progress").remove();
  item.querySelector(".file-facts").textContent = size(answer.size ?? bytes);
  const label = item.querySelector(".file-name");
  label.textContent = answer.name;
  if (answer.url) label.replaceWith(make("a", { class: "file-name", href: answer.url, target: "_blank", rel: "noopener", text: answer.name }));
  const button = item.querySelector("button");
  button.dataset.uploadRemove = answer.delete_url ?? "";
  button.querySelector("span").textContent = text("upload-remove", { name: answer.name });
  item.append(make("input", { type: "hidden", name: shell.dataset.uploadName || "files", value: answer.id }));
  item.dispatchEvent(new Event("input", { bubbles: true }));
  announce(text("upload-done", { name: answer.name }));
}

on("click", "[data-upload-remove]", async (event, button) => {
  const item = button.closest(".file");
  const shell = item.closest("[data-upload-url]");
  item.remove();
  shell?.querySelector("input[type=file]")?.focus();
  if (button.dataset.uploadRemove) await post(button.dataset.uploadRemove).catch(() => {});
});
