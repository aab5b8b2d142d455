"""A worker killed in the middle of a bulletin, again and again: nothing is lost, and only what was in flight goes again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import connection, connections
from django.utils import timezone

from bollkoll.channels.bulletins.models import Copy
from bollkoll.channels.email.tests.test_killed import _begin, _make_slow

KILLS = 12
COUNT = 150

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_each_copy_ends_once_however_often_the_sender_is_killed(world, bulletins, receiver):
    bulletins.many(COUNT, timezone.now() - timedelta(days=1))
    bulletins.published()
    bulletins.spread()
    assert Copy.objects.count() == COUNT
    _make_slow(receiver)
    environment = os.environ | {
        "BOLLKOLL_MAIL_OUT": f"smtp://127.0.0.1:{receiver.port}",
        "DJANGO_SETTINGS_MODULE": "bollkoll.project.settings",
    }
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    with subprocess.Popen(
        [sys.executable, "-m", "bollkoll.channels.email.tests.sender_process", name, "1.5", "bulletins"],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as sender:  # fmt: skip
        for _ in range(KILLS):
            child = _begin(sender, "go")
            time.sleep(random.uniform(0.1, 0.5))
            os.kill(child, signal.SIGKILL)
            assert sender.stdout.readline().strip() == f"ended {int(signal.SIGKILL)}"
        _begin(sender, "finish")
        assert sender.stdout.readline().strip() == "ended 0"
        sender.stdin.close()

    assert Counter(Copy.objects.values_list("work", flat=True)) == {"done": COUNT}
    arrived = defaultdict(list)
    for got in receiver.received:
        arrived[message_from_bytes(got.raw)["Message-ID"].strip()].append(got.recipients)
    assert len(arrived) == COUNT
    assert sum(len(copies) - 1 for copies in arrived.values()) <= KILLS, "at most the one in flight goes out again"
    assert all(len({tuple(each) for each in copies}) == 1 for copies in arrived.values())
