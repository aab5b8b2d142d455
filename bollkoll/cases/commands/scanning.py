"""What came of looking for harmful code in a file."""

from django.utils.translation import gettext as _

from bollkoll.cases.events import FileChecked
from bollkoll.cases.models import Attachment, Scan
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.leases import finish
from bollkoll.people.actor import Actor

Checked = Attachment.Checked


def ask_for_scan(file: Attachment) -> None:
    """Inside a command: the file is held until a scanner has looked at it."""
    Scan.objects.create(file=file, due_at=now())


@command
def settle_scan(
    actor: Actor, scan: Scan, *, worker: str, attempt: int, checked: str, signature: str = ""
) -> Attachment:
    """The scanner has said what the file is; or (``failed``) never will. The file stays where it is, whatever it is."""
    if scan.work != Scan.Stage.CLAIMED or (scan.worker, scan.attempt) != (worker, attempt):
        raise Refused("the work has passed to somebody else", "not_ours")
    finish(scan, signature=signature[:200])
    return _checked(scan, checked)


@command
def scan_again(actor: Actor, scan: Scan) -> Attachment:
    """Somebody asks for another look: the scanner was away, or has learned better."""
    if scan.file.checked in (Checked.WAITING, Checked.CLEAN):
        raise Refused(_("That is already so."), "unchanged")
    Scan.objects.filter(pk=scan.pk).update(
        work=Scan.Stage.WAITING, due_at=now(), attempt=0, worker="", error="", signature="", finished_at=None
    )
    return _checked(scan, Checked.WAITING)


def _checked(scan: Scan, checked: str) -> Attachment:
    file = scan.file
    file.checked = checked
    file.save(update_fields=["checked"])
    record(FileChecked(file=file, checked=checked))
    return file
