"""One file at a time is shown to the scanner. A scanner that is away only makes files wait."""

import logging

from django.conf import settings
from django.core.files.storage import default_storage

from bollkoll.cases import commands
from bollkoll.cases.models import Attachment, Scan
from bollkoll.kit import clamav
from bollkoll.log.acting import Refused
from bollkoll.log.leases import BACK_OFF, claim, put_back
from bollkoll.people.actor import SYSTEM

logger = logging.getLogger(__name__)
Checked = Attachment.Checked


def scan_one(worker: str) -> bool:
    """Scan the file that has waited longest. False when none waits."""
    row = claim(Scan, worker)
    if row is None:
        return False
    checked, said = _look(row)
    if checked == Checked.WAITING:
        put_back(row, said)
        return True
    try:
        commands.settle_scan(SYSTEM, row, worker=row.worker, attempt=row.attempt, checked=checked, signature=said)
    except Refused:
        logger.info("scan %s was finished by another worker", row.pk)
    return True


def _look(row: Scan) -> tuple[str, str]:
    """What the file is, and what was said of it; *waiting* when it is to be tried again."""
    try:
        with default_storage.open(row.file.path) as content:
            found = clamav.scan(settings.CONFIG.clamav, content)
    except FileNotFoundError as problem:
        if not default_storage.exists(row.file.path):
            return Checked.FAILED, "the file is gone"
        return _again(row, problem)
    except clamav.NotScanned as problem:
        return (Checked.FAILED, str(problem)) if problem.is_final else _again(row, problem)
    except (OSError, clamav.BadAddress) as problem:
        return _again(row, problem)
    return (Checked.INFECTED, found) if found else (Checked.CLEAN, "")


def _again(row: Scan, problem: Exception) -> tuple[str, str]:
    said = f"{type(problem).__name__}: {problem}"
    return (Checked.FAILED if row.attempt > len(BACK_OFF) else Checked.WAITING), said
