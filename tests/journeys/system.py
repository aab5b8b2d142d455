"""The whole running system, as it is in life: ``bollkoll run`` with web and worker, a real mail server on each side."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postbox:
    """A real SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, EmailMessage]] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        for recipient in envelope.rcpt_tos:
            self.messages.append((recipient, message))
        return "250 OK"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def wait_for(self, recipient: str, containing: str = "", after: int = 0, seconds: float = 30) -> EmailMessage:
        """The newest mail to ``recipient`` whose subject or text has ``containing``; waits for it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for address, message in reversed(self.messages[after:]):
                body = message.get_body(("plain",))
                text = f"{message['Subject']}\n{body.get_content() if body else ''}"
                if address == recipient and containing in text:
                    return message
            time.sleep(0.2)
        seen = [(a, str(m["Subject"])) for a, m in self.messages[after:]]
        raise AssertionError(f"no mail to {recipient} with {containing!r}; there were {seen}")


class System:
    """``bollkoll demo`` with ports, folder and mail servers of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.mail_port = home, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.postbox = Postbox()
        self.env = os.environ | {
            "BOLLKOLL_HOME": str(home),
            "BOLLKOLL_BASE_URL": self.url,
            "BOLLKOLL_MAIL_OUT": f"smtp://127.0.0.1:{self.postbox.port}",
            "BOLLKOLL_MAIL_IN_LISTEN": f"smtp://127.0.0.1:{self.mail_port}",
            "BOLLKOLL_MAIL_AUTHSERV": "none",
            "BOLLKOLL_UNDO_SECONDS": "4",
            "DATABASE_URL": os.environ.get("BOLLKOLL_JOURNEY_DATABASE_URL", ""),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, **more) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "bollkoll.project.cli", *words], env=self.env, capture_output=True, timeout=300, **more
        )

    def start(self) -> None:
        self.postbox.start()
        filled = self.command("demo", "--fill-only")
        assert filled.returncode == 0, filled.stderr.decode()[-3000:]
        self.log = (self.home / "run.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bollkoll.project.cli", "run", "--port", str(self.port)],
            env=self.env, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        self.wait_until_up()

    def wait_until_up(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except urllib.error.HTTPError:
                if time.monotonic() > until - 30:
                    return
            except OSError:
                pass
            time.sleep(0.3)
        raise AssertionError((self.home / "run.log").read_text()[-3000:])

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.postbox.stop()

    def send(self, message: EmailMessage | bytes, sender: str, recipient: str = "support@bollkoll.example") -> None:
        """Give the running system a mail, as a mail server would."""
        content = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.mail_port, timeout=20) as server:
            server.sendmail(sender, [recipient], content)
