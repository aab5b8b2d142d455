"""Bad input and bad moments: a clear message, nothing lost, nothing doubled (issue 2, item 23)."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bollkoll.channels.email.tests import mails
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import asked, number_of, opened_by_mail, takes, unlike
from tests.journeys.system import AGENT, COORDINATOR, LOCAL_SUPPORT, PASSWORD, System

pytestmark = pytest.mark.browser

SQL = "'); DROP TABLE cases_case; --"
HTML = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><b>fet</b>"
TURNED = "faktura\u202egpj.exe\u202c \u2066dolt\u2069"
CONTROL = "rad\x00byte\x07 och \x1b[31mrött\x1b[0m"
ODD = {"mouse": HTML, "keyboard": SQL, "phone": f"{TURNED} {CONTROL}"}


# --- twice


def test_a_form_posted_twice_becomes_one_matter(sign_in, way):
    title = unlike("Skickat två gånger")
    hands = sign_in(LOCAL_SUPPORT)
    hands.go("/new/question/")
    other = hands.page.context.new_page()
    hands.fill("Subject", title)
    hands.fill("Your question", "Kom det fram två gånger?")
    # The same form as another tab has it (a duplicated tab carries the same key), sent by the browser itself.
    key = hands.page.locator("form.report input[name=once]").input_value()
    asked_for = []
    hands.page.on("request", lambda request: asked_for.append((request.method, request.url)))
    button = hands.find("button", "Send the question")
    if hands.keyboard:
        hands.reach(button)
        with hands.navigates():
            hands.key("Enter")
            hands.key("Enter")
    else:
        with hands.navigates():
            button.dblclick()
    number = number_of(hands)
    assert asked_for.count(("POST", f"{hands.url}/new/question/")) == 1, "the page sent the form twice"

    other.goto(f"{hands.url}/new/question/")
    other.locator("form.report input[name=once]").evaluate("(field, key) => { field.value = key; }", key)
    other.locator("[name=title]").fill(title)
    other.locator("[name=text]").fill("Kom det fram två gånger?")
    with other.expect_navigation():
        other.locator("form.report").evaluate("form => form.requestSubmit()")
    assert f"/matters/{number}/" in other.url
    hands.go(f"/matters/?q={title.split()[-1]}")
    expect(hands.page.locator("[data-row]")).to_have_count(1)


def test_two_agents_answer_at_once_and_both_are_told(sign_in, system: System, way):
    title = unlike("Två svarar samtidigt")
    number = opened_by_mail(system, title, "Vem svarar?")
    first, second = sign_in(AGENT), sign_in(COORDINATOR)
    takes(first, number)
    second.go(f"/cases/{number}/")
    for hands, said in ((first, "Första svaret."), (second, "Andra svaret.")):
        hands.write(hands.page.locator("#composer-answer textarea"), said)
    button = ".composer-foot button.is-primary"
    first.activate(first.page.locator(f"#composer-answer {button}"))
    second.reads("Första svaret.", within=second.page.locator("#timeline"))
    expect(second.page.locator("#composer-answer textarea")).to_have_value("Andra svaret.")
    second.look("somebody else has answered meanwhile")
    second.activate(second.page.locator(f"#composer-answer {button}"))
    said = "Somebody has written in the case since you opened it. Read that first; your answer is kept."
    second.sees(said)
    expect(second.page.locator("#composer-answer textarea")).to_have_value("Andra svaret.")
    second.look("refused once")
    expect(second.page.locator("#timeline .entry.is-answer", has_text=second.word("sent"))).to_have_count(
        1, timeout=2 * PATIENCE
    )
    second.sees(said)  # still, though news has come
    second.press("button", "Send anyway")
    for hands in (first, second):
        for said in ("Första svaret.", "Andra svaret."):
            expect(hands.page.locator("#timeline .entry.is-answer", has_text=said)).to_have_count(1, timeout=PATIENCE)


def test_a_stale_page_says_what_has_happened_meanwhile(sign_in, system: System, way):
    """Two have the same case open; one without news coming by itself presses what is no longer so."""
    title = unlike("Gammal sida")
    number = opened_by_mail(system, title, "Ligger kvar öppen.")
    agent, other = sign_in(AGENT), sign_in(COORDINATOR)
    other.page.route("**/live?*", lambda route: route.abort())
    other.go(f"/cases/{number}/")
    takes(agent, number)
    other.press("button", "Take", within=other.page.locator(".case-tools"))
    dialog = other.page.locator("dialog[open]")
    other.sees("%(name)s has already taken the case.", within=dialog, name="Birger Påhitt")
    other.look("what had moved on")
    other.press("button", "Close", within=dialog)
    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go(f"/matters/{number}/")
    reporter.fill("Your message", "Skrevs medan ärendet stängdes.")
    asked(agent, "Close at once", more=True)
    agent.activate(agent.page.locator("#dialog form button:not([type=button])").last)
    expect(agent.page.locator("#dialog[open]")).to_have_count(0, timeout=PATIENCE)
    reporter.sees("The matter is closed")
    expect(reporter.field("Your message")).to_have_value("Skrevs medan ärendet stängdes.")
    reporter.follow("button", "Send", within=reporter.page.locator("#write"))
    reporter.reads("Skrevs medan ärendet stängdes.", within=reporter.page.locator("#dialogue"))


# --- the session and the network


def test_a_long_answer_survives_that_the_session_ends(sign_in, system: System, way):
    number = opened_by_mail(system, unlike("Lång fråga"), "Hur gör man?")
    hands = sign_in(LOCAL_SUPPORT, afresh=True)
    said = "En mycket lång redogörelse. " * 40 + unlike("Slut")
    hands.go(f"/matters/{number}/")
    hands.fill("Your message", said)
    context = hands.page.context
    context.clear_cookies(name="sessionid")
    hands.press("button", "Send", within=hands.page.locator("#write"))
    hands.sees("You have been logged out. Copy your text, log in again in a new tab, and try again here.")
    expect(hands.field("Your message")).to_have_value(said)
    hands.look("the session has ended")
    tab = hands
    if way == "mouse":
        tab = Hands(context.new_page(), hands.url, way, hands.language)
        tab.go(f"/matters/{number}/")
    else:
        hands.page.reload()
    tab.fill("E-mail address", LOCAL_SUPPORT)
    tab.fill("Password", PASSWORD)
    with tab.navigates():
        tab.key("Enter")
    assert f"/matters/{number}/" in tab.page.url
    expect(hands.field("Your message")).to_have_value(said)
    expect(tab.field("Your message")).to_have_value(said)
    hands.follow("button", "Send", within=hands.page.locator("#write"))
    expect(hands.page.locator("#dialogue").get_by_text(said.strip())).to_have_count(1)


def test_a_cut_network_keeps_text_and_files_and_sends_once(sign_in, system: System, tmp_path, way):
    title = unlike("Nätet försvann")
    hands = sign_in(LOCAL_SUPPORT)
    hands.go("/new/question/")
    hands.fill("Subject", title)
    hands.fill("Your question", "Skrevs på ett tåg.")
    (tmp_path / "med.txt").write_text("en rad")
    (tmp_path / "utan.txt").write_text("en rad")
    hands.upload(tmp_path / "med.txt")
    expect(hands.page.locator("input[name=files]")).to_have_count(1, timeout=PATIENCE)
    context = hands.page.context
    context.set_offline(True)
    hands.press("button", "Send the question")
    hands.sees("It could not be sent: the network does not answer. Your text is still here. Try again.")
    hands.upload(tmp_path / "utan.txt")
    hands.reads(hands.word("{name} could not be uploaded. Try again.").replace("{name}", "utan.txt"))
    hands.look("without a network")
    context.set_offline(False)
    hands.press("button", "Send the question")
    hands.reads(hands.word("{why} Remove it, or choose another file, and send again.").replace("{why} ", ""))
    hands.press("button", "Try again")
    expect(hands.page.locator("input[name=files]")).to_have_count(2, timeout=PATIENCE)

    # The answer is lost on its way back: the matter is there, and the same form finds it.
    hands.page.route("**/new/question/", lambda route: (route.fetch(), route.abort()), times=1)
    hands.press("button", "Send the question")
    expect(hands.page.locator("form.report [aria-busy]")).to_have_count(0, timeout=PATIENCE)
    expect(hands.field("Your question")).to_have_value("Skrevs på ett tåg.")
    hands.follow("button", "Send the question")
    for name in ("med.txt", "utan.txt"):
        hands.reads(name, within=hands.page.locator("#dialogue"))
    hands.go(f"/matters/?q={title.split()[-1]}")
    expect(hands.page.locator("[data-row]")).to_have_count(1)


# --- files


def test_forbidden_oversize_and_exploding_files_are_refused_by_name_and_the_others_kept(sign_in, tmp_path, way):
    hands = sign_in(LOCAL_SUPPORT)
    hands.go("/new/fault/")
    hands.fill("Subject", unlike("Farliga filer"))
    hands.fill("What happened?", "Filerna vägrades.")
    files = bad_files(tmp_path)
    hands.upload(*files)
    listed = hands.page.locator("[data-upload-list] .file")
    expect(listed).to_have_count(len(files))
    expect(hands.page.locator("[data-uploading]")).to_have_count(0, timeout=2 * PATIENCE)
    for name in ("program.exe", "faktura.pdf", "bomb.zip", "stor.txt"):
        assert name in listed.filter(has_text=name).locator(".file-facts").inner_text(), f"{name} is not named"
    expect(listed.locator("input[name=files]")).to_have_count(2)
    hands.look("files refused")
    hands.press("button", "Send the report")
    hands.reads(hands.word("{why} Remove it, or choose another file, and send again.").replace("{why} ", ""))
    for name in ("program.exe", "faktura.pdf", "bomb.zip", "stor.txt"):
        hands.press("button", hands.word("Remove {name}").replace("{name}", name), written=True)
    hands.follow("button", "Send the report")
    kept = hands.page.locator("#dialogue .file-name")
    assert sorted(kept.all_inner_texts()) == ["bild.png", "fakturagpj.txt"]


def bad_files(folder: Path) -> list[Path]:
    (folder / "bild.png").write_bytes(mails.PIXEL)
    (folder / "faktura\u202egpj.txt").write_text("vänd text")
    (folder / "program.exe").write_bytes(b"MZ\x90\x00" + b"\x00" * 200)
    (folder / "faktura.pdf").write_bytes(b"MZ\x90\x00" + b"\x00" * 200)
    with (folder / "stor.txt").open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("nollor", b"\0" * 30_000_000)
    return sorted(folder.iterdir())


# --- texts


def test_a_subject_of_ten_thousand_characters_is_said_and_kept(sign_in, system: System, way):
    subject = unlike("Resultat " * 1100)
    hands = sign_in(LOCAL_SUPPORT, "en")
    hands.go("/new/question/")
    hands.fill("Subject", subject)
    hands.fill("Your question", "Vad är för långt?")
    hands.press("button", "Send the question")
    hands.reads(f"The subject has {len(subject)} characters and may have 200.")
    expect(hands.field("Subject")).to_have_value(subject)
    hands.misses("Everything we need is here. Thank you.")
    hands.look("too long a subject")
    hands.fill("Subject", unlike("Kort"))
    hands.follow("button", "Send the question")
    number = number_of(hands)

    agent = sign_in(AGENT, "en")
    agent.go(f"/cases/{number}/")
    agent.press("link", "Change the subject")
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("Subject line", subject, within=dialog)
    agent.activate(dialog.locator("form button:not([type=button])").last)
    agent.reads(f"The subject has {len(subject)} characters and may have 200.", within=dialog)
    expect(dialog.get_by_label("Subject line")).to_have_value(subject)
    agent.look("too long a subject")


def test_strange_texts_in_every_field_stay_texts(sign_in, way):
    odd = ODD[way]
    clean = "".join(sign for sign in odd if sign not in "\x00\x07\x1b\u202e\u202c\u2066\u2069")
    hands = sign_in(LOCAL_SUPPORT)
    hands.go("/new/fault/")
    title = unlike("Udda")
    for field in hands.page.locator("form.report input[type=text], form.report textarea").filter(visible=True).all():
        most = {"course": 40, "occasion": 40, "time": 40, "student": 60}
        limit = next((n for name, n in most.items() if (field.get_attribute("name") or "").endswith(name)), 200)
        field.fill(odd[:limit] if limit < 200 else odd)
    hands.fill("Subject", f"{title} {odd}")
    hands.follow("button", "Send the report")
    number = number_of(hands)
    hands.fits()
    assert clean in " ".join(hands.page.locator("h1").inner_text().split())
    hands.fill("Your message", odd)
    hands.follow("button", "Send", within=hands.page.locator("#write"))
    assert "taken" not in hands.page.title() or clean in hands.page.title()
    hands.go(f"/matters/?q={odd[:60].encode('ascii', 'ignore').decode().replace(chr(0), '').replace('#', '')}")
    hands.fits()

    agent = sign_in(AGENT)
    agent.go(f"/cases/{number}/")
    agent.fits()
    body = agent.page.locator("body").inner_text()
    assert clean in body
    assert not any(sign in body for sign in "\x00\x07\x1b\u202e\u2066")
    assert agent.page.locator("#timeline script, #timeline img[src=x], #timeline b").count() == 0
    note = agent.page.locator("#composer-note textarea")
    agent.press("link", "Internal note")
    agent.write(note, odd)
    agent.press("button", "Save note")
    expect(agent.page.locator("#timeline .entry.is-note")).to_have_count(1, timeout=PATIENCE)
    agent.fits()


@pytest.mark.parametrize("way", ["mouse"])
def test_bad_addresses_are_answered_in_plain_words(sign_in, way):
    """Whoever changes the address by hand gets a page that says so, never a fault of ours."""
    hands = sign_in(LOCAL_SUPPORT)
    for path in ("/matters/999999999999999999999/", "/matters/0/", "/new/nothing/", "/cases/files/not-a-key",
                 "/matters/%00/", "/%2f%2fevil.example", "/matters/1'%20OR%201=1/"):  # fmt: skip
        hands.go(path)
        hands.heading("There is no such page")
    for path in ("/matters/?page=x&show=nothing&whose=me&q=%00%ff", "/matters/?page=-1", "/matters/?page=99999",
                 "/?x=%ff", "/about/?next=//evil.example"):  # fmt: skip
        hands.go(path)
        expect(hands.page.locator("h1")).to_be_visible()
        expect(hands.page.locator("[data-problem]")).to_have_count(0)
    agent = sign_in(AGENT)
    for path in ("/cases/999999999999999999999/", "/mail/held/99999999999999999/", "/settings/teams/0/"):
        agent.go(path)
        agent.heading("There is no such page")
    for path in ("/cases/?sort=nothing&group=x&page=x&state=%00", "/cases/?service=9999999999999999999999&assignee=x",
                 "/desk/inflow/?x=1", "/mail/held/?show=nothing&page=zz", "/mail/deliveries/?page=x"):  # fmt: skip
        agent.go(path)
        expect(agent.page.locator("[data-problem]")).to_have_count(0)

    stranger = sign_in(None)
    stranger.go("/account/login?next=%2f%2fevil.example")
    for there in ("%2f%2fevil.example", "//evil.example", "https://evil.example/", "/no-such-page/"):
        stranger.go(f"/account/login?next={there}")
        stranger.fill("E-mail address", LOCAL_SUPPORT)
        stranger.fill("Password", PASSWORD)
        with stranger.navigates():
            stranger.key("Enter")
        assert stranger.page.url == f"{stranger.url}/"
        stranger.page.context.clear_cookies(name="sessionid")
