// Fewer may see what an open page shows: whoever still may is allowed anew to listen, and nobody else.

import { arrived, make, text } from "./page.js";

let isLeaving = false;
addEventListener("beforeunload", () => { isLeaving = true; });

/** Fetch the page again for the signed addresses it may listen to now, and connect; one that may not be seen is left. */
export async function renew(connect) {
  let answer;
  try { answer = await fetch(location.href, { headers: { "X-Sent-By": "live" } }); } catch { return; }
  if (!answer.ok) { leave(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const allowed = [...page.querySelectorAll("[data-live-url]")].map((element) => element.dataset.liveUrl);
  [...document.querySelectorAll("[data-live-url]")].forEach((element, at) => { if (allowed[at]) element.dataset.liveUrl = allowed[at]; });
  connect();
}

// What is shown goes at once, and what somebody was writing there is given back. The page itself may be on its way elsewhere
// (whoever returned a case is sent to their own list), and a reload would take them back to what they no longer see.
function leave() {
  const main = document.getElementById("main");
  const isOwn = (area) => area.value.trim() && (area.value !== area.defaultValue || area.form?.dataset.draftAt);
  const written = [...document.querySelectorAll("main textarea")].filter(isOwn).map((area) => area.value);
  main?.setAttribute("hidden", "");
  setTimeout(() => {
    if (isLeaving) return;
    if (main && written.length) giveBack(main, written);
    else location.reload();
  }, 1000);
}

function giveBack(main, written) {
  document.title = text("gone");
  main.replaceChildren(make("div", { class: "stack" },
    make("h1", { text: text("gone"), tabindex: "-1", "data-focus": true }),
    make("p", { text: text("gone-why") }),
    make("h2", { text: text("gone-yours") }),
    ...written.flatMap((words) => [
      Object.assign(make("textarea", { class: "is-kept", rows: "6", readonly: true, "aria-label": text("gone-yours") }), { value: words }),
      make("button", { type: "button", class: "button", "data-copy": words, text: text("copy-text") })])));
  main.removeAttribute("hidden");
  arrived(main);
}
