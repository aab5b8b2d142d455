"""The reporter's side: three forms that help, a page that says where the matter stands, and all of it without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bollkoll.channels.email.tests import mails
from tests.journeys.conftest import listen
from tests.journeys.hands import BY_TOUCH_TOO, PATIENCE, Hands
from tests.journeys.steps import asked, done, number_of, opened_by_mail, takes, unlike
from tests.journeys.system import AGENT, LOCAL_SUPPORT, PASSWORD, System, plain_text

pytestmark = pytest.mark.browser

CERTAIN = "121212-1212"  # Tolvan Tolvansson: given out to nobody
COORDINATED = "701063-2391"  # Skatteverket's own example of a samordningsnummer
INTERIM = "820202-T000"
UNLIKELY = "850412-1234"  # the check digit is wrong
LANGUAGE = {"mouse": "sv", "keyboard": "en", "phone": "sv"}


# --- a fault


@BY_TOUCH_TOO
def test_a_fault_with_everything_that_helps(sign_in, system: System, tmp_path, way):
    title = unlike("Betyg saknas i exporten")
    hands = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    hands.go("/new/fault/")
    hands.sees("Opening hours" if way == "never" else "Before you send")
    expect(hands.page.locator(".hours-now")).to_be_visible()
    expect(hands.page.locator(".notice .icon + div").first).to_be_visible()
    says_what_would_help(hands)

    hands.fill("Subject", title)
    service = hands.page.locator("select[name=service] option").nth(1).inner_text()
    hands.choose("Service", service, written=True)
    hands.press("summary", "Which service shall I choose?")
    hands.look("services explained")
    hands.activate(hands.page.locator("input[name=environment]").first)
    hands.fill("What did you do?", "Körde exporten för hela kursen.")
    hands.fill("What happened?", "Tre studenter saknar betyg.")
    hands.fill("What did you expect?", "Att alla skulle vara med.")
    hands.fill("Since when?", "i tisdags")
    hands.activate(hands.page.locator("input[name=affected]").first)
    gives_examples(hands, 4, taking_away=2)
    box = hands.page.locator("[data-missing]")
    hands.sees("Everything we need is here. Thank you.", within=box)
    brings_files(hands, tmp_path, way)
    hands.look("all filled in")
    colleague = hands.page.locator("input[name=colleagues]").first
    name = hands.page.locator(f"label[for='{colleague.get_attribute('id')}']").inner_text()
    hands.activate(colleague)
    hands.follow("button", "Send the report")

    number = number_of(hands)
    rows = hands.page.locator("#dialogue tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("UUXA01")
    hands.misses("UUXA02")
    hands.reads("UUXA04")
    for file in ("vald.csv", "släppt.txt"):
        hands.reads(file, within=hands.page.locator("#dialogue"))
    hands.misses("bort.csv")
    hands.reads(name, within=hands.page.locator(".people"))
    letter = plain_text(system.postbox.wait_for(LOCAL_SUPPORT, title))
    for said in (
        "Körde exporten för hela kursen.",
        "Tre studenter saknar betyg.",
        "i tisdags",
        "UUXA04",
        f"/{number}/",
    ):
        assert said in letter, f"the acknowledgement does not say {said!r}"
    assert "UUXA02" not in letter


def says_what_would_help(hands: Hands) -> None:
    """The list of what is missing blocks nothing; each line leads to its field."""
    box = hands.page.locator("[data-missing]")
    hands.sees("This would help us answer at once:", within=box)
    hands.press("link", "Tell what happened", within=box)
    expect(hands.field("What happened?")).to_be_focused()
    hands.press("link", "Say who is affected", within=box)
    expect(hands.page.locator("input[name=affected]").first).to_be_focused()
    before = box.get_by_role("link").count()
    hands.fill("Since when?", "i går")
    expect(box.get_by_role("link")).to_have_count(before - 1)
    hands.fill("Since when?", "")


def gives_examples(hands: Hands, count: int, *, taking_away: int) -> None:
    rows = hands.page.locator("[data-example-row]").filter(visible=True)
    expect(rows).to_have_count(3)
    for number in range(1, count + 1):
        if number > 3:
            hands.press("button", "One more example")
            expect(rows).to_have_count(number)
            expect(rows.nth(number - 1).locator("input").first).to_be_focused()
        hands.fill("Course code", f"UUXA0{number}", within=rows.nth(number - 1))
        hands.fill("What is wrong", "Betyget saknas", within=rows.nth(number - 1))
    hands.press("button", "Remove the example", within=rows.nth(taking_away - 1))
    expect(rows).to_have_count(count - 1)


def brings_files(hands: Hands, folder: Path, way: str) -> None:
    """Chosen with progress, dropped, pasted; and one taken away again."""
    for name in ("vald.csv", "bort.csv"):
        (folder / name).write_text("kurs;betyg\nUUXA01;VG\n")
    held = []
    hands.page.route("**/cases/files/upload", lambda route: held.append(route))
    hands.upload(folder / "vald.csv")
    expect(hands.page.locator(".file progress")).to_be_visible()
    if way != "keyboard":
        hands.look("uploading")
    for route in held:
        route.continue_()
    hands.page.unroute_all()
    listed = hands.page.locator("[data-upload-list] .file")
    expect(listed.locator("input[name=files]")).to_have_count(1, timeout=PATIENCE)
    hands.upload(folder / "bort.csv")
    expect(listed.locator("input[name=files]")).to_have_count(2, timeout=PATIENCE)
    hands.press("button", hands.word("Remove {name}").replace("{name}", "bort.csv"), written=True)
    expect(listed).to_have_count(1)
    hands.page.locator("form.report").evaluate(DROP, "släppt.txt")
    hands.page.locator("textarea[name=happened]").evaluate(PASTE, list(mails.PIXEL))
    expect(listed.locator("input[name=files]")).to_have_count(3, timeout=PATIENCE)
    hands.reads("släppt.txt")


DROP = """(form, name) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["en rad"], name, { type: "text/plain" }));
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  for (const type of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(type, how));
}"""
PASTE = """(field, bytes) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


