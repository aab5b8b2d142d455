// Times that count ("in 12 min") stay true while the page is open; past their zone they say the day and clock instead.

import { text } from "./page.js";

const MINUTE = 60000;

function tell(time, now) {
  const away = Date.parse(time.dateTime) - now;
  const minutes = Math.floor(Math.abs(away) / MINUTE);
  if (minutes < 1) return null;
  if (away < 0) return minutes < 60 ? text("ago", { n: minutes }) : time.dataset.named;
  if (minutes < 60) return text("ahead", { n: minutes });
  return minutes < 360 ? text("hours-ahead", { n: Math.round(minutes / 60) }) : time.dataset.named;
}

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-counts]")) {
    const said = tell(time, now);
    if (said && said !== time.textContent) time.textContent = said;
  }
}, 20000);
