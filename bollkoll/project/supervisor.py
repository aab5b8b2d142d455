"""Start and watch: ``web`` and ``worker`` as processes of their own, restarted when they die, stopped together."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

logger = logging.getLogger("bollkoll.run")

STOP_SECONDS = 15


def web(host: str, port: int) -> int:
    """Serve pages and the live stream until told to stop. Open streams are cut after a grace of three seconds."""
    Server(
        "bollkoll.project.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.CONFIG.processes,
        workers_kill_timeout=3,
        respawn_failed_workers=True,
        log_access=False,
        websockets=False,
        backpressure=2048,
    ).serve()
    return 0


class Child:
    """One process of the family."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.started_at = 0.0
        self.failures = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.started_at = time.monotonic()
        # A group of its own: Ctrl-C reaches the supervisor only, which stops the others in order.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bollkoll.project.cli", *self.words], start_new_session=True
        )

    def look(self) -> None:
        """Restart it when it has died, more and more slowly when it keeps dying."""
        if self.process is None or self.process.poll() is None:
            return
        self.failures = 0 if time.monotonic() - self.started_at > 60 else self.failures + 1
        logger.error("%s ended with %s; starting it again", self.words[0], self.process.returncode)
        time.sleep(min(30, self.failures))
        self.start()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def run(host: str, port: int, after_start: Callable[[], None] | None = None) -> int:
    """Web and worker on this machine until Ctrl-C or SIGTERM."""
    children = [Child("web", "--host", host, "--port", str(port)), Child("worker")]
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for child in children:
        child.start()
    if after_start:
        after_start()
    while not stopping:
        time.sleep(0.3)
        for child in children:
            if not stopping:
                child.look()
    for child in children:
        child.stop()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        child.end(until)
    return 0
