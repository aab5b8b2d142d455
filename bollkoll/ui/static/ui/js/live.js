// Open pages stay true. The stream tells topics; whatever on the page lives by one of them is fetched again through its own address.

import { announce, each, isWriting, laterOnce, text } from "./page.js";
import { renew } from "./renew.js";
import { remember } from "./remember.js";

const stale = new Set();
let stream = null;
let address = "";
let failures = 0;
let retry = 0;
let asleep = 0;
let missed = false;
let heard = "";

/** Several signed addresses on a page become one connection: the first one's path, everybody's parameters. */
function wanted() {
  const urls = [...new Set([...document.querySelectorAll("[data-live-url]")].map((element) => element.dataset.liveUrl))];
  if (!urls.length) return "";
  const joined = new URL(urls[0], location.href);
  for (const other of urls.slice(1)) for (const [name, value] of new URL(other, location.href).searchParams) joined.searchParams.append(name, value);
  return joined.href;
}

function connect() {
  const url = wanted();
  if (url === address && stream && stream.readyState !== EventSource.CLOSED) return;
  stream?.close();
  stream = null;
  address = url;
  if (!url || document.hidden) return;
  // The browser resumes by Last-Event-ID only within one connection; a new one says itself how far it had come.
  const from = new URL(url);
  if (heard) from.searchParams.set("last", heard);
  stream = new EventSource(from);
  stream.addEventListener("open", () => {
    if (failures > 1) { announce(text("live-back")); everything(); }
    failures = 0;
    tell(true);
  });
  stream.addEventListener("topics", hear);
  stream.addEventListener("message", hear);
  stream.addEventListener("renew", () => renew(connect));
  stream.addEventListener("error", () => {
    failures += 1;
    if (failures > 1) tell(false);
    if (stream?.readyState !== EventSource.CLOSED) return;
    clearTimeout(retry);
    retry = setTimeout(connect, Math.min(60000, 1000 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2));
  });
}

function hear(event) {
  heard = event.lastEventId || heard;
  let topics;
  try { topics = JSON.parse(event.data); } catch { topics = event.data.split(/\s+/); }
  if (!Array.isArray(topics)) topics = topics?.topics ?? [String(topics)];
  for (const element of document.querySelectorAll("[data-live][data-live-get]")) {
    if (element.dataset.live.split(/\s+/).some((topic) => topics.includes(topic))) stale.add(element);
  }
  refetchSoon();
}

// What one has just changed oneself need not wait for the stream: a view answers with HX-Trigger {"told": ["desk"]}.
document.addEventListener("told", (event) => hear({ data: JSON.stringify(event.detail.value) }));

const refetchSoon = laterOnce(150, () => { for (const element of [...stale]) refetch(element); });

function everything() {
  for (const element of document.querySelectorAll("[data-live][data-live-get]")) stale.add(element);
  refetchSoon();
}

/** Someone writes in it, has a menu or dialog open in it, or drags over it: news waits. In what is patient, as long as something is written. */
function busy(element) {
  const active = document.activeElement;
  const isWritten = () => [...element.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
  return (element.contains(active) && isWriting(active)) || ("livePatient" in element.dataset && isWritten()) || Boolean(element.querySelector("details[data-menu][open], dialog[open], [data-uploading], [aria-busy=true]"));
}

function waits(element) {
  stale.add(element);
  if (!element.hasAttribute("data-live-waits")) { element.setAttribute("data-live-waits", ""); announce(text("live-news")); }
}

async function refetch(element) {
  if (!element.isConnected) { stale.delete(element); return; }
  if (busy(element) || !window.htmx) { waits(element); return; }
  stale.delete(element);
  element.removeAttribute("data-live-waits");
  let put = null;
  // Between the question and the answer somebody may have chosen a row or begun to write: what stands when the answer is drawn is kept.
  const swapping = (event) => {
    if (event.target !== element) return;
    if (busy(element)) { event.detail.shouldSwap = false; waits(element); } else put = remember(element);
  };
  element.addEventListener("htmx:beforeSwap", swapping);
  const { id } = element;
  const say = element.dataset.liveSay;
  try {
    await window.htmx.ajax("GET", element.dataset.liveGet, { target: element, source: element, swap: `${element.dataset.liveSwap || "innerHTML"} show:none focus-scroll:false` });
  } catch { return; } finally { element.removeEventListener("htmx:beforeSwap", swapping); }
  if (!put) return;
  put(element.isConnected ? element : document.getElementById(id));
  if (say) announce(say);
}

function tell(connected) {
  for (const state of document.querySelectorAll("[data-live-state]")) {
    state.hidden = connected;
    state.textContent = connected ? "" : text("live-away");
  }
}

document.addEventListener("focusout", () => setTimeout(() => { if (stale.size) refetchSoon(); }, 50));
document.addEventListener("toggle", () => { if (stale.size) refetchSoon(); }, true);
document.addEventListener("htmx:afterRequest", () => { if (stale.size) refetchSoon(); });

// A page that nobody looks at lets go of its connection after a while and catches up when it is seen again.
document.addEventListener("visibilitychange", () => {
  clearTimeout(asleep);
  if (document.hidden) asleep = setTimeout(() => { stream?.close(); stream = null; missed = true; }, 60000);
  else if (missed || !stream) { missed = false; connect(); everything(); }
});
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => { if (event.persisted) { stream = null; connect(); everything(); } });

const connectSoon = laterOnce(50, connect);
each("[data-live-url]", connectSoon);
document.addEventListener("htmx:afterSettle", connectSoon);
