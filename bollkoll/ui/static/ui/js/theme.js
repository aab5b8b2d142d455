// Light, dark or the system's. The cookie lets the server draw the right theme at once; localStorage tells other tabs.

import { each, on } from "./page.js";

const root = document.documentElement;
const current = () => root.dataset.theme ?? "system";

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "system" ? 0 : 31536000;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Max-Age=${age}; Path=/; SameSite=Lax${secure}`;
  show();
}

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current()));
  }
}

on("click", "[data-theme-choice]", (event, button) => {
  choose(button.dataset.themeChoice);
  try { localStorage.setItem("theme", button.dataset.themeChoice); } catch { /* private mode */ }
});
addEventListener("storage", (event) => { if (event.key === "theme" && event.newValue) choose(event.newValue); });
each("[data-theme-choice]", show);
