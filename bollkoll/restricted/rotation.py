"""``bollkoll restricted rotate``: everything is sealed anew with the newest key, a few hundred at a time."""

import sys

from bollkoll.log.acting import Refused
from bollkoll.people.actor import SYSTEM
from bollkoll.restricted import commands, keys
from bollkoll.restricted.models import Secret


def run() -> int:
    """0 when nothing is left under an older key; 1 when values wait for a key that is missing."""
    done = 0
    try:
        while True:
            done += commands.rotate(SYSTEM)
    except Refused as refusal:
        if refusal.code != "done":
            sys.stderr.write(f"{refusal.message}\n")
            return 1
    missing = Secret.objects.present().exclude(key_id__in=keys.keyring().names).count()
    sys.stdout.write(f"{done} values were sealed anew with the newest key.\n")
    if missing:
        sys.stderr.write(f"{missing} values wait for a key that is not in BOLLKOLL_RESTRICTED_KEYS.\n")
        return 1
    sys.stdout.write("The older keys are no longer needed here. Backups from before still need them.\n")
    return 0
