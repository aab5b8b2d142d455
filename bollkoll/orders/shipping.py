"""The order types that come along: files as an administrator could have made them, put in once and theirs from then on."""

import tomllib
from pathlib import Path

from bollkoll.orders import commands
from bollkoll.orders.models import Duty, OrderType
from bollkoll.orders.rules import Definition
from bollkoll.orders.rules.toml import load
from bollkoll.people.actor import SYSTEM

FILES = Path(__file__).parent / "shipped"
ORDER = ("support-access", "national-permission")
"""As they stand in the catalogue; what is not named comes after, by its file's name."""


def definitions() -> list[Definition]:
    """Every shipped type, read and checked."""
    files = [path for path in FILES.glob("*.toml") if path.stem != "duties"]
    place = {key: number for number, key in enumerate(ORDER)}
    files.sort(key=lambda path: (place.get(path.stem, len(place)), path.stem))
    return [load(path.read_text(encoding="utf-8")) for path in files]


def install() -> list[str]:
    """Put in the types and duties that are not there yet, and publish them. What somebody has changed is left alone."""
    for row in tomllib.loads((FILES / "duties.toml").read_text(encoding="utf-8"))["duties"]:
        if not Duty.objects.filter(key=row["key"]).exists():
            commands.add_duty(SYSTEM, **row)
    made = []
    for definition in definitions():
        if not OrderType.objects.filter(key=definition.key).exists():
            draft = commands.draft_type(SYSTEM, definition=definition)
            commands.publish_type(SYSTEM, draft.type)
            made.append(definition.key)
    return made
