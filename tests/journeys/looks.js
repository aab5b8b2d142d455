async () => {
  // The looks of a page: of whatever has text of its own or can be pressed, its kind, its ink, its size, and the grounds
  // behind it. Elements of one look are judged alike by the rules of sight, so one of them stands for all: it is kept in
  // window.looks, by the number that is returned for it.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));

  const CLEAR = { backgroundColor: "rgba(0, 0, 0, 0)", backgroundImage: "none", opacity: "1", filter: "none" };
  const PRESSED = "a[href], button, input, select, textarea, summary, [role=option], [role=button], [role=tab], [role=menuitem]";
  const STATES = ["disabled", "aria-disabled", "aria-current", "aria-pressed", "aria-selected", "type"];

  const grounds = new Map();
  const ground = (e) => {
    if (!e) return "";
    if (!grounds.has(e)) {
      const style = getComputedStyle(e);
      const clear = Object.entries(CLEAR).every(([name, value]) => style[name] === value) && !["fixed", "sticky"].includes(style.position);
      const own = clear ? [] : [e.className, style.position, ...Object.keys(CLEAR).map((name) => style[name])];
      grounds.set(e, own.join() + ground(e.parentElement));
    }
    return grounds.get(e);
  };

  // What looks alike by light may differ by dark when the style sheets tell it apart, by its classes or by those around it.
  const around = (e, steps = 3) => (e && steps >= 0 ? [e.className, ...around(e.parentElement, steps - 1)] : []);
  const isWritten = (e) => [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const least = (length) => Math.min(24, Math.round(length));

  const look = (e) => {
    const style = getComputedStyle(e);
    const parent = e.parentElement;
    const box = e.getBoundingClientRect();
    return [
      e.localName, ...around(e), ...STATES.map((name) => e.getAttribute(name)),
      style.color, style.webkitTextFillColor, style.fontSize, style.fontWeight, style.textShadow,
      ...(e.matches(PRESSED) ? [style.display, least(box.width), least(box.height)] : []),
      ...(e.localName === "a" ? [style.textDecorationLine, getComputedStyle(parent).color, isWritten(parent)] : []),
      ground(e),
    ].join("~");
  };

  const number = (text) => {
    let sum = 5381;
    for (let at = 0; at < text.length; at += 1) sum = (sum * 33 + text.charCodeAt(at)) % 9007199254740;
    return sum;
  };

  // What an open dialog or menu covers is looked at without it.
  const menu = [...document.querySelectorAll("details[data-menu][open] > .menu-list")].pop();
  const part = [...document.querySelectorAll("dialog:modal")].pop() ?? menu ?? document.body;
  window.looks = new Map();
  for (const e of part.querySelectorAll("*")) {
    if ((e.matches(PRESSED) || isWritten(e)) && e.checkVisibility({ visibilityProperty: true })) {
      const found = number(look(e));
      if (!window.looks.has(found)) window.looks.set(found, e);
    }
  }
  return [...window.looks.keys()];
}
