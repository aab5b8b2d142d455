"""A sender that can be killed: told ``go`` on its input it forks a child that sends until it is killed or nothing is
due.

    python -m bollkoll.channels.email.tests.sender_process DATABASE_NAME LEASE_SECONDS [bulletins]

Forking spares each child the second that starting Python takes; no connection is open when it happens.
"""

import os
import sys
from datetime import timedelta

import django
from django.conf import settings


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
        patient = line.strip() == "finish"
        while send(f"killed:{os.getpid()}", lease_for=timedelta(seconds=lease)) or (
            patient and rows.pending().exists()
        ):
            pass
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
