"""Every verb of a case, as an agent uses it on the page."""

import re
from datetime import date, timedelta
from itertools import islice

import pytest
from playwright.sync_api import expect

from bollkoll.kit.hours import Calendar
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, asked, done, mail, number_of, opened_by_mail, panel, takes, unlike
from tests.journeys.system import AGENT, AT_TWO, COORDINATOR, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def moment(days: int) -> str:
    day = next(islice(Calendar().opening_days(date.today() + timedelta(days=1)), days - 1, None))
    return f"{day:%Y-%m-%d}T10:00"


def test_a_case_is_sorted_renamed_reminded_of_and_handed_on(sign_in, system: System):
    subject = unlike("Betygsskala saknas")
    number = opened_by_mail(system, subject, "Skalan U–G saknas på kursen.", next(WRITERS))
    agent = sign_in(AGENT)
    takes(agent, number)

    dialog = asked(agent, "Sort")
    agent.choose("Kind", "fault report", within=dialog)
    agent.choose("Service", "Utbildningsinformation och -planering", within=dialog, written=True)
    agent.choose("Environment", "Produktion", within=dialog, written=True)
    agent.choose("Impact", "high", within=dialog)
    agent.choose("Urgency", "high", within=dialog)
    agent.fill("Reason for the priority", "terminsstart", within=dialog)
    agent.look("sorting")
    done(agent, "Save", "The case is sorted.")
    agent.reads("terminsstart", within=panel(agent, "Sorted as"))

    agent.press("link", "Change the subject")
    dialog = agent.page.locator("#dialog")
    agent.fill("Subject line", f"{subject} på kurser", within=dialog)
    agent.look("renaming")
    done(agent, "Save", "The subject is changed.")
    expect(agent.page.locator("#case-title")).to_have_text(f"{subject} på kurser")

    agent.press("link", "Set next step")
    agent.fill("Note", "prova i testmiljön", within=dialog)
    agent.fill("Look again", "2001-01-01T08:00", within=dialog)
    agent.look("reminding")
    agent.press("button", "Save", within=dialog)
    agent.sees("That time has passed.", within=dialog)
    agent.look("refused")
    agent.fill("Look again", moment(2), within=dialog)
    agent.fill("Promised to the reporter", moment(3), within=dialog)
    done(agent, "Save", "The next step is set.")
    agent.reads("prova i testmiljön", within=agent.page.locator(".case-ball"))

    dialog = asked(agent, "Wait for third line", more=True)
    agent.fill("What they are to do", "lägga upp skalan", within=dialog)
    agent.look("handing on")
    done(agent, "Hand over the ball", "The ball is with third line.")
    agent.reads("lägga upp skalan", within=agent.page.locator(".case-ball"))
    agent.look("with third line")

    dialog = asked(agent, "Close at once", more=True)
    agent.fill("Reason", "dubblett", within=dialog)
    agent.look("closing")
    agent.press("button", "Close the case", within=dialog)  # a word was promised: is it to be given up?
    agent.activate(dialog.locator("input[name=sure]"))
    agent.look("a promise is given up")
    done(agent, "Close the case", "The case is closed.")
    agent.sees("Nobody holds the ball; a reply opens the case again.")
    agent.look("closed")


def test_a_case_of_somebody_at_two_institutions_is_put_where_it_belongs(sign_in, system: System):
    shared = sign_in(AT_TWO)
    shared.go("/new/question/")
    subject = unlike("Vilken av skolorna")
    shared.fill("Subject", subject)
    shared.fill("Your question", "Vem ändrar adressen på beviset?")
    shared.press("button", "Send the question")
    expect(shared.page.locator("#id_institution, [name=institution]").first).to_have_js_property("value", "")
    shared.look("somebody at two institutions has not said which")
    shared.choose("Institution", "Röda Korsets högskola", written=True)
    shared.follow("button", "Send the question")
    number = number_of(shared)
    agent = sign_in(AGENT)
    takes(agent, number)
    facts = panel(agent, "Reporter")
    agent.press("link", "Change", within=facts)
    dialog = agent.page.locator("#dialog")
    agent.choose("Institution", "Sophiahemmet högskola", within=dialog, written=True)
    agent.look("another institution")
    done(agent, "Change", "The institution is changed.")
    agent.reads("Sophiahemmet högskola", within=panel(agent, "Reporter"))


def test_cases_are_merged_and_parted_again(sign_in, system: System):
    word = unlike("Samma").split()[-1]
    first = opened_by_mail(system, f"Resultat borta {word} ett", "Det första mejlet om detta.")
    second = opened_by_mail(system, f"Resultat borta {word} två", "Det andra mejlet om detta.")
    agent = sign_in(AGENT)
    agent.go(f"/cases/{second}/")
    dialog = asked(agent, "Merge into another", more=True)
    agent.fill("The other case's number", "1042x", within=dialog)
    agent.press("button", "Merge", within=dialog)
    agent.sees("Write the number of the case, such as 1042.", within=dialog)
    agent.fill("The other case's number", f"#{first}", within=dialog)
    agent.look("merging")
    with agent.navigates():
        agent.press("button", "Merge", within=dialog)
    assert number_of(agent) == first
    agent.reads("Det andra mejlet om detta.")
    agent.look("merged into")

    asked_mail = system.postbox.wait_for(LOCAL_SUPPORT, f"{word} två")
    reply = mail(f"Re: {asked_mail['Subject']}", "Ett senare svar i det andra.")
    reply["In-Reply-To"] = asked_mail["Message-ID"]
    system.send(reply, LOCAL_SUPPORT)
    agent.reads("Ett senare svar i det andra.")

    agent.go(f"/cases/{second}/")
    agent.sees("Merged into case %(number)s: the dialogue goes on there.", number=first)
    agent.look("merged away")
    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go(f"/matters/{second}/")
    reporter.sees("It goes on in another matter")
    reporter.look("merged")

    with agent.navigates():
        agent.press("button", "Undo the merge")
    agent.sees("The merge is undone: the case is open again. What came meanwhile stays in the other one.")
    expect(agent.page.locator("#composer-answer")).to_be_visible()


