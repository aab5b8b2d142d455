"""Issue 2, item 1: a worker killed in mid-send, again and again at random points, loses nothing and doubles next to
nothing.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from email import message_from_bytes

import pytest
from django.db import connection, connections

from bollkoll.cases import commands as cases
from bollkoll.log.models import Delivery, Event

KILLS = 25
CASES = 60

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_each_delivery_ends_once_however_often_the_sender_is_killed(world, post, receiver, config):
    for number in range(CASES):
        cases.open_case(
            world.actor(world.local), None, title=f"Ärende {number}", text="Text", colleagues=[world.contact]
        )
    post.tell()
    keys = set(Delivery.objects.filter(channel="email", work="waiting").values_list("message_id", flat=True))
    assert len(keys) == 2 * CASES
    _make_slow(receiver)

    environment = os.environ | {
        "BOLLKOLL_MAIL_OUT": f"smtp://127.0.0.1:{receiver.port}",
        "DJANGO_SETTINGS_MODULE": "bollkoll.project.settings",
    }
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    with subprocess.Popen(
        [sys.executable, "-m", "bollkoll.channels.email.tests.sender_process", name, "1.5"],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as sender:  # fmt: skip
        for _ in range(KILLS):
            child = _begin(sender, "go")
            time.sleep(random.uniform(0.05, 0.4))
            os.kill(child, signal.SIGKILL)
            assert sender.stdout.readline().strip() == f"ended {int(signal.SIGKILL)}"
        _begin(sender, "finish")
        assert sender.stdout.readline().strip() == "ended 0"
        sender.stdin.close()

    rows = Delivery.objects.filter(message_id__in=keys)
    assert Counter(rows.values_list("work", flat=True)) == {"done": 2 * CASES}
    told = Counter(
        event["delivery"] for event in Event.objects.filter(kind="email.sent").values_list("data", flat=True)
    )
    assert set(told) == {str(row.pk) for row in rows}
    assert set(told.values()) == {1}, "the ledger counts each once"

    arrived = defaultdict(list)
    for got in receiver.received:
        arrived[message_from_bytes(got.raw)["Message-ID"].strip()].append(got.recipients)
    assert set(arrived) == keys, "each arrived, with the Message-ID it was written with"
    assert sum(len(copies) - 1 for copies in arrived.values()) <= KILLS, "at most the one in flight goes out again"
    assert all(len({tuple(each) for each in copies}) == 1 for copies in arrived.values())


def _begin(sender: subprocess.Popen, how: str) -> int:
    sender.stdin.write(f"{how}\n")
    sender.stdin.flush()
    return int(sender.stdout.readline())


def _make_slow(receiver) -> None:
    """The server takes its time before and after it has kept a message, so that kills fall on both sides."""
    keep = receiver.handle_DATA

    async def slowly(server, session, envelope):
        await asyncio.sleep(random.uniform(0.01, 0.04))
        said = await keep(server, session, envelope)
        await asyncio.sleep(random.uniform(0.01, 0.04))
        return said

    receiver.handle_DATA = slowly
