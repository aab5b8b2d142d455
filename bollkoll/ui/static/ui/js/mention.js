// "@an" offers colleagues; Enter or a click puts the name in. The server reads the mentions from the text.

import { each, laterOnce, make, text } from "./page.js";

const MENTION = /(^|\s)@([\p{L}\p{N}.-]{1,30})$/u;

each("textarea[data-mention-url]", (field) => {
  const id = `mention-${field.id}`;
  const list = make("div", { class: "suggestions", role: "listbox", id, "aria-label": text("colleagues"), hidden: true });
  let found = [];
  let at = 0;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.after(list);

  const written = () => MENTION.exec(field.value.slice(0, field.selectionStart));
  function close() {
    list.hidden = true;
    found = [];
    field.removeAttribute("aria-activedescendant");
  }
  function mark(number) {
    at = (number + found.length) % found.length;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", `${id}-${at}`);
  }
  function choose(number) {
    const match = written();
    if (!match || !found[number]) { close(); return; }
    const from = field.selectionStart - match[2].length - 1;
    field.setRangeText(`@${found[number].label} `, from, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const seek = laterOnce(120, async () => {
    const match = written();
    if (!match) { close(); return; }
    const url = field.dataset.mentionUrl;
    try {
      const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(match[2])}`, { headers: { Accept: "application/json" } });
      found = answer.ok ? await answer.json() : [];
    } catch { found = []; }
    if (!found.length || !written()) { close(); return; }
    list.replaceChildren(...found.map((one, number) => make("div", { role: "option", id: `${id}-${number}`, onpointerdown: (event) => { event.preventDefault(); choose(number); } },
      make("span", { text: one.label }), one.hint ? make("small", { text: one.hint }) : null)));
    list.hidden = false;
    mark(0);
  });

  field.addEventListener("input", seek);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || !found.length) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") choose(at);
    else if (event.key === "Escape") { event.stopPropagation(); close(); }
    else return;
    event.preventDefault();
  });
});
