// Fewer may see what an open page shows: whoever still may is allowed anew to listen, and nobody else.

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

// What is shown goes at once. The page itself may be on its way elsewhere (whoever returned a case is sent to their own
// list), and a reload would take them back to what they no longer see.
function leave() {
  document.getElementById("main")?.setAttribute("hidden", "");
  setTimeout(() => { if (!isLeaving) location.reload(); }, 1000);
}
