"""The files that were brought as evidence: whether they are still there, and still what they were."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from bollkoll.cases.models import Attachment
from bollkoll.orders.models import Run


@dataclass(frozen=True)
class Evidence:
    """One file of a turn, as it was noted when the step was done. ``wrong``: why it cannot be seen, in words."""

    name: str
    size: int
    sha256: str
    file: Attachment | None
    wrong: str = ""


def of_run(run: Run) -> list[Evidence]:
    """Every file of the turn, with what has become of it. One question, and a look at the store for each."""
    noted = list(run.evidence) or _sent_along(run)
    files = {str(row.pk): row for row in Attachment.objects.filter(pk__in=[one["file"] for one in noted])}
    return [_evidence(one, files.get(one["file"])) for one in noted]


def _sent_along(run: Run) -> list[dict]:
    """What a step of the system sent: nobody noted it."""
    sent = Attachment.objects.filter(message=run.message_id) if run.message_id else ()
    return [{"file": str(row.pk), "name": row.name, "size": row.size, "sha256": row.sha256} for row in sent]


def _evidence(noted: dict, file: Attachment | None) -> Evidence:
    return Evidence(noted["name"], noted["size"], noted["sha256"], file, _wrong(noted, file))


def _wrong(noted: dict, file: Attachment | None) -> str:
    if file is None:
        return _("is not there any more")
    if file.is_held:
        return str(file.get_checked_display())
    if not default_storage.exists(file.path):
        return _("is not there any more")
    is_same = file.sha256 == noted["sha256"] and default_storage.size(file.path) == noted["size"]
    return "" if is_same else _("is not the file that was brought")


def missing(evidence: Iterable[Evidence]) -> list[str]:
    return [one.name for one in evidence if one.wrong]


def no_scan(files: Iterable[Attachment]) -> str:
    """What is wrong with files that are to be something signed, in words: they are seen by what is in them, not by their name."""
    wrong = [
        one.name for one in files if one.content_type != "application/pdf" and not one.content_type.startswith("image/")
    ]
    if not wrong:
        return ""
    said = _(
        "This is neither a PDF nor a picture, whatever its name: %(files)s. Scan or photograph what was signed, and send it as "
        "PDF, JPEG or PNG."
    )
    return said % {"files": ", ".join(wrong)}


def to_sign(run: Run) -> list[Attachment]:
    """The documents that were sent to the orderer before this step, which is to send one of them back signed."""
    stage = run.definition
    if stage.who != "orderer" or getattr(stage, "evidence", "") not in ("file", "picture"):
        return []
    made = [one.key for one in run.order.definition.steps if one.document]
    sent = run.order.runs.filter(step__in=made, state=Run.State.DONE, is_past=False, place__lt=run.place)
    return [one.file for done in sent.order_by("place") for one in of_run(done) if one.file and not one.wrong]
