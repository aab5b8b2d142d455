// Optional: the page is whole without it. It says that a promised word is late, and renews the page while it is looked at.
const EVERY = 60_000;
let was = document.querySelector("main").innerHTML;
const tellLate = () => {
  for (const one of document.querySelectorAll("[data-promised]")) {
    const isLate = Date.parse(one.dataset.promised) < Date.now();
    let mark = one.querySelector(".late");
    if (isLate && !mark) {
      mark = document.createElement("span");
      mark.className = "late";
      mark.textContent = document.body.dataset.late;
      one.append(" ", mark);
    }
    if (mark) mark.hidden = !isLate;
  }
};
const renew = async () => {
  if (document.hidden || document.querySelector("main a:focus-visible, main summary:focus-visible")) return;
  try {
    const answer = await fetch(location.href, { cache: "no-cache", credentials: "omit" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, fresh] = [document.querySelector("main"), page.querySelector("main#main")];
    const made = [document, page].map((one) => one.querySelector(".made"));
    if (made[0] && made[1]) made[0].innerHTML = made[1].innerHTML;
    if (!fresh || fresh.innerHTML === was) return;
    was = fresh.innerHTML;
    const [folds, newFolds] = [old, fresh].map((one) => [...one.querySelectorAll("details")]);
    newFolds.forEach((fold, n) => folds[n] && fold.toggleAttribute("open", folds[n].open || fold.open));
    old.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    const icon = (one) => one.querySelector("link[rel=icon]");
    if (icon(page)) icon(document).setAttribute("href", icon(page).getAttribute("href"));
    document.querySelector(".said").textContent = document.body.dataset.renewed;
    tellLate();
  } catch {
    // away from the network: what is shown says when it was published
  }
};
tellLate();
setInterval(tellLate, 15_000);
setInterval(renew, EVERY);
document.addEventListener("visibilitychange", () => document.hidden || renew());
