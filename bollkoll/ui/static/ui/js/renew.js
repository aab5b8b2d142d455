// A case on an open page has been protected: whoever may still see it is allowed anew to listen, and nobody else.

/** Fetch the page again for the signed addresses it may listen to now, and connect; one that may not be seen is left. */
export async function renew(connect) {
  let answer;
  try { answer = await fetch(location.href, { headers: { "X-Sent-By": "live" } }); } catch { return; }
  if (!answer.ok) { location.reload(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const allowed = [...page.querySelectorAll("[data-live-url]")].map((element) => element.dataset.liveUrl);
  [...document.querySelectorAll("[data-live-url]")].forEach((element, at) => { if (allowed[at]) element.dataset.liveUrl = allowed[at]; });
  connect();
}
