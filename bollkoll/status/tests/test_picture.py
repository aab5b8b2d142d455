"""The picture: everything the public pages need, in a constant number of queries."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bollkoll.kit.hours import Calendar
from bollkoll.log.acting import act
from bollkoll.status import commands, queries
from bollkoll.status.picture import opening, picture

pytestmark = pytest.mark.django_db
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_it_has_the_agreed_shape(world, disturbance, another):
    notice = disturbance(
        institutions=[world.uu], workaround_sv="Vänta.", severity="minor",
        parts=[commands.Piece(service=world.service, degree="partial", environment=world.production, note_sv="utom CSN")],
    )  # fmt: skip
    found = picture()
    json.dumps(found)
    assert set(found) == {
        "version", "made_at", "position", "organisation", "services", "environments", "institutions", "notices"
    }  # fmt: skip
    assert found["version"] == 1 and TIME.fullmatch(found["made_at"]) and found["position"] > 0
    assert [one["key"] for one in found["environments"]] == ["production", "test"]
    (row,) = found["notices"]
    assert set(row) == {
        "id", "number", "kind", "state", "severity", "title", "environments", "parts", "institutions", "workaround",
        "starts_at", "expected_end_at", "ended_at", "published_at", "changed_at", "next_update_at", "updates", "source",
    }  # fmt: skip
    assert row["parts"] == [
        {"service": "resultat", "environment": "production", "degree": "partial", "note": {"sv": "utom CSN", "en": ""}}
    ]
    assert row["institutions"] == ["UU"] and row["workaround"] == {"sv": "Vänta.", "en": ""}
    (said,) = row["updates"]
    assert set(said) == {"id", "at", "kind", "text", "corrects", "facts"} and said["text"]["en"] == ""
    assert queries.public_notice(notice.pk) == row


def test_what_is_not_announced_and_what_is_long_over_is_not_in_it(world, work, disturbance, ago):
    work()
    old = disturbance(at=ago(days=101), next_update_at=ago(days=100))
    with act(world.actor(world.agent), at=ago(days=100)):
        commands.resolve(world.actor(world.agent), old, text_sv="Över.")
    assert picture()["notices"] == []
    assert queries.public_notice(old.pk)["state"] == "resolved"


def test_many_notices_cost_no_more_queries(world, disturbance):
    def count():
        with CaptureQueriesContext(connection) as found:
            picture()
        return len(found)

    disturbance()
    few = count()
    for _turn in range(4):
        disturbance(institutions=[world.uu, world.lu])
    assert count() == few


def test_opening_hours_are_told_in_lines():
    assert opening(Calendar(), "sv") == ["måndag–fredag 08.00–16.30"]
    assert opening(Calendar(), "en") == ["Monday–Friday 08:00–16:30"]
