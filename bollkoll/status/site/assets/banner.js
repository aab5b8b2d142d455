// A banner for other sites' pages: shown while something is wrong, and nothing at all otherwise. It sets no cookies, sends
// nothing, and when anything fails it does nothing.
//   <script src="https://…/banner.js" data-language="sv" data-institution="uu" async></script>
(() => {
  const script = document.currentScript;
  const TONES = { attention: ["#fcedd8", "#5f3303"], urgent: ["#fbe3e0", "#8a1814"], calm: ["#e2eef0", "#0b414c"] };
  const WORDS = {
    sv: { institution: "larosate", service: "tjanst", environment: "miljo" },
    en: { institution: "institution", service: "service", environment: "environment" },
  };
  let shown = null;
  const address = () => {
    const asked = script.dataset;
    const language = asked.language === "en" ? "en" : "sv";
    const kind = ["institution", "service", "environment"].find((one) => asked[one]);
    const place = kind ? `${WORDS[language][kind]}/${encodeURIComponent(asked[kind].toLowerCase())}/` : "";
    return new URL(`${language}/${place}banner.json`, script.src);
  };
  const draw = (said) => {
    if (shown) shown.remove();
    shown = null;
    if (!said.show || !TONES[said.level]) return;
    const [ground, ink] = TONES[said.level];
    shown = document.createElement("div");
    const box = shown.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", said.title);
    box.lang = said.language;
    const style = { background: ground, color: ink, padding: "10px 16px", font: "16px/1.4 system-ui, sans-serif" };
    Object.assign(box.style, style, { overflowWrap: "anywhere" });
    const link = box.appendChild(document.createElement("a"));
    link.href = new URL(said.url, address()).href;
    link.textContent = said.sentence;
    Object.assign(link.style, { color: ink, fontWeight: "600" });
    if (said.detail) box.append(` ${said.detail}`);
    const place = document.querySelector(script.dataset.into || null) || document.body;
    place.prepend(shown);
  };
  const ask = async () => {
    try {
      const stop = AbortSignal.timeout ? AbortSignal.timeout(5000) : undefined;
      const answer = await fetch(address(), { credentials: "omit", referrerPolicy: "no-referrer", signal: stop });
      if (answer.ok) draw(await answer.json());
    } catch {
      // silent: the page it stands on has its own work to do
    }
  };
  if (!script) return;
  const begin = () => {
    ask();
    setInterval(() => document.hidden || ask(), 60_000);
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
