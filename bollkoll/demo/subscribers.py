"""Who subscribes to operating information in the demonstration: the shared mailboxes of institutions, and a few readers."""

from datetime import timedelta

from bollkoll.channels.bulletins import commands
from bollkoll.channels.bulletins.views.own import HOLDER
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.people.actor import NOBODY, SYSTEM
from bollkoll.services.models import Service

READERS = ("en.larare", "studieadministratoren", "kursansvarig", "en.student")
"""Made up, at addresses that lead nowhere."""


def subscribe(stage: Stage) -> None:
    """Through commands at times of their own; two have not confirmed yet, one mailbox is being left."""
    services = list(Service.objects.filter(ended_at=None).values_list("pk", flat=True))
    for number, (code, place) in enumerate(sorted(stage.places.items())):
        chosen: dict[str, list] = {"kinds": [], "services": [], "environments": [], "institutions": [place.pk]}
        _one(stage, f"ladok-support@{code.lower()}.example", number, chosen, is_shared=True)
    for number, name in enumerate(READERS):
        chosen = {
            "kinds": ["disturbance"],
            "services": services[number : number + 2],
            "environments": [],
            "institutions": [],
        }
        _one(stage, f"{name}@larosate.example", number, chosen, language="en" if number == 1 else "sv")
    with act(SYSTEM, at=stage.now - timedelta(hours=3), via="import"):
        for name in ("nyfiken", "nyinflyttad"):
            commands.ask(NOBODY, None, address=f"{name}@larosate.example", language="sv", chosen={})
    first = next(iter(sorted(stage.places)))
    with act(SYSTEM, at=stage.now - timedelta(days=2), via="import"):
        row = commands.ask(NOBODY, None, address=f"it-support@{first.lower()}.example", language="sv", chosen={})
        commands.confirm(HOLDER, row)


def _one(stage: Stage, address: str, number: int, chosen: dict, **more) -> None:
    at = stage.now - timedelta(days=100 - number % 90, hours=number % 7)
    with act(SYSTEM, at=at, via="import"):
        row = commands.ask(NOBODY, None, address=address, chosen=chosen, **{"language": "sv", **more})
        commands.confirm(HOLDER, row)
