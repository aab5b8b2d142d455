"""Start and watch: ``web`` and ``worker`` as processes of their own, restarted when they die, stopped together."""

import contextlib
import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
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
        log_level=LogLevels.warning,  # that somebody closes a page is not worth a line
        websockets=False,
        backpressure=2048,
    ).serve()
    return 0


_locks: list[IO[str]] = []


def taken(host: str, port: int) -> str:
    """What to say when a port cannot be had; empty when it can. granian shares ports, so nothing else would tell."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return f"Port {port} on {host} cannot be used ({problem.strerror}). Choose another: --port {port + 1}"
    return ""


def alone(home: Path) -> str:
    """Hold the home folder for this supervisor as long as it lives; what to say when another one has it."""
    file = (home / "run.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return f"Bollkoll is already running with the folder {home}. Stop that first, or set BOLLKOLL_HOME."
    _locks.append(file)  # the lock lives as long as the file is open
    return ""


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
        self._end_group()  # what it had started itself must not go on serving beside the new one
        time.sleep(min(30, self.failures))
        self.start()

    def _end_group(self) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.error("%s did not stop in time", self.words[0])
        self._end_group()


def run(host: str, port: int, after_start: Callable[[], None] | None = None) -> int:
    """Web and worker on this machine until Ctrl-C or SIGTERM. 1 when the port or the folder is somebody else's."""
    trouble = taken(host, port) or alone(settings.HOME)
    if trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
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
