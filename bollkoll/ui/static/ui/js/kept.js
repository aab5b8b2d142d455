// Where drafts are kept in this browser: what was typed for a week, and what the server would not take in this window.

const WEEK = 7 * 86400000;
export const who = () => document.body.dataset.who ?? "";

export const store = {
  get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or refused: the server has it */ } },
  remove(name) { try { localStorage.removeItem(name); } catch { /* refused */ } },
  tidy() {
    try {
      for (const name of Object.keys(localStorage).filter((key) => key.startsWith("draft:"))) {
        const old = Date.now() - (store.get(name)?.at ?? 0) > WEEK;
        if (old || (who() && !name.startsWith(`draft:${who()}:`))) localStorage.removeItem(name);
      }
    } catch { /* refused */ }
  },
};
store.tidy();

// One window's name, kept when it is loaded again: what it saved itself it may write over.
function nameThis() {
  const fresh = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const isAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
    const kept = isAgain ? sessionStorage.getItem("draft-window") : "";
    sessionStorage.setItem("draft-window", kept || fresh);
    return kept || fresh;
  } catch { return fresh; }
}
export const thisWindow = nameThis();

// What the server would not take, since another window has saved something newer: this window's own until it is saved.
export const aside = {
  get(name) { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } },
  set(name, fields) { try { sessionStorage.setItem(name, JSON.stringify(fields)); } catch { /* it stays in its box */ } },
  remove(name) { try { sessionStorage.removeItem(name); } catch { /* refused */ } },
};