# --- numbers of persons


def test_numbers_of_persons_are_asked_about_once(sign_in, way):
    title = unlike("Fel namn i intyget")
    hands = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    hands.go("/new/question/")
    hands.fill("Subject", title)
    box = hands.page.locator(".identity")
    for number in (CERTAIN, COORDINATED, INTERIM):
        hands.fill("Your question", f"Det gäller {number}, tror jag.")
        expect(box).to_have_class(re.compile("is-certain"))
        expect(box).to_contain_text(number)
    hands.look("firmly")
    hands.press("button", "Mask it", within=box)
    expect(hands.field("Your question")).to_have_value("Det gäller 820202-••••, tror jag.")
    expect(box).to_have_count(0)

    hands.fill("Your question", f"Ordernumret är {UNLIKELY}, och studenten {CERTAIN}.")
    expect(box).to_contain_text(CERTAIN)
    hands.press("button", "It is needed", within=box)
    expect(box).to_have_count(0)
    hands.fill("Subject", f"{title} för {INTERIM}")
    hands.press("button", "Send the question")  # the page asked about two of the three; the third is asked about now
    ask = hands.page.locator(".identity-ask")
    expect(ask).to_be_focused()
    expect(ask.get_by_role("listitem")).to_have_count(1)
    expect(ask.locator("input[value=mask]")).to_be_checked()
    hands.look("asked before it is sent")
    hands.activate(ask.locator("input[value=keep]"))
    hands.fill("Subject", f"{title} {'och mycket mer ' * 30} {INTERIM}")
    hands.press("button", "Send the question")  # refused for something else: the answer about numbers is kept
    expect(hands.page.locator("[name=title][aria-invalid=true]")).to_be_visible()
    expect(ask).to_have_count(0)
    expect(box).to_have_count(0)
    hands.fill("Subject", f"{title} för {INTERIM}")
    hands.follow("button", "Send the question")
    hands.reads(f"Ordernumret är {UNLIKELY}, och studenten {CERTAIN}.", within=hands.page.locator("#dialogue"))
    expect(hands.page.locator("h1")).to_contain_text("820202-••••")  # headings are seen over a shoulder


def test_what_only_looks_like_a_number_gets_a_mild_word(sign_in, way):
    hands = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    hands.go("/new/change/")
    hands.fill("Subject", unlike("Nytt fält för diarienummer"))
    hands.fill("What should be changed?", f"Fältet ska rymma {UNLIKELY}.")
    box = hands.page.locator(".identity")
    expect(box).to_be_visible()
    expect(box).not_to_have_class(re.compile("is-certain"))
    hands.fill("Why, and what would it make possible?", "Då hittar vi ärendet.")
    hands.activate(hands.page.locator("input[name=affected]").last)
    hands.look("mildly")
    hands.press("button", "Send the request")
    ask = hands.page.locator(".identity-ask")
    expect(ask.locator("input[value=keep]")).to_be_checked()
    hands.look("asked mildly")
    hands.activate(ask.locator("input[value=mask]"))
    hands.follow("button", "Send the request")
    hands.reads("Fältet ska rymma 850412-••••.", within=hands.page.locator("#dialogue"))