def test_a_message_becomes_a_case_or_moves_and_cases_are_linked(sign_in, system: System):
    word = unlike("Två").split()[-1]
    writer = next(WRITERS)
    first = opened_by_mail(system, f"Två saker {word}", "Det ena.", writer)
    other = opened_by_mail(system, f"Något annat {word}", "Det tredje.", writer)
    asked_mail = system.postbox.wait_for(writer, f"Två saker {word}")
    for text in ("Det andra, som är en egen sak.", "Det som hör till det tredje."):
        reply = mail(f"Re: {asked_mail['Subject']}", text, writer)
        reply["In-Reply-To"] = asked_mail["Message-ID"]
        system.send(reply, writer)
    agent = sign_in(AGENT)
    agent.go(f"/cases/{first}/")
    agent.reads("Det som hör till det tredje.")
    with_message(agent, "Det andra, som är en egen sak.", "Make a case of its own")
    dialog = agent.page.locator("#dialog")
    agent.fill("Subject of the new case", f"En egen sak {word}", within=dialog)
    agent.look("splitting")
    with agent.navigates():
        agent.press("button", "Split off", within=dialog)
    split = number_of(agent)
    assert split not in (first, other)
    agent.reads("Det andra, som är en egen sak.")
    agent.reads(f"Två saker {word}", within=panel(agent, "Linked"))
    agent.press("button", "Remove the link with %(number)s", number=first)
    agent.sees("The link is removed.")

    agent.go(f"/cases/{first}/")
    with_message(agent, "Det som hör till det tredje.", "Move to another case")
    agent.fill("The other case's number", str(other), within=dialog)
    agent.look("moving")
    done(agent, "Move", "The message is moved.")
    agent.misses("Det som hör till det tredje.", within=agent.page.locator("#timeline .prose"))
    agent.go(f"/cases/{other}/")
    agent.reads("Det som hör till det tredje.")

    dialog = asked(agent, "Link with another", more=True)
    agent.fill("The other case's number", str(split), within=dialog)
    agent.look("linking")
    done(agent, "Link", "The cases are linked.")
    agent.reads(f"En egen sak {word}", within=panel(agent, "Linked"))


def with_message(agent: Hands, text: str, verb: str) -> None:
    """Choose a verb in the menu of one message."""
    entry = agent.page.locator("#timeline article.entry", has_text=text)
    agent.activate(entry.locator("details.entry-tools > summary"))
    agent.press("link", verb, within=entry)
    expect(agent.page.locator("#dialog[open]")).to_be_visible(timeout=PATIENCE)


def test_a_protected_case_is_seen_by_named_persons_only(sign_in, system: System):
    subject = unlike("Skyddade uppgifter")
    number = opened_by_mail(system, subject, "Gäller en student med skyddade personuppgifter.", next(WRITERS))
    agent, other = sign_in(AGENT), sign_in(COORDINATOR)
    takes(agent, number)
    other.go(f"/cases/?view=all&q={subject.split()[-1]}")
    other.reads(subject)
    open_page = sign_in(COORDINATOR)
    open_page.go(f"/cases/{number}/")
    open_page.reads("Gäller en student med skyddade personuppgifter.")
    open_page.page.locator("main textarea[name=text]").first.fill(
        "Jag har hittat felet: hon är registrerad två gånger."
    )

    dialog = asked(agent, "Protect", more=True)
    agent.look("protecting")
    done(agent, "Protect", "The case is protected.")
    agent.look("protected")
    expect(other.page.locator("[data-row]", has_text=subject)).to_have_count(0, timeout=PATIENCE)
    open_page.heading("This is no longer yours to see")
    expect(open_page.page.locator("main textarea.is-kept")).to_have_value(
        re.compile("registrerad två gånger"), timeout=PATIENCE
    )
    open_page.misses("Gäller en student med skyddade personuppgifter.")
    open_page.look("no longer theirs")
    other.go(f"/cases/{number}/")
    other.heading("There is no such page")
    other.go(f"/cases/?view=all&q={subject.split()[-1]}")
    other.misses(subject)
    assert open_page.page.request.get(f"{other.url}/desk/palette?q={subject.split()[-1]}").json() == []
    assert open_page.page.request.get(f"{other.url}/cases/{number}/parts/timeline").status == 404

    agent.press("link", "Add", within=panel(agent, "May see it"))
    dialog = agent.page.locator("#dialog")
    agent.choose("Person", "Asta Exempel", within=dialog, written=True)
    agent.look("naming")
    done(agent, "Let in", "They see the case now.")
    other.go(f"/cases/{number}/")
    other.reads("Gäller en student med skyddade personuppgifter.")
    agent.press("button", "Take %(name)s off", name="Asta Exempel", within=panel(agent, "May see it"))
    agent.sees("They no longer see the case.")
    other.go(f"/cases/{number}/")
    other.heading("There is no such page")

    asked(agent, "Lift the protection", more=True)
    done(agent, "Lift the protection", "The protection is lifted.")
