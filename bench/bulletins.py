"""Notices to 10,000 subscribers: how fast they go out, and whether a second notice in the middle is delayed.

``python -m bench.bulletins COUNT _`` (called by ``python -m bench --only bulletins``). Mail goes to an SMTP server on the
loopback, in a process of its own, that keeps only the time at which each came. The bound is as many of the same mails (10,000
at most) handed over by ``smtplib`` on one connection with no database at all, in the same run.
"""

import multiprocessing
import smtplib
import socket
import sys
import threading
import time
from datetime import timedelta
from uuid import UUID, uuid4

import django

django.setup()

from aiosmtpd.controller import Controller  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import generate  # noqa: E402
from bollkoll.channels.bulletins import commands, drawing, sending, spreading  # noqa: E402
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription  # noqa: E402
from bollkoll.log.acting import act  # noqa: E402
from bollkoll.log.guard import housekeeping  # noqa: E402
from bollkoll.log.models import Event  # noqa: E402
from bollkoll.people.actor import SYSTEM  # noqa: E402

SENDERS = 2
MOST_BARE = 10_000
NOTHING: dict[str, list] = {"kinds": [], "services": [], "environments": [], "institutions": []}


class Sink:
    """Takes mail and counts it by its notice."""

    def __init__(self, told) -> None:
        self.told = told

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the name that aiosmtpd calls
        head = bytes(envelope.content[:4000])
        self.told.put((time.time(), "second" if b"Den andra" in head else "first"))
        return "250 2.0.0 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sink(told, stop, port: int) -> None:
    controller = Controller(Sink(told), hostname="127.0.0.1", port=port)
    controller.start()
    stop.wait()
    controller.stop()


def publish(title: str) -> Bulletin:
    at = timezone.now().isoformat()
    notice = {
        "id": str(uuid4()), "number": 1, "kind": "disturbance", "state": "ongoing", "severity": "major",
        "title": {"sv": title, "en": ""}, "environments": [], "parts": [], "institutions": None,
        "workaround": {"sv": "", "en": ""}, "starts_at": at, "expected_end_at": None, "ended_at": None,
        "published_at": at, "changed_at": at, "next_update_at": None, "source": "system",
    }  # fmt: skip
    update = {"id": str(uuid4()), "at": at, "kind": "first", "text": {"sv": "Vi felsöker. " * 20, "en": ""}}
    used = Bulletin.objects.values("event")
    return commands.note(
        SYSTEM, None, event=Event.objects.exclude(pk__in=used).order_by("pk").first(), notice=UUID(notice["id"]),
        update=UUID(update["id"]), kind="disturbance", title=title, concerns=drawing.concerns(notice),
        payload=drawing.payload(notice, update | {"corrects": None, "facts": {}}),
    )  # fmt: skip


def spread() -> float:
    with act(SYSTEM):
        Bulletin.objects.filter(work="waiting").update(due_at=timezone.now())
    began = time.perf_counter()
    while spreading.spread_one("bench:0"):
        pass
    return time.perf_counter() - began


def work(number: int) -> None:
    quiet = 0
    while quiet < 5:
        if sending.send_mails(f"bench:{number}"):
            quiet = 0
        else:
            quiet += 1
            time.sleep(0.1)
    connection.close()


def bare(count: int) -> float:
    """Mails per second that the sink takes from one connection, with nothing else done."""
    subscription = Subscription.objects.active().first()
    copy = Copy.objects.select_related("bulletin").first()
    raw = sending.message(copy, subscription, None).message().as_bytes(linesep="\r\n")  # as the server gets them
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as server:
        for _ in range(count):
            server.sendmail("a@bollkoll.example", ["b@larosate.example"], raw)
    return count / (time.perf_counter() - began)


def main(count: int) -> None:
    with housekeeping("bench"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    generate.fill(5)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 20
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    context = multiprocessing.get_context("spawn")
    told, stop = context.Queue(), context.Event()
    server = context.Process(target=sink, args=(told, stop, settings.EMAIL_PORT), daemon=True)
    server.start()
    time.sleep(2)
    yesterday = timezone.now() - timedelta(days=1)
    with act(SYSTEM, at=yesterday):
        Subscription.objects.bulk_create(
            [
                Subscription(
                    channel="mail", address=f"en{number}@larosate.example", address_key=f"en{number}@larosate.example",
                    language="sv", chosen=NOTHING, asked_at=yesterday, confirmed_at=yesterday,
                )
                for number in range(count)
            ],
            batch_size=1000,
        )  # fmt: skip
    sys.stdout.write(f"\n{connection.vendor}, {count} subscribers, {SENDERS} sending threads\n")
    publish("Den första")
    sys.stdout.write(f"  spreading to {count} copies: {spread():.1f} s\n")
    began, published = time.time(), None
    threads = [threading.Thread(target=work, args=(number,)) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    while Copy.objects.filter(work="done").count() < count // 2:
        time.sleep(0.2)
    published = time.time()
    publish("Den andra")
    spread()
    for thread in threads:
        thread.join()
    arrived: dict[str, list[float]] = {"first": [], "second": []}
    time.sleep(1)
    while not told.empty():
        at, which = told.get()
        arrived[which].append(at)
    took = max(arrived["first"] + arrived["second"]) - began
    rate = 2 * count / took
    sys.stdout.write(f"  both notices, {2 * count} mails: {took:.1f} s, {rate:.0f} mails/s\n")
    delay = min(arrived["second"]) - published
    share = sum(at < max(arrived["first"]) for at in arrived["second"]) / max(1, len(arrived["second"]))
    sys.stdout.write(
        f"  the second, published halfway: its first mail after {delay:.1f} s; {share:.0%} of it had gone\n"
    )
    sys.stdout.write("    before the last of the first\n")
    sys.stdout.write(f"  each once: {len(arrived['first']) == count and len(arrived['second']) == count}\n")
    limit = bare(min(MOST_BARE, 2 * count))  # as many as the run sent: a connection's first hundreds are not its pace
    sys.stdout.write(f"  the same mails by smtplib alone: {limit:.0f} mails/s; ratio {rate / limit:.2f}\n")
    stop.set()
    server.join(5)


if __name__ == "__main__":
    main(int(sys.argv[1]))
