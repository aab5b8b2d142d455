"""What came in and was not one case each."""

from django.db import models
from django.db.models import Q

from bollkoll.cases.models.case import Case


class CaseLink(models.Model):
    """Two cases that have to do with each other."""

    one = models.ForeignKey(Case, models.CASCADE, related_name="links_out")
    other = models.ForeignKey(Case, models.CASCADE, related_name="links_in")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_link_once"),
            models.CheckConstraint(condition=~Q(one=models.F("other")), name="cases_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class Merge(models.Model):
    """A merge, with what is needed to undo it."""

    source = models.ForeignKey(Case, models.PROTECT, related_name="merges_out")
    target = models.ForeignKey(Case, models.PROTECT, related_name="merges_in")
    state_before = models.CharField(max_length=20)
    ball_before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="cases_merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
