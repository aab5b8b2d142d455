"""A local support person reports a fault; it is seen at once, taken, asked about, answered by mail, solved and thanked for."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from bollkoll.channels.email.tests import mails
from tests.journeys.hands import BY_TOUCH_TOO, Hands
from tests.journeys.steps import number_of, seen_at, unlike, when_seen
from tests.journeys.system import AGENT, LOCAL_SUPPORT, System, plain_text

pytestmark = pytest.mark.browser

NUMBER_OF_A_PERSON = "121212-1212"  # Tolvan Tolvansson: given out to nobody
PICTURE = mails.PIXEL


@BY_TOUCH_TOO
def test_a_fault_goes_from_the_door_to_the_thanks(sign_in, system: System, tmp_path, way):
    title = unlike("Resultat syns inte efter attestering")
    agent = sign_in(AGENT)
    agent.go("/desk/inflow/")
    agent.look()
    when_seen(agent, title)

    reporter = sign_in(LOCAL_SUPPORT)
    number = reports(reporter, title, tmp_path)
    is_seen_at_once(agent, reporter, title)

    sorted_and_given(agent, title, way)
    agent.go(f"/cases/{number}/")
    is_taken(agent)
    agent.look("taken")
    writes_a_note(agent)
    question = asks_and_thinks_again(agent, number)

    reporter.go(f"/matters/{number}/")
    sees_no_note(reporter)
    asked = is_told(system, question, number)
    reporter.sees("We have asked you something")
    reporter.reads(question)
    reporter.look("asked")

    for answer in replies_by_mail(system, asked, way):
        agent.reads(answer)
    reporter.reads(answer)
    expect(agent.page.locator(".timeline")).to_contain_text("Mellanstor bilaga" if way == "mouse" else answer)
    agent.look("replied by mail")

    is_solved(agent)
    thanks(reporter)
    agent.reads("Tack för snabb hjälp!")


def reports(hands: Hands, title: str, folder) -> int:
    hands.go("/")
    hands.look()
    with hands.navigates():
        hands.activate(hands.page.locator(".doors a[href='/new/fault/']"))
    hands.look()
    hands.fill("Subject", title)
    hands.choose("Service", "Resultat", written=True)
    hands.activate(hands.page.get_by_label("Produktion").first)
    hands.fill("What did you do?", f"Attesterade resultaten för {NUMBER_OF_A_PERSON} på UUXA01.")

    hands.sees("Mask it")
    hands.look("a number of a person")
    hands.press("button", "Mask it")
    expect(hands.field("What did you do?")).to_have_value("Attesterade resultaten för 121212-•••• på UUXA01.")

    hands.fill("What happened?", "Studenterna ser inga resultat i sin egen vy.")
    hands.fill("Since when?", "i går eftermiddag")
    hands.activate(hands.page.locator("input[name=affected]").nth(1))
    row = hands.page.locator("[data-example-row]").filter(visible=True).first
    hands.fill("Course code", "UUXA01", within=row)
    hands.fill("Student UID", "8c9f1e5a-1111-4222-8333-444455556666", within=row)
    hands.fill("What is wrong", "Betyget VG saknas", within=row)

    draft_is_kept(hands, title)
    (folder / "skärmbild.png").write_bytes(PICTURE)
    (folder / "lista.csv").write_text("kurs;betyg\nUUXA01;VG\n")
    hands.upload(folder / "skärmbild.png", folder / "lista.csv")
    hands.reads("skärmbild.png")
    hands.reads("lista.csv")
    hands.look("filled in")
    hands.follow("button", "Send the report")
    number = number_of(hands)
    hands.sees("We have it. Your matter has number %(number)s.", number=number)
    hands.reads("Betyget VG saknas")
    hands.look("receipt")
    return number


def draft_is_kept(hands: Hands, title: str) -> None:
    """What was written survives that the page is loaded again."""
    said = hands.word("Saved {time}").partition("{")[0]
    expect(hands.page.locator("[data-draft-status]")).to_contain_text(said, timeout=15_000)
    hands.page.reload()
    expect(hands.field("Subject")).to_have_value(title)
    expect(hands.field("What happened?")).to_have_value("Studenterna ser inga resultat i sin egen vy.")
    expect(hands.page.locator("input[name=affected]").nth(1)).to_be_checked()
    expect(hands.page.locator("input[name=examples-0-wrong]")).to_have_value("Betyget VG saknas")


def is_seen_at_once(agent: Hands, reporter: Hands, title: str) -> None:
    stored = reporter.page.evaluate(
        "performance.timeOrigin + performance.getEntriesByType('navigation')[0].responseStart"
    )
    waited = seen_at(agent) - stored
    print(f"on the inflow {waited:.0f} ms after the reporter had the receipt ({agent.kind})")
    assert waited < 10_000
    agent.reads(title)


def sorted_and_given(agent: Hands, title: str, way: str) -> None:
    """The suggested agent gets the case: by one key, one click or one tap."""
    row = agent.page.locator("[data-row]", has_text=title)
    expect(row).to_be_visible()
    agent.look("with news")
    if way == "keyboard":
        for _ in range(200):
            agent.key("j")
            if row.evaluate("e => e.contains(document.activeElement)"):
                break
        else:
            raise AssertionError(f"{title} is not reached by j")
        agent.key("a")
    else:
        agent.activate(row.locator("[data-row-key=a]"))
    expect(row).to_have_count(0, timeout=15_000)


def is_taken(agent: Hands) -> None:
    """Whoever was suggested: the one who goes on takes the case."""
    take = agent.page.locator(".case-tools [data-key=t]")
    if take.count():
        agent.activate(take)
        expect(take).to_have_count(0)


def writes_a_note(agent: Hands) -> None:
    agent.press("link", "Internal note")
    agent.look("writing a note")
    note = agent.page.locator("#composer-note textarea")
    agent.write(note, "Ser likadant ut som i går: visningen efter attestering.")
    agent.press("button", "Save note")
    agent.reads("Ser likadant ut som i går: visningen efter attestering.", within=agent.page.locator("#timeline"))


def asks_and_thinks_again(agent: Hands, number: int) -> str:
    """An answer is taken back while it can be, its text is in the box again, and it is sent anew."""
    question = f"Vilken kurs gäller det, och när attesterades den? ({number})"
    agent.press("link", "Answer to the reporter")
    box = agent.page.locator("#composer-answer textarea")
    agent.write(box, question)
    agent.choose("Wait for the reporter", within=agent.page.locator("#composer-answer"))
    agent.look("writing an answer")
    sends(agent)
    agent.look("can be undone")
    agent.press("button", "Undo")
    expect(agent.page.locator("#composer-answer textarea")).to_have_value(question)
    expect(agent.page.locator("#timeline .entry.is-answer")).to_have_count(0)
    sends(agent)
    return question


def sends(agent: Hands) -> None:
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    expect(agent.page.locator("#timeline .entry.is-answer")).to_have_count(1, timeout=15_000)
    expect(agent.page.locator("#composer-answer textarea")).to_have_value("")


def sees_no_note(reporter: Hands) -> None:
    reporter.misses("visningen efter attestering")


def is_told(system: System, question: str, number: int) -> EmailMessage:
    """The answer comes by mail to the reporter only, with what threads it and what leads a reply back."""
    asked = system.postbox.wait_for(LOCAL_SUPPORT, question)
    assert f"[#{number}]" in asked["Subject"]
    assert asked["Message-ID"] and asked["References"] and asked["Date"]
    assert asked["Reply-To"] and asked["Reply-To"] != asked["From"]
    assert asked["Auto-Submitted"] in (None, "no")
    assert question in plain_text(asked)
    rich = asked.get_body(("html",))
    assert rich and question in rich.get_content()
    assert NUMBER_OF_A_PERSON not in asked.as_string()
    others = [to for to, mail in system.postbox.messages if question in plain_text(mail) and to != LOCAL_SUPPORT]
    assert not others
    return asked


def replies_by_mail(system: System, asked: EmailMessage, way: str):
    """The reporter answers the mail as each client writes; yields what should be read in the case."""
    sender = f"Lars Lokal <{LOCAL_SUPPORT}>"
    common = {"sender": sender, "to": str(asked["Reply-To"]), "subject": f"SV: {asked['Subject']}"}
    quoted = plain_text(asked).replace("\r\n", "\n")
    thread = {"in_reply_to": str(asked["Message-ID"]), "references": str(asked["References"]).split()}
    makers: dict[str, dict[str, Callable[..., bytes]]] = {
        "mouse": {
            "Outlook": mails.outlook_reply,
            "webben": mails.owa_reply,
            "Outlook i mobilen": mails.outlook_mobile_reply,
        },
        "keyboard": {"Gmail": mails.gmail_reply, "Gmail i mobilen": mails.android_gmail_reply},
        "phone": {"Apple": mails.apple_mail_reply, "iPhone": mails.iphone_reply},
    }
    to = re.sub(r".*<|>.*", "", common["to"])
    for client, make in makers[way].items():
        said = f"Kursen är UUXA01, attesterad i går. Skrivet i {client}."
        raw = make(
            **common,
            **thread,
            body=said,
            quoted=quoted,
            message_id=f"<{client.replace(' ', '.')}.{way}.{thread['in_reply_to'][1:]}",
        )
        system.send(raw, LOCAL_SUPPORT, to)
        yield said
    said = f"Se listan i bilagan ({way})."
    raw = mails.winmail_reply(
        **common, **thread, body=said, message_id=f"<winmail.{way}.{thread['in_reply_to'][1:]}",
        files=[("Mellanstor bilaga.txt", b"UUXA01;VG\r\n")],
    )  # fmt: skip
    system.send(raw, LOCAL_SUPPORT, to)
    yield said
    said = f"Kan vi ses och titta på det? ({way})"
    raw = mails.calendar_invitation(**common, body=said, message_id=f"<kalender.{way}.{thread['in_reply_to'][1:]}")
    system.send(raw, LOCAL_SUPPORT, to)
    yield said


def is_solved(agent: Hands) -> None:
    agent.press("link", "Solved", within=agent.page.locator(".case-tools"))
    dialog = agent.page.locator("#dialog")
    expect(dialog).to_be_visible()
    agent.look("marking as solved")
    agent.press("button", "Mark as solved", within=dialog)
    expect(dialog).to_be_hidden()
    expect(agent.page.locator(".case-line")).to_contain_text(agent.word("solved"), ignore_case=True)


def thanks(reporter: Hands) -> None:
    """The open page asks by itself whether it helped; the answer is thanks with a rating."""
    reporter.sees("We believe that it is solved")
    reporter.sees("Did it help?")
    reporter.look("did it help")
    reporter.press("summary", "Yes, and thank you")
    panel = reporter.page.locator("#thanks")
    reporter.choose("Very well", within=panel)
    reporter.fill("A word to us", "Tack för snabb hjälp!", within=panel)
    reporter.look("thanking")
    reporter.follow("button", "Send, and close the matter", within=panel)
    reporter.sees("The matter is closed")
    reporter.reads("Tack för snabb hjälp!")
    reporter.look("closed")
