"""Somebody is on the line: who it is, where the note goes, what is promised; and an exchange that opens the card."""

import hashlib
import hmac
import json
import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from bollkoll.kit.hours import Calendar
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import go_by_rail, means_it, opened_by_mail, unlike
from tests.journeys.system import AGENT, CONTACT_PERSON, COORDINATOR, EXPERT, LOCAL_SUPPORT, PHONE_SECRET, System

pytestmark = pytest.mark.browser

SEND = """async ([body, stamp, signature]) => {
  const headers = { "X-Bollkoll-Timestamp": stamp, "X-Bollkoll-Signature": signature };
  const answer = await fetch("/phone/exchange", { method: "POST", headers, body });
  return [answer.status, await answer.json()];
}"""


def finds(agent: Hands, words: str) -> None:
    """Look for the caller and open the first card that is offered."""
    agent.write(agent.page.locator("#who"), words)
    caller = agent.page.locator("#found .caller").first
    expect(caller).to_be_visible(timeout=PATIENCE)
    expect(agent.page.locator("#found").get_by_text(words.split()[0], exact=False).first).to_be_visible(
        timeout=PATIENCE
    )
    agent.look("who it may be")
    with agent.navigates():
        agent.activate(caller)


def later(hours: int = 3) -> str:
    """So many hours into the next day that the support is open."""
    day = next(Calendar().opening_days(date.today() + timedelta(days=1)))
    return f"{day:%Y-%m-%d}T{8 + hours:02d}:00"


def test_a_call_is_noted_in_a_case_and_a_call_back_is_promised_and_kept(sign_in, system: System):
    subject, said = unlike("Registreringen sparas inte"), unlike("Det gäller två kurser till")
    number = opened_by_mail(system, subject, "Knappen är grå.", LOCAL_SUPPORT)
    agent = sign_in(AGENT, "en")
    agent.go("/desk/mine/")
    go_by_rail(agent, "Calls")
    agent.look("the page of calls")
    agent.write(agent.page.locator("#note"), said)
    finds(agent, "uu")
    agent.sees("Where does it belong?")
    expect(agent.page.locator("#id_text")).to_have_value(re.compile(re.escape(said)))
    agent.activate(agent.page.locator("#into-other"))
    agent.fill("Case number", str(number))
    agent.choose("I promised to call back")
    agent.fill("Call back", later())
    agent.look("the card of a caller")
    agent.follow("button", "Save the call")
    means_it(agent, "Save the call")
    agent.sees("Promised calls")
    agent.reads(subject)

    agent.go(f"/cases/{number}/")
    agent.reads(said)
    agent.sees("Call now")
    agent.look("a case with a promised call")
    agent.press("link", "No answer, or another time")
    dialog = agent.page.locator("#dialog[open]")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    agent.look("moving a promised call")
    agent.fill("Call again", later(5), within=dialog)
    agent.follow("button", "Save", within=dialog)

    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go(f"/matters/{number}/")
    expect(reporter.page.locator(".phone-promised")).to_be_visible(timeout=PATIENCE)
    reporter.look("a promised call, to the reporter")

    agent.go(f"/cases/{number}/")
    agent.follow("button", "Call now")
    agent.write(agent.page.locator("#id_text"), unlike("Nu är det förklarat"))
    agent.activate(agent.page.locator("#into-other"))
    agent.fill("Case number", str(number))
    agent.follow("button", "Save the call")
    agent.go(f"/cases/{number}/")
    expect(agent.page.locator(".phone-owed")).to_have_count(0)
    agent.go("/phone/log/")
    agent.look("the call log")
    with agent.navigates():
        agent.activate(agent.page.locator("tbody th a").first)
    agent.look("one call of the log")


def test_a_case_is_opened_while_somebody_is_on_the_line(sign_in, system: System):
    title = unlike("Intyget blir tomt")
    agent = sign_in(COORDINATOR)
    agent.go("/desk/mine/")
    if agent.narrow:
        go_by_rail(agent, "Calls")
    else:
        agent.key("ControlOrMeta+k")
        agent.page.get_by_role("combobox").fill("samtal")
        with agent.navigates():
            agent.key("Enter")
    finds(agent, "lu")
    agent.write(agent.page.locator("#id_text"), "Intyget laddas ned men är tomt.")
    agent.activate(agent.page.locator("#into-new"))
    agent.fill("Subject line", title)
    agent.choose("Kind", "fault report")
    agent.look("a new case from a call")
    agent.follow("button", "Save the call")
    agent.reads(title)
    assert re.search(r"/cases/\d+/", agent.page.url)


