"""Files that a scanner is to look at before anybody opens them: work outside the database, under a lease."""

from django.db import models

from bollkoll.cases.models.dialogue import Attachment
from bollkoll.log.models import Work


class Scan(Work):
    """One file to be scanned, and what was found. There is one only where a scanner is configured."""

    file = models.OneToOneField(Attachment, models.CASCADE, related_name="scanning")
    signature = models.CharField(max_length=200, blank=True, default="")
    """What the scanner calls what it found; or why it could not look."""

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="cases_scan_pending", condition=models.Q(work__in=("waiting", "claimed"))
            )
        ]

    def __str__(self) -> str:
        return f"scan of {self.file_id}"
