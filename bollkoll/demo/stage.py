"""The stage: who and what is there, and the steps of all stories in the order of their times."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bollkoll.kit import hours
from bollkoll.log.acting import act
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service, Team

STILL_MAIL = timedelta(hours=20)
Step = Callable[[], Any]


@dataclass
class Stage:
    """Everything the steps need to know."""

    chance: random.Random
    now: datetime
    calendar: hours.Calendar
    staff: list[Person]
    teams: dict[str, Team]
    services: dict[str, Service]
    environments: dict[str, Environment]
    places: dict[str, Institution]
    contacts: dict[str, list[Person]]
    queue: list[tuple[datetime, int, Step]] = field(default_factory=list)
    turn: Any = field(default_factory=itertools.count)

    def at(self, moment: datetime, step: Step) -> None:
        """Do ``step`` at ``moment``, unless that is still to come."""
        if moment < self.now:
            heapq.heappush(self.queue, (moment, next(self.turn), step))

    def play(self, told: Callable[[float], None]) -> None:
        first = self.queue[0][0]
        while self.queue:
            moment, _turn, step = heapq.heappop(self.queue)
            via = "web" if self.now - moment < STILL_MAIL else "import"
            with act(CLOCK, at=moment, via=via):
                step()
            told((moment - first) / (self.now - first))
