"""Ground of the mail tests: servers that are real, and mail that goes all the way."""

import smtplib
import socket
import time
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail

from bollkoll.channels.email import processing, sending
from bollkoll.channels.email.models import InboundMail
from bollkoll.log import subscribers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Delivery, Event


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Received:
    """One mail that the receiving server has taken."""

    sender: str
    recipients: list[str]
    raw: bytes


@dataclass
class Receiver:
    """A real SMTP server that keeps what it gets. ``answers``: what it says to a recipient instead of 250."""

    received: list[Received] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = ""
    slow: float = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        said = self.answers.get(address)
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data_answer:
            return self.data_answer
        self.received.append(Received(envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 2.0.0 OK kept"


@pytest.fixture
def receiver(settings):
    """Mail goes out to a real SMTP server on the loopback."""
    place = Receiver()
    port = free_port()
    controller = Controller(place, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    place.port = port
    yield place
    controller.stop()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Each test has files of its own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def config(settings):
    """The configuration, to be changed for one test; the mail server in front is trusted as in the demonstration."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"mail_authserv": "none", "base_url": "https://boll.example"})
    return settings.CONFIG


class Post:
    """What the worker does, one turn at a time."""

    def read_all(self) -> None:
        while processing.process_one("test:1"):
            pass

    def tell(self) -> None:
        subscribers.run("email.tell", limit=10_000)

    def send_all(self) -> None:
        while sending.send_one("test:1"):
            pass

    def turn(self) -> None:
        self.read_all()
        self.tell()
        self.send_all()

    def take(self, raw: bytes, sender: str = "", to: str = "support@bollkoll.example") -> InboundMail:
        """Hand a message over by the pipe, have it read, and give its row as it is then."""
        from bollkoll.channels.email.doors import pipe

        before = set(InboundMail.objects.values_list("pk", flat=True))
        assert pipe.deliver(raw, sender, to) == 0
        self.read_all()
        return InboundMail.objects.exclude(pk__in=before).get()

    def deliveries(self, **only) -> list[Delivery]:
        return list(Delivery.objects.filter(**only).order_by("made_at", "pk"))


@pytest.fixture
def post(config, world) -> Post:
    """The world has stood for a while: the invitations of its making are history."""
    with housekeeping("the test begins here"):
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        Cursor.objects.update_or_create(name="email.tell", defaults={"position": last})
    return Post()


def letter(
    sender: str, text: str = "Resultaten syns inte.", subject: str = "Resultat", *headers: str,
    to: str = "support@bollkoll.example",
) -> bytes:  # fmt: skip
    """The plainest mail there is; more headers as whole lines."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Tue, 3 Nov 2026 10:14:00 +0100"]
    if not any(each.lower().startswith("message-id") for each in headers):
        lines.append(f"Message-ID: <{time.time_ns()}@larosate.example>")
    return ("\r\n".join([*lines, *headers, "", text]) + "\r\n").encode()


__all__ = ["Post", "Received", "Receiver", "django_mail", "free_port", "letter", "smtplib"]
