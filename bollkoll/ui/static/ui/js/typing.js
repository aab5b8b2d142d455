// Tells colleagues that somebody looks at this or writes in it.

import { each, isWriting, post } from "./page.js";

each("[data-presence-url]", (element) => {
  let typedAt = 0;
  let told = "";
  const state = () => (Date.now() - typedAt < 10000 ? "typing" : "viewing");
  /** The answer is the page's own drawing of who else is here. */
  async function show(answer) {
    if (answer.status !== 200 || !(answer.headers.get("Content-Type") ?? "").includes("text/html")) return;
    const html = (await answer.text()).trim();
    if (element.isConnected && element.innerHTML.trim() !== html) element.innerHTML = html;
  }
  const tell = (what = state(), options = {}) => {
    told = what;
    post(element.dataset.presenceUrl, { state: what }, options).then(show).catch(() => {});
  };
  const typed = (event) => {
    if (!event.isTrusted || !isWriting(event.target) || !event.target.closest("form")?.method?.includes("post")) return;
    typedAt = Date.now();
    if (told !== "typing") tell();
  };
  const tick = setInterval(() => {
    if (!element.isConnected) { stop(); tell("left"); }
    else if (!document.hidden) tell();
  }, 15000);
  const shown = () => (document.hidden ? tell("left", { keepalive: true }) : tell());
  const leave = () => { if (element.isConnected) tell("left", { keepalive: true }); };
  function stop() {
    clearInterval(tick);
    document.removeEventListener("input", typed);
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("pagehide", leave);
  }
  document.addEventListener("input", typed);
  document.addEventListener("visibilitychange", shown);
  addEventListener("pagehide", leave);
  tell();
});
