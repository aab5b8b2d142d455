"""Mail: accepted and parsed per second, with made messages and, when the folder is there, real ones.

``python -m bench.mail 0 TIMES`` (called by ``python -m bench``). Real messages are read from ``../shared/samples/mail``.
"""

import smtplib
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import generate  # noqa: E402
from bollkoll.channels.email import processing  # noqa: E402
from bollkoll.channels.email.doors import listener  # noqa: E402
from bollkoll.channels.email.models import InboundMail  # noqa: E402
from bollkoll.channels.email.parsing import parse  # noqa: E402
from bollkoll.log.guard import housekeeping  # noqa: E402
from bollkoll.people.models import Person, Role  # noqa: E402
from bollkoll.services import queries as services  # noqa: E402

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "mail"
PORT = 25_899
COUNT = 200


def messages(sender: str, count: int) -> list[bytes]:
    """Plain messages with a small file each, no two alike."""
    found = []
    for number in range(count):
        mail = EmailMessage()
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))  # the same with other digits is a flood
        mail["From"], mail["To"], mail["Subject"] = sender, "support@bollkoll.example", f"Ärende {word}"
        mail["Message-ID"] = f"<bench-{number}@larosate.example>"
        mail.set_content("Vi ser inte de attesterade resultaten på 1MA024.\n" * 20)
        mail.add_attachment(b"kurs;tillfalle\n" * 200, maintype="text", subtype="csv", filename="exempel.csv")
        found.append(mail.as_bytes())
    return found


def main(times: int) -> None:
    with housekeeping("bench"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    generate.fill(50)
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))] if SAMPLES.is_dir() else []
    senders = list(
        Person.objects.filter(pk__in=Role.objects.active().values("person")).values_list("email", flat=True)[:10]
    )
    sys.stdout.write(f"\n{connection.vendor}, mail\n")
    parsed = samples or messages(senders[0], 40)
    began, rounds = time.perf_counter(), max(1, times // 10)
    for _ in range(rounds):
        for raw in parsed:
            parse(raw)
    taken = time.perf_counter() - began
    size = sum(map(len, parsed)) * rounds / 1e6
    sys.stdout.write(
        f"  understood  {len(parsed) * rounds / taken:8.0f} messages/s   {size / taken:6.1f} MB/s   ({len(parsed)} kinds)\n"
    )
    _accept(senders)


def _accept(senders: list[str]) -> None:
    address = services.organisation().support_address
    sent = [(sender, raw) for number, sender in enumerate(senders) for raw in messages(sender, COUNT // len(senders))]
    door = listener.serve(f"smtp://127.0.0.1:{PORT}")
    try:
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", PORT) as server:
            for sender, raw in sent:
                server.sendmail(sender, [address], raw)
        accepted = time.perf_counter() - began
    finally:
        door.stop()
    began, read = time.perf_counter(), 0
    while processing.process_one("bench"):
        read += 1
    taken = time.perf_counter() - began
    opened = InboundMail.objects.filter(outcome=InboundMail.Outcome.OPENED).count()
    sys.stdout.write(f"  accepted    {len(sent) / accepted:8.0f} messages/s over one SMTP connection, stored durably\n")
    sys.stdout.write(f"  processed   {read / taken:8.0f} messages/s by one reader into {opened} cases\n")


if __name__ == "__main__":
    main(int(sys.argv[2]))
