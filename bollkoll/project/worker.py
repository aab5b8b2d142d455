"""The worker: the clock, the subscribers, the senders and the readers of mail. Any number may run, on any number of hosts.

Each part is a thread with its own pace, so that a mail server that hangs does not hold up the clock. What a worker was
doing when it died is done again by whoever comes next (leases), and what fell due meanwhile is found by asking.
"""

import logging
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from bollkoll.cases import scanning
from bollkoll.channels.bulletins import sending as bulletins
from bollkoll.channels.bulletins import spreading
from bollkoll.channels.email import processing, sending
from bollkoll.channels.email.doors import imap, listener
from bollkoll.commitments import queries as audit
from bollkoll.disclosure import making
from bollkoll.log import clock, subscribers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.status import publishing
from bollkoll.status.site import targets

logger = logging.getLogger(__name__)

HEARTBEAT = "worker"
PATIENCE_SECONDS = 12
"""How long a stopping worker lets its threads finish what they hold."""


@dataclass(frozen=True)
class Part:
    """``turn()`` returns true when there may be more to do at once; otherwise it rests ``rest`` seconds."""

    name: str
    turn: Callable[[], Any]
    rest: float


def name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def parts() -> list[Part]:
    config = settings.CONFIG
    found = [
        Part("log", _Log(), 0.3),
        Part("send", lambda: sending.send_one(name()), 0.5),
        Part("read", lambda: processing.process_one(name()), 0.5),
        Part("publish", _Publisher(), 0.3),
    ]
    if config.clamav:
        found.append(Part("scan", lambda: scanning.scan_one(name()), 0.5))
    found.append(Part("disclose", lambda: making.make_one(name()), 1))
    found.append(Part("spread", lambda: spreading.spread_one(name()), 0.5))
    found.append(Part("webhooks", lambda: bulletins.call_webhooks(name()), 1))
    for number in range(config.bulletin_senders):
        found.append(Part(f"notices{number}", lambda: bulletins.send_mails(name()), 0.7))
    if config.ping_url:
        found.append(Part("ping", _Ping(config.ping_url), 5))
    for number, url in enumerate(config.mail_in_imap.split()):
        imap.expect(url)
        found.append(Part(f"imap{number}", partial(_poll, url), config.mail_poll_seconds))
    return found


def _poll(url: str) -> bool:
    """All that waits is fetched in one turn; then the mailbox rests."""
    imap.poll(url)
    return False


class _Publisher:
    """Brings the public pages to their places, which it has made rows of on its first turn."""

    def __init__(self) -> None:
        self.is_ready = False

    def __call__(self) -> bool:
        config = settings.CONFIG
        if not self.is_ready:
            publishing.expect(config.status_targets.split())
            self.is_ready = True
        return publishing.publish_one(name(), config.site_root, targets.bring)


class _Ping:
    """Tells a monitor elsewhere of each audit, once. When the audits end, so do the pings, and the monitor alarms.

    The address is the operator's own choice in the configuration, so it may be one of the local network.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.told: datetime | None = None

    def __call__(self) -> bool:
        at = audit.last_audit() if audit.is_watched() else None
        if at is not None and at != self.told:
            urllib.request.urlopen(self.url, timeout=10).close()
            self.told = at
        return False


class _Log:
    """Ticks the clock, lets the subscribers read, and says that this worker lives: news within a third of a second, the
    clock each second, the sign of life every few. A quiet night then costs next to nothing."""

    TICK, SIGN = 1.0, 3.0

    def __init__(self) -> None:
        self.ticked = self.signed = float("-inf")

    def __call__(self) -> bool:
        ran, now = 0, time.monotonic()
        if now - self.ticked >= self.TICK:
            ran = clock.tick()
            self.ticked = now if not ran else float("-inf")  # there may be more due
        read = subscribers.run_all()
        if now - self.signed >= self.SIGN:
            with housekeeping("heartbeat"):
                Cursor.objects.update_or_create(name=HEARTBEAT, defaults={"moved_at": timezone.now()})
            self.signed = now
        return bool(ran or read)


class Worker:
    """Runs the parts until told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        threads = [threading.Thread(target=self._loop, args=(part,), name=part.name, daemon=True) for part in parts()]
        for url in settings.CONFIG.mail_in_listen.split():
            threads.append(threading.Thread(target=self._keep_door, args=(url,), name=f"listen {url}", daemon=True))
        for thread in threads:
            thread.start()
        logger.info("worker %s is at work: %s", name(), ", ".join(thread.name for thread in threads))
        self.stopping.wait()
        for thread in threads:
            thread.join(PATIENCE_SECONDS / len(threads))

    def _keep_door(self, url: str) -> None:
        """Listen for mail. A port that somebody else holds is tried again; the rest of the worker works meanwhile."""
        while not self.stopping.is_set():
            try:
                door = listener.serve(url)
            except OSError as problem:
                logger.error("cannot listen for mail at %s (%s); trying again", url, problem)
                self.stopping.wait(5)
                continue
            self.stopping.wait()
            door.stop()

    def _loop(self, part: Part) -> None:
        troubles = 0
        while not self.stopping.is_set():
            try:
                more = part.turn()
                troubles = 0
            except Exception:
                # The database is away, or locked, or a mail server is: say it, wait a little longer each time, go on.
                troubles += 1
                logger.exception("%s had trouble (%s in a row)", part.name, troubles)
                connection.close()
                self.stopping.wait(min(30, 2**troubles / 2))
                continue
            if not more:
                self.stopping.wait(part.rest)
        connection.close()