# --- drafts


@BY_TOUCH_TOO
def test_a_draft_saves_itself_and_comes_back_elsewhere(sign_in, way):
    said = unlike("Hur länge sparas ett utkast")
    hands = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    hands.go("/new/question/")
    hands.fill("Your question", said)
    saved = hands.word("Saved {time}").partition("{")[0]
    expect(hands.page.locator("[data-draft-status]")).to_contain_text(saved, timeout=PATIENCE)

    elsewhere = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    elsewhere.go("/")
    elsewhere.look("with a draft")
    elsewhere.follow("link", said, written=True)
    expect(elsewhere.field("Your question")).to_have_value(said)
    elsewhere.follow("button", "Send the question")
    elsewhere.go("/")
    expect(elsewhere.page.get_by_role("link", name=said)).to_have_count(1)  # the matter, and no draft
    elsewhere.go("/new/question/")
    expect(elsewhere.field("Your question")).to_have_value("")


# --- the page of a matter


@BY_TOUCH_TOO
def test_a_matter_is_followed_answered_and_thanked_for(sign_in, system: System, tmp_path, way):
    title = unlike("Kurstillfället syns inte")
    number = opened_by_mail(system, title, "Kurstillfället UUXA05 syns inte i antagningen.")
    reporter = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    reporter.go(f"/matters/?q={title.split()[-1]}")
    reporter.look("found")
    reporter.follow("link", title, written=True)
    reporter.sees("We have received it")
    adds_and_removes_a_colleague(reporter)

    (tmp_path / 'b"x.svg').write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    reporter.upload(tmp_path / 'b"x.svg')
    reporter.reads("b_x.svg")
    reporter.fill("Your message", "Här är en bild av vyn.")
    reporter.follow("button", "Send", within=reporter.page.locator("#write"))
    reporter.sees("Your message is sent.")
    reporter.reads("b_x.svg", within=reporter.page.locator("#dialogue"))
    reporter.look("answered")

    agent = sign_in(AGENT)
    takes(agent, number)
    answer = is_said_to_be_solved(agent, system, number)
    reporter.go(link(answer, "no"))
    wrong = reporter.field("What is still wrong?")
    expect(wrong).to_be_focused()
    reporter.press("button", "Send: it did not help")
    expect(reporter.page.locator("#did-not-help .errors")).to_be_focused()
    reporter.look("what is wrong is missing")
    reporter.fill("What is still wrong?", "Det syns fortfarande inte.")
    reporter.follow("button", "Send: it did not help")
    reporter.sees("Thank you for telling us. The matter is open again and we go on.")

    agent.go(f"/cases/{number}/")
    agent.reads("Det syns fortfarande inte.")
    answer = is_said_to_be_solved(agent, system, number)
    reporter.go(link(answer, "yes"))
    form = reporter.page.locator("#thanks")
    reporter.press("button", "Send, and close the matter", within=form)
    reporter.sees("Choose how we did, or write a word.")
    reporter.choose("Well", within=form)
    reporter.fill("A word to us", "Tack, nu syns det.", within=form)
    reporter.follow("button", "Send, and close the matter", within=form)
    reporter.sees("The matter is closed")
    reporter.sees("Well")
    reporter.go(f"/matters/{number}/print/")
    reporter.reads("Här är en bild av vyn.")
    reporter.look()


def adds_and_removes_a_colleague(hands: Hands) -> None:
    people = hands.page.locator(".people li")
    before = people.count()
    colleague = hands.page.locator("select[name=person] option").nth(1).inner_text()
    hands.choose("Colleague", colleague, written=True)
    hands.follow("button", "Add")
    hands.sees("%(name)s now follows the matter.", name=colleague)
    expect(people).to_have_count(before + 1)
    hands.look("with a colleague")
    hands.follow("button", "Remove %(name)s", name=colleague)
    expect(people).to_have_count(before)


def is_said_to_be_solved(agent: Hands, system: System, number: int) -> str:
    """An agent marks it as solved; the mail that asks whether it helped."""
    before = system.postbox.count
    asked(agent, "Solved")
    done(agent, "Mark as solved", "The case is solved. The reporter is asked whether it helped.")
    return plain_text(system.postbox.wait_for(LOCAL_SUPPORT, f"/matters/{number}/?helped=", after=before))


