"""Steps that several journeys share."""

import itertools
import re
import subprocess
import sys
from email.message import EmailMessage
from email.utils import make_msgid

from playwright.sync_api import Locator, expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.system import LOCAL_SUPPORT, PASSWORD, System

WRITERS = itertools.cycle(
    [
        "viktor.akervinda@lu.example", "frida.angsklocka@gu.example", "sara.akervinda@su.example",
        "ingrid.norrsken@kth.example", "ulf.kottefors@umu.example", "tove.kottefors@liu.example",
        "linnea.sjogras@lu.example", "frida.granbarr@gu.example", "kerstin.vinterglod@su.example",
    ]
)  # fmt: skip
"""Local support of the demonstration who only write, in turn: nobody writes so often that the mail takes them for a robot."""

_turn = itertools.count(1)


def unlike(text: str) -> str:
    """The text with a word of its own, so that it is found among all others: no journey meets another's cases."""
    letters = "abcdefghjklmnoprstuv"
    number, word = next(_turn), ""
    for _ in range(3):
        number, place = divmod(number, len(letters))
        word += letters[place] + "ai"[place % 2]
    return f"{text} {word}x"


def number_of(hands: Hands) -> int:
    """The number of the case or matter whose page is open."""
    found = re.search(r"/(?:matters|cases)/(\d+)/", hands.page.url)
    assert found, hands.page.url
    return int(found[1])


def mail(subject: str, text: str, sender: str = LOCAL_SUPPORT) -> EmailMessage:
    """A plain letter to the support."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "support@bollkoll.example", subject
    message["Message-ID"] = make_msgid(domain="larosate.example")
    message.set_content(text)
    return message


REPORTS = """
import django
django.setup()
from bollkoll.cases import commands as cases
from bollkoll.incidents.models import Proposal
from bollkoll.people.actor import Actor
from bollkoll.people.models import Role
from bollkoll.services.models import Service
taken = Proposal.objects.values("service")
service = Service.objects.exclude(pk__in=taken).order_by("-pk").first()
seen = set()
for role in Role.objects.filter(kind="local_support", ended_at=None).select_related("person", "institution").order_by("pk"):
    if role.institution_id not in seen and len(seen) < 5:
        seen.add(role.institution_id)
        actor = Actor(role.person)
        cases.open_case(actor, title="{title}", text="Det går inte hos oss.", kind="fault", service=service)
print(service.name_sv)
"""
"""Five institutions report the same within a minute, of a service of which no burst has been seen."""


PASSWORDS = """
import django
django.setup()
from bollkoll.people.actor import SYSTEM
from bollkoll.people import commands as people
from bollkoll.people.models import Role
role = Role.objects.filter(kind="contact_person", ended_at=None, institution__name_sv="{institution}").first()
people.change_password(SYSTEM, role.person, password="{password}")
print(role.person.email)
"""


LEFT_WITH_THE_DESK = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Subject
from bollkoll.log.acting import act
from bollkoll.people.actor import SYSTEM
from bollkoll.services.models import Team
with act(SYSTEM):
    subject = Subject.objects.get(kind="case", number={number})
    desk, later = Team.objects.filter(line=2).first(), timezone.now() + timedelta(hours=2)
    balls.add_side_ball(subject, balls.Ball(step="call_back", team=desk, look_again_at=later))
"""
"""Beside a case lies a call to make, which nobody has."""


