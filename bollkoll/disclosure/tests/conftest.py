"""A package that has been made, and looking into it."""

import io
import json
import zipfile

import pytest

from bollkoll.disclosure import commands, making
from bollkoll.disclosure.models import Disclosure


@pytest.fixture
def handed_out(world):
    """``handed_out(case, by=…, …)``: asked for and made by the worker; returns the row as it is then."""

    def make(subject, by=None, **more):
        verb = commands.disclose_case if type(subject).__name__ == "Case" else commands.disclose_person
        more.setdefault("reason", "Begäran 2027-14")
        if verb is commands.disclose_case:
            more.setdefault("ground", "public")
        row = verb(world.actor(by or world.agent), subject, **more)
        assert making.make_one("worker")
        return Disclosure.objects.get(pk=row.pk)

    return make


class Package:
    """What is in the ZIP."""

    def __init__(self, row: Disclosure) -> None:
        self.raw = b"".join(making.content(row))
        self.zip = zipfile.ZipFile(io.BytesIO(self.raw))
        self.names = self.zip.namelist()

    def read(self, name: str) -> bytes:
        return self.zip.read(name)

    def ending(self, end: str) -> str:
        return next(name for name in self.names if name.endswith(end) and name != "index.json")

    @property
    def data(self) -> dict:
        return json.loads(self.read(self.ending(".json")))

    @property
    def text(self) -> str:
        """Everything that machines read of it."""
        return json.dumps(self.data, ensure_ascii=False)


@pytest.fixture
def opened():
    return Package
