"""A sender that can be killed: told ``go`` on its input it forks a child that sends until it is killed, told
``finish`` one that sends until nothing waits.

    python -m bollkoll.channels.email.tests.sender_process DATABASE_NAME LEASE_SECONDS [bulletins]

Forking spares each child the second that starting Python takes; no connection is open when it happens.
"""

import os
import sys
import time
from datetime import timedelta

import django
from django.conf import settings

LIFE, LONGEST = 10, 300  # seconds


def main(database: str, lease: float, what: str = "mail") -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from bollkoll.channels.bulletins import sending as bulletins
    from bollkoll.channels.bulletins.models import Copy
    from bollkoll.channels.email import sending
    from bollkoll.log.models import Delivery

    send = bulletins.send_mails if what == "bulletins" else sending.send_one
    rows = (Copy if what == "bulletins" else Delivery).objects

    for line in sys.stdin:
        child = os.fork()
        if child:
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
            _pid, status = os.waitpid(child, 0)
            sys.stdout.write(f"ended {status}\n")
            sys.stdout.flush()
            continue
        # Whoever is to be killed lives until then, so that the pid is theirs; left behind, they end by themselves.
        patient = line.strip() == "finish"
        end = time.monotonic() + (LONGEST if patient else LIFE)
        while time.monotonic() < end and (not patient or rows.pending().exists()):
            if not send(f"killed:{os.getpid()}", lease_for=timedelta(seconds=lease)):
                time.sleep(0.01)
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