def test_a_promise_is_made_and_kept_from_the_case_itself(sign_in, system: System):
    number = opened_by_mail(system, unlike("Fråga om behörighet"), "Vem har den?", LOCAL_SUPPORT)
    agent = sign_in(AGENT)
    agent.go(f"/cases/{number}/")
    agent.press("link", "Promise to call")
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("Call back", later(), within=dialog)
    agent.look("promising a call")
    agent.follow("button", "Promise", within=dialog)
    means_it(agent, "Promise")
    agent.follow("button", "Have called")
    agent.sees("The promise is kept.")
    expect(agent.page.locator(".phone-owed")).to_have_count(0)


def test_who_may_not_contact_us_hears_where_to_turn_and_is_counted(sign_in):
    agent = sign_in(AGENT)
    agent.go("/phone/")
    agent.follow("link", "They may not contact us")
    agent.look("the words to read out")
    agent.choose("Institution", "Blekinge tekniska högskola", written=True)
    agent.reads("Turn to the support of Blekinge")
    with agent.navigates():
        agent.activate(agent.page.locator("#words a"))
    agent.fill("telephone", "0455-00 00 00")
    agent.look("where they turn")
    agent.follow("button", "Save")
    agent.reads("0455-00 00 00")
    agent.activate(agent.page.locator('[name="caller"][value="student"]'))
    agent.activate(agent.page.locator('[name="reason"][value="login"]'))
    agent.follow("button", "Count it")
    agent.sees("Counted. Nothing about the caller is kept.")
    agent.go("/phone/figures/")
    agent.reads("BTH")
    agent.look("figures of the telephone")


def test_an_exchange_opens_the_card_on_the_page_where_one_is(sign_in, way: str):
    caller = f"+4618{int(time.time() * 1000) % 10_000_000:07}"
    agent = sign_in(AGENT)
    somebody_at_gu(agent)
    name = agent.page.locator("h1").inner_text()
    agent.write(agent.page.locator("#more-number"), caller)
    agent.follow("button", "Add", within=agent.page.locator(".phone-numbers"))
    agent.look("the page of somebody with one more number")

    agent.go("/desk/mine/")
    other = f"+4618{int(time.time() * 1000 + 1) % 10_000_000:07}"
    assert ring(agent, "ringing", other)[0] == 200
    card = agent.page.locator("#ringing .ringing-card").filter(visible=True)
    agent.reads(shown(other), within=card)
    assert ring(agent, "ringing", caller)[0] == 200
    expect(card.get_by_role("link")).to_contain_text("1", timeout=PATIENCE)
    agent.activate(card.get_by_role("button", name=agent.word("Dismiss")))
    agent.reads(name, within=card)
    agent.go("/desk/mine/")
    agent.reads(name, within=card)
    agent.reads(name, within=card)
    agent.look("a call that rings")
    with agent.navigates():
        if agent.keyboard:
            agent.key("g")
            agent.key("r")
        else:
            agent.activate(card.locator("form button"))
    agent.reads(name)
    expect(agent.page.locator(".filing")).to_be_visible(timeout=PATIENCE)
    for number in (caller, other):
        assert ring(agent, "ended", number)[1] == {"status": "told", "pages_of": 1}
    agent.activate(agent.page.locator("#into-log"))
    agent.follow("button", "Save the call")
    somebody_at_gu(agent)
    agent.follow("button", "Remove %(number)s", number=shown(caller), within=agent.page.locator(".phone-numbers"))


def somebody_at_gu(agent: Hands) -> None:
    """Open the page of the first contact of an institution."""
    agent.go("/account/institutions/?q=GU")
    row = agent.page.locator("tr", has=agent.page.get_by_role("cell", name="GU", exact=True))
    with agent.navigates():
        agent.activate(row.get_by_role("link").first)
    with agent.navigates():
        agent.activate(agent.page.locator("main a[href*='/persons/']").first)


def ring(hands: Hands, event: str, number: str) -> tuple[int, dict]:
    """What the exchange sends, from where the journey stands."""
    body = json.dumps({"event": event, "number": number, "call_id": f"journey {number}", "agent": AGENT})
    stamp = str(int(time.time()))
    signed = hmac.new(PHONE_SECRET.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    status, said = hands.page.evaluate(SEND, [body, stamp, f"sha256={signed}"])
    return status, said


def shown(number: str) -> str:
    """As the page writes a number of Uppsala."""
    digits = number.removeprefix("+4618")
    return f"018-{digits[:3]} {digits[3:5]} {digits[5:7]}"


def test_the_telephone_is_not_for_others(sign_in):
    for address in (EXPERT, CONTACT_PERSON):
        hands = sign_in(address)
        answer = hands.page.goto(f"{hands.url}/phone/")
        assert answer is not None
        assert answer.status == 403
