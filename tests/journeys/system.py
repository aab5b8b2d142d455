"""The whole running system, as it is in life: ``bollkoll run`` with web and worker, a real mail server on each side."""

import os
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

PASSWORD = "bollkoll demo 2026"
AGENT = "birger.pahitt@bollkoll.example"
COORDINATOR = "asta.exempel@bollkoll.example"
EXPERT = "iris.skenbild@bollkoll.example"
CONTACT_PERSON = "kontakt@uu.example"
LOCAL_SUPPORT = "support@uu.example"
AT_TWO = "tyra.dubbelroll@rkh.example"
PHONE_SECRET = "a secret of the exchange"
SUPPORT = "support@bollkoll.example"
BOLLKOLL = (sys.executable, "-m", "bollkoll.project.cli")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postbox:
    """A real SMTP server that keeps what it is given. It can be stopped and started again on the same port, and mailboxes
    can be ``full`` for a while."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self.full: set[str] = set()
        self.port = free_port()
        self._came = threading.Condition()
        self._controller: Controller | None = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.full:
            return "552 5.2.2 The mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the name that aiosmtpd calls
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._came:
            self.messages += [(recipient, message) for recipient in envelope.rcpt_tos]
            self._came.notify_all()
        return "250 OK"

    def start(self) -> None:
        if self._controller is None:
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def count(self) -> int:
        """How many have come; give it as ``after`` to wait for what comes from now on."""
        return len(self.messages)

    def wait_for(self, recipient: str, containing: str = "", after: int = 0, seconds: float = 60) -> EmailMessage:
        """The newest mail to ``recipient`` whose subject or text has ``containing``; waits for it."""

        def newest() -> EmailMessage | None:
            for address, message in reversed(self.messages[after:]):
                if address == recipient and containing in f"{message['Subject']}\n{plain_text(message)}":
                    return message
            return None

        with self._came:
            self._came.wait_for(lambda: newest() is not None, seconds)
            found = newest()
        seen = [(address, str(message["Subject"])) for address, message in self.messages[after:]]
        assert found is not None, f"no mail to {recipient} with {containing!r}; there were {seen}"
        return found


def plain_text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return body.get_content() if body else ""


class System:
    """``bollkoll demo`` with ports, folder and mail servers of its own.

    ``BOLLKOLL_JOURNEY_DEMO`` may name the home of a demonstration that has been filled already; it is copied, which saves
    whoever works on a journey most of a minute. ``BOLLKOLL_JOURNEY_DATABASE_URL`` runs it all on PostgreSQL.
    """

    def __init__(
        self, home: Path, *, words: tuple[str, ...] = ("run",), postbox: Postbox | None = None, **settings: str
    ) -> None:
        self.home, self.words = home, words
        self.port, self.mail_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.postbox = postbox or Postbox()
        self.env = (
            {name: value for name, value in os.environ.items() if not name.startswith(("BOLLKOLL_", "DATABASE_"))}
            | {
                "BOLLKOLL_HOME": str(home),
                "BOLLKOLL_BASE_URL": self.url,
                "BOLLKOLL_MAIL_OUT": f"smtp://127.0.0.1:{self.postbox.port}",
                "BOLLKOLL_MAIL_IN_LISTEN": f"smtp://127.0.0.1:{self.mail_port}",
                "BOLLKOLL_MAIL_AUTHSERV": "none",
                "BOLLKOLL_UNDO_SECONDS": "15",
                "BOLLKOLL_PHONE_SECRET": PHONE_SECRET,
                "DATABASE_URL": os.environ.get("BOLLKOLL_JOURNEY_DATABASE_URL", ""),
            }
            | {f"BOLLKOLL_{name.upper()}": value for name, value in settings.items()}
        )
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, **more) -> subprocess.CompletedProcess[bytes]:
        """Run ``bollkoll`` with some words to its end."""
        return subprocess.run(
            [*BOLLKOLL, *words],
            env=self.env,
            capture_output=True,
            timeout=1200,
            **more,
        )

    def fill(self, made: Path) -> None:
        """Begin with the demonstration: a copy of a home that :meth:`make` has made."""
        if self.env["DATABASE_URL"]:
            self._fill()
        else:
            shutil.copytree(made, self.home, symlinks=True, dirs_exist_ok=True)

    def make(self) -> None:
        """Make the demonstration: 400 cases through commands, and a worker that sends what its last day had to tell."""
        kept = os.environ.get("BOLLKOLL_JOURNEY_DEMO")
        if kept:  # it may hold the static files of before: they are collected anew
            shutil.copytree(kept, self.home, symlinks=True, ignore=shutil.ignore_patterns("static"))
        self._fill()
        self.postbox.start()
        with (self.home / "run.log").open("ab") as log:
            worker = subprocess.Popen([*BOLLKOLL, "worker"], env=self.env, stdout=log, stderr=log)
        try:
            self.wait_until(lambda: not self._has_mail_waiting(), "the mail of the demonstration does not go", 240)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(25)
            self.postbox.stop()

    def _fill(self) -> None:
        filled = self.command("demo", "--fill-only")
        assert filled.returncode == 0, filled.stderr.decode()[-3000:]

    def _has_mail_waiting(self) -> bool:
        waiting = "SELECT EXISTS (SELECT 1 FROM {} WHERE work IN ('waiting', 'claimed'))"
        with closing(sqlite3.connect(f"file:{next(self.home.glob('*.sqlite3'))}?mode=ro", uri=True)) as database:
            tables = ("log_delivery", "email_inboundmail")
            return any(database.execute(waiting.format(table)).fetchone()[0] for table in tables)

    def start(self) -> None:
        log = (self.home / "run.log").open("ab")
        self.process = subprocess.Popen(
            [*BOLLKOLL, *self.words, "--port", str(self.port)],
            env=self.env, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        try:
            self.wait_until_up()
        except AssertionError:  # nobody else would stop it
            self.stop()
            raise

    @property
    def log(self) -> str:
        """What web and worker have said so far."""
        return (self.home / "run.log").read_text(errors="replace")

    def health(self) -> tuple[int, str]:
        """Status and body of /healthz; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as unwell:
            return unwell.code, unwell.read().decode()
        except OSError:
            return 0, ""

    def wait_until(self, is_so, what: str, seconds: float = 60) -> None:
        """Ask until ``is_so()``; fail with ``what`` and the end of the log when it takes too long."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{what}\n{self.log[-3000:]}"
            time.sleep(0.1)

    def wait_until_up(self) -> None:
        self.wait_until(lambda: self.health()[0] != 0, "the pages do not answer", 240)  # a new home is migrated first

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process = None

    def send(self, message: EmailMessage | bytes, sender: str, recipient: str = SUPPORT) -> None:
        """Give the running system a mail, as a mail server would."""
        content = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.mail_port, timeout=30) as server:
            server.sendmail(sender, [recipient], content)
