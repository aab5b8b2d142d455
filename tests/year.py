"""A year of the support, played by chance: people come, go and are away; cases are opened, passed, asked about, answered.

Every deed is an ordinary command of somebody who may or may not do it; what is refused is refused. After each step the
subscribers and the clock have their turn. ``tests/test_a_year.py`` plays a part of it; ``python -m bench --only year`` a
whole one.
"""

import random
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message, Question
from bollkoll.commitments import audit
from bollkoll.commitments.models import Offer
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import commands as services
from tests.world import World

BEGIN = datetime(2027, 1, 4, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
ELSEWHERE = ("delivery.", "mailbox.", "mail.", "subscriber.")
"""Checks of what this play leaves out: nothing is sent and no mailbox is read."""


class Year:
    """``found``: what the audit saw between a deed and the next turn of the clock, by kind of check.

    ``left``: what it still saw after that turn, which is what the system failed to put right: always empty.
    """

    def __init__(self, seed: int) -> None:
        self.chance, self.at = random.Random(seed), BEGIN
        self.deeds: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        with self._time():
            self.world = World()
            self.teams = [self.world.developers, services.add_team(SYSTEM, key="drift", name="Drift", line=3)]
            for team in self.teams:
                for _person in range(2):
                    self._engage(3, team)
            for _person in range(3):
                self._engage(2)

    @contextmanager
    def _time(self):
        with mock.patch("django.utils.timezone.now", lambda: self.at):
            yield

    def play(self, days: int) -> None:
        """So many days, each with a few deeds at any hour."""
        until = self.at + timedelta(days=days)
        while self.at < until:
            self.at += timedelta(hours=self.chance.choice((1, 3, 5, 9, 20)))
            with self._time():
                for _deed in range(self.chance.randint(1, 4)):
                    self._do()
                self.found.update(self._seen())
                self._turn()
                self.left.update(self._seen())

    def _seen(self) -> list[str]:
        return [name for name, _key in audit.findings() if not name.startswith(ELSEWHERE)]

    def _turn(self) -> None:
        """What the worker does, until nothing more falls due at this moment."""
        for _again in range(3):
            subscribers.run("cases.deal_out_again", limit=10_000)
            with housekeeping("year"):
                Cursor.objects.filter(name__startswith="clock:").delete()
            if not clock.tick():
                break
        broken = Cursor.objects.exclude(error="").first()
        assert broken is None, broken.error

    def _do(self) -> None:
        deed = self.chance.choices(list(DEEDS), list(DEEDS.values()))[0]
        try:
            getattr(self, deed)()
            self.deeds[deed] += 1
        except (Refused, NotAllowed):
            self.refused[deed] += 1

    # --- who and what

    def _engage(self, line: int, team=None) -> Person:
        person = self.world.engage(f"Person {self.chance.randrange(10**9)}", line)
        if team is not None:
            services.add_member(SYSTEM, team, person=person)
        return person

    def _someone(self, line: int = 0) -> Person:
        rows = Person.objects.filter(line=line) if line else Person.objects.filter(line__gt=0)
        return self.chance.choice(list(rows.order_by("pk")))

    def _one_of(self, rows):
        """One of them by the same chance as everything else; refused when there is none."""
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("nothing", "none")
        return self.chance.choice(found)

    def _case(self) -> Case:
        rows = Case.objects.open().select_related("subject__main", "reporter").order_by("-opened_at")[:40]
        return self.chance.choice(list(rows)) if rows else self.open_case()

    def _actor(self, person: Person | None = None) -> Actor:
        return Actor(person or self._someone(2))

    def _holder(self, case: Case) -> Actor:
        """Whoever has it, mostly; else anybody at the desk."""
        held = case.ball.person if case.ball else None
        return Actor(held) if held and self.chance.random() < 0.8 else self._actor()

    # --- deeds

    def open_case(self) -> Case:
        return self.world.case(reporter=self.chance.choice([self.world.local, self.world.stranger, self.world.extra]))

    def take(self) -> None:
        cases.take(self._actor(), self._case())

    def assign(self) -> None:
        cases.assign(self._actor(), self._case(), person=self._someone())

    def answer(self) -> None:
        case = self._case()
        then = self.chance.choice(("keep", "waiting", "solved"))
        cases.answer(self._holder(case), case, text="Ett svar.", then=then)

    def reply(self) -> None:
        case = self.chance.choice(list(Case.objects.select_related("reporter").order_by("-opened_at")[:60]))
        cases.reply(Actor(case.reporter), case, text="Mer om det.")

    def hand_over(self) -> None:
        case = self._case()
        whom = {"team": self.chance.choice(self.teams)} if self.chance.random() < 0.5 else {"person": self._someone()}
        cases.hand_over(self._holder(case), case, text="Ta över det här.", **whom)

    def accept_offer(self) -> None:
        case, person = self._offered()
        cases.accept_offer(Actor(person), case)

    def return_offer(self) -> None:
        case, person = self._offered()
        cases.return_offer(Actor(person), case, reason="Inte vårt.")

    def pass_offer_on(self) -> None:
        case, person = self._offered()
        cases.pass_offer_on(Actor(person), case, team=self.chance.choice(self.teams), text="Deras.")

    def withdraw_offer(self) -> None:
        case, _person = self._offered()
        cases.withdraw_offer(self._actor(), case)

    def give_back(self) -> None:
        taken = self._one_of(Case.objects.open().exclude(taken_over_by=None).select_related("taken_over_by"))
        cases.give_back(Actor(taken.taken_over_by), taken, reason="Klart hos oss.")

    def _offered(self) -> tuple[Case, Person]:
        standing = self._one_of(Offer.objects.open())
        members = list(standing.team.memberships.order_by("pk")) if standing.team else []
        person = standing.person or (self.chance.choice(members).person if members else self._someone(3))
        return Case.objects.get(pk=standing.subject_id), person

    def ask_for_input(self) -> None:
        case = self._case()
        whom = {"team": self.chance.choice(self.teams)} if self.chance.random() < 0.5 else {"person": self._someone(3)}
        cases.ask_for_input(self._holder(case), case, text="Vad gäller?", **whom)

    def answer_question(self) -> None:
        question = self._one_of(Question.objects.open().select_related("ball"))
        cases.answer_question(Actor(question.ball.person or self._someone(3)), question, text="Så här.")

    def remind(self) -> None:
        case = self._case()
        later = self.at + timedelta(days=self.chance.randint(1, 9))
        cases.remind(self._holder(case), case, promised_at=later if self.chance.random() < 0.3 else None)

    def mark_waiting_third_line(self) -> None:
        cases.mark_waiting_third_line(self._actor(), self._case(), team=self.chance.choice(self.teams))

    def solve(self) -> None:
        case = self._case()
        cases.solve(self._holder(case), case)

    def close(self) -> None:
        cases.close(self._actor(), self._case())

    def protect(self) -> None:
        case = self._case()
        cases.protect(self._holder(case), case)

    def merge(self) -> None:
        cases.merge(self._actor(), self._case(), target=self._case())

    def split(self) -> None:
        message = self._one_of(Message.objects.filter(kind="reply").select_related("case"))
        cases.split(self._actor(), message.case, message=message, title="Delat")

    def be_away(self) -> None:
        person, first = self._someone(), self.at.date() + timedelta(days=self.chance.randint(0, 3))
        deputy = self._someone(person.line) if self.chance.random() < 0.6 else None
        people.set_absence(
            SYSTEM, person, first_day=first, last_day=first + timedelta(days=self.chance.randint(0, 12)), deputy=deputy
        )

    def leave(self) -> None:
        """Somebody ends and somebody else comes: a desk or team where nobody works is what no system can put right."""
        person = self._someone()
        if not person.is_active or person.is_coordinator:
            raise Refused("stays", "stays")
        teams = [row.team for row in person.memberships.select_related("team")]
        people.end_person(SYSTEM, person)
        for team in teams or [None]:
            self._engage(person.line, team)

    def change_line(self) -> None:
        person = self._someone()
        if not person.is_active or person.is_coordinator:
            raise Refused("stays", "stays")
        teams = [row.team for row in person.memberships.select_related("team")]
        people.change_rights(SYSTEM, person, line=2 if person.line == 3 else 3)
        for team in teams or [None]:
            self._engage(3 if team else 2, team)


DEEDS = {
    "open_case": 14, "take": 8, "assign": 5, "answer": 10, "reply": 8, "hand_over": 8, "accept_offer": 6, "return_offer": 2,
    "pass_offer_on": 2, "withdraw_offer": 1, "give_back": 2, "ask_for_input": 5, "answer_question": 3, "remind": 4,
    "mark_waiting_third_line": 3, "solve": 3, "close": 3, "protect": 2, "merge": 1, "split": 1, "be_away": 5, "leave": 1,
    "change_line": 0.5,
}  # fmt: skip
"""How often each is tried."""