def behind_the_scene(system: System, code: str) -> str:
    """Do with commands, in a process of its own, what no page is walked for; returns what it printed."""
    env = system.env | {"DJANGO_SETTINGS_MODULE": "bollkoll.project.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def reported_by_many(system: System, title: str) -> str:
    """A burst of cases of one service; returns its name."""
    return behind_the_scene(system, REPORTS.replace("{title}", title))


def contact_person_of(system: System, institution: str) -> str:
    """The address of a local contact person of the institution, who from now on can log in."""
    return behind_the_scene(system, PASSWORDS.format(institution=institution, password=PASSWORD))


def opened_by_mail(system: System, subject: str, text: str, sender: str = LOCAL_SUPPORT) -> int:
    """A contact writes to the support; the acknowledgement has come and says the number of the case."""
    before = system.postbox.count
    system.send(mail(subject, text, sender), sender)
    answer = system.postbox.wait_for(sender, subject, after=before)
    found = re.search(r"\[#(\d+)\]", str(answer["Subject"]))
    assert found, answer["Subject"]
    return int(found[1])


def go_by_rail(hands: Hands, name: str) -> None:
    """Follow a link of the rail; on a phone it may be behind *More*."""
    if hands.page.url == "about:blank":
        hands.go("/")
    rail = hands.page.locator(".rail")
    said = hands.word(name)
    link = rail.get_by_role("link", name=re.compile(rf"^{re.escape(said)}")).first
    if not link.is_visible():
        hands.press("summary", "More", within=rail)
    with hands.navigates():
        hands.activate(link)


def log_out(hands: Hands) -> None:
    hands.activate(hands.page.locator(".user-menu > summary"))
    hands.follow("button", "Log out")


def is_live(hands: Hands) -> None:
    """The page has its live stream: news comes by itself from now on."""
    expect(hands.page.locator("[data-live-url]").first).to_be_attached(timeout=PATIENCE)


def hears_nothing(hands: Hands) -> None:
    """From the next page on, no news comes to these pages by itself: they are as old as when they were opened."""
    hands.page.route("**/live?**", lambda route: route.abort())


def when_seen(hands: Hands, text: str) -> None:
    """Have the page note the moment at which a text is first drawn; read it with :func:`seen_at`."""
    hands.page.evaluate(
        """(text) => {
          const look = () => { if (!window.seenAt && document.body.textContent.includes(text)) window.seenAt = Date.now(); };
          window.seenAt = 0;
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
        }""",
        text,
    )


def seen_at(hands: Hands) -> float:
    """Milliseconds since the epoch at which the page drew what :func:`when_seen` waits for."""
    for _ in range(2 * PATIENCE // 50):  # the page's security policy lets nobody wait by a text that is evaluated
        if seen := hands.page.evaluate("window.seenAt"):
            return seen
        hands.page.wait_for_timeout(50)
    raise AssertionError(f"never drawn on {hands.page.url}")


def contacts_of(agent: Hands, code: str) -> list[str]:
    """Addresses of those who may contact the support from an institution, as an agent finds them."""
    agent.go(f"/account/institutions/?q={code}")
    row = agent.page.locator("tr", has=agent.page.get_by_role("cell", name=code, exact=True))
    with agent.navigates():
        agent.activate(row.get_by_role("link").first)
    return re.findall(r"[\w.+-]+@[\w.-]+\.example", agent.page.locator("main").inner_text())


def tools(hands: Hands) -> Locator:
    """The row of verbs on the page of a case."""
    return hands.page.locator(".case-tools")


def asked(hands: Hands, opener: str, *, more: bool = False) -> Locator:
    """Open a verb's dialog from the tools of a case, or from their *More*; returns the dialog."""
    if more:
        open_menu(hands, hands.find("summary", "More", within=tools(hands)))
    hands.press("link", opener, within=tools(hands))
    dialog = hands.page.locator("#dialog[open]")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    return dialog


def open_menu(hands: Hands, summary: Locator) -> None:
    """Open a menu, and again when news has just drawn its part of the page anew."""
    for _ in range(3):
        hands.activate(summary)
        hands.page.wait_for_timeout(50)
        if summary.evaluate("e => e.parentElement.open"):
            return
    raise AssertionError(f"{summary} does not open")


def done(hands: Hands, action: str, said: str) -> None:
    """Press the dialog's own button; it closes, and the page says what was done."""
    hands.press("button", action, within=hands.page.locator("#dialog"))
    expect(hands.page.locator("#dialog[open]")).to_have_count(0, timeout=PATIENCE)
    hands.sees(said)


def panel(hands: Hands, heading: str, **values: object) -> Locator:
    """A panel beside a case by its heading."""
    title = hands.page.get_by_role("heading", name=re.compile(re.escape(hands.word(heading, **values))))
    return hands.page.locator("#case-aside section.panel", has=title)


def keeps_protected(agent: Hands, label: str, value: str) -> None:
    """On the page of a case: the agent puts a value in its protected part."""
    agent.press("link", "Add", within=panel(agent, "Protected data"))
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("What to call it", label, within=dialog)
    agent.fill("The data", value, within=dialog)
    agent.press("button", "Keep it", within=dialog)
    agent.reads(label, within=panel(agent, "Protected data"))


def takes(hands: Hands, number: int) -> None:
    """Open the case and take it."""
    hands.go(f"/cases/{number}/")
    hands.press("button", "Take", within=tools(hands))
    expect(tools(hands).locator("[data-key=t]")).to_have_count(0, timeout=PATIENCE)


def means_it(agent: Hands, name: str) -> None:
    """Says yes when it is asked whether one means that, and presses the button once more."""
    box = agent.page.locator(".errors input[name=sure]")
    if box.count():
        agent.look("asked whether it is meant")
        agent.activate(box.first)
        agent.follow("button", name, within=agent.page.locator("form", has=box))