def link(letter: str, answer: str) -> str:
    found = re.search(rf"http\S+\?helped={answer}", letter)
    assert found, letter
    return found[0]


def test_a_matter_that_solved_itself_is_closed_by_its_reporter(sign_in, way):
    hands = sign_in(LOCAL_SUPPORT, LANGUAGE[way])
    hands.go("/new/question/")
    title = unlike("Var finns listan")
    hands.fill("Subject", title)
    hands.fill("Your question", "Jag hittar inte listan över tillfällen.")
    hands.follow("button", "Send the question")
    number = number_of(hands)
    hands.press("button", "It is solved")
    dialog = hands.page.get_by_role("dialog")
    hands.look("sure?")
    hands.press("button", "Continue", within=dialog)
    hands.sees("Good that it is solved. The matter is closed.")
    hands.look("closed by the reporter")

    hands.go("/matters/")
    hands.misses(title)
    for view in ("Solved", "All"):
        hands.go("/matters/")
        tab = hands.page.locator(".tabs a", has_text=hands.word(view, "matters"))
        with hands.navigates():
            hands.activate(tab.first)
        hands.look(view)
        if view == "Solved":  # among all, those that are open come first, and there may be many
            hands.reads(title)
    hands.go("/matters/?q=finnsintealls")
    hands.sees("Nothing found for “%(query)s”", query="finnsintealls")
    hands.look("nothing found")
    hands.go(f"/matters/{number}/")
    hands.fill("Your message", "Den försvann igen.")
    hands.follow("button", "Send", within=hands.page.locator("#write"))
    hands.sees("We have received it")


# --- without JavaScript


@pytest.fixture
def plain(browser, system, request):
    """A browser that runs no script."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        java_script_enabled=False,
    )
    context.set_default_timeout(PATIENCE)
    hands = Hands(context.new_page(), system.url, "mouse", "sv")
    listen(hands)
    yield hands
    context.close()
    assert not hands.complaints, hands.complaints


def sends(hands: Hands, button: Locator) -> None:
    with hands.navigates():
        button.click()


@pytest.mark.parametrize("way", ["mouse"])
def test_a_whole_report_without_javascript(plain: Hands, system: System, tmp_path, way):
    page, title = plain.page, unlike("Utan skript")
    plain.go("/account/login")
    page.fill("[name=login]", LOCAL_SUPPORT)
    page.fill("[name=password]", PASSWORD)
    sends(plain, page.locator("main form button:not([type=button])").first)
    page.locator(".doors a").first.click()
    for name, said in (
        ("title", f"{title} {'x' * 300}"),
        ("happened", f"Fel för {CERTAIN}."),
        ("examples-1-course", "UUXA07"),
    ):
        page.fill(f"[name={name}]", said)
    page.locator("label[for=id_affected_1]").click()
    for name in ("fel.txt", "rätt.txt"):
        (tmp_path / name).write_text("en rad")
    (tmp_path / "program.exe").write_bytes(b"MZ\x90\x00" + b"\x00" * 100)
    page.set_input_files(
        "input[name=attachments]", [tmp_path / name for name in ("fel.txt", "rätt.txt", "program.exe")]
    )
    send = page.locator(".form-foot button")
    sends(plain, send)

    plain.reads("program.exe")
    expect(page.locator("[name=title]")).to_have_value(re.compile("x{300}"))
    page.locator(".file", has_text="fel.txt").locator("label").click()
    page.fill("[name=title]", title)
    sends(plain, send)
    plain.misses("fel.txt")
    expect(page.locator(".identity-ask input[value=mask]")).to_be_checked()
    sends(plain, send)
    number_of(plain)
    plain.reads("Fel för 121212-••••.")
    plain.reads("UUXA07")
    plain.reads("rätt.txt")
    plain.misses("fel.txt")

    page.fill("#write textarea", "En rad till.")
    sends(plain, page.locator("#write .form-foot button"))
    plain.reads("En rad till.", within=page.locator("#dialogue"))
    sends(plain, page.locator(".solved-anyway button"))
    page.locator("#closing .choices label").first.click()
    sends(plain, page.locator("#closing form button"))
    plain.sees("Thank you for your word")

    def is_found() -> bool:
        """Among all of the institution, by its own word."""
        plain.go(f"/matters/?show=all&q={title.split()[-1]}")
        return plain.page.get_by_text(title).count() > 0

    system.wait_until(is_found, "it is never found")
