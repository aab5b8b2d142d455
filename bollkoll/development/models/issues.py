"""Issues of outside trackers, and which cases they concern."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case
from bollkoll.development.models.releases import Version
from bollkoll.services.models import Team


class Tracker(models.Model):
    """Where the developers keep their issues: keys with this prefix are found at this address."""

    prefix = models.CharField(_("prefix"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address of an issue"), max_length=300)
    """With ``{key}`` where the key goes."""

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return f"{self.prefix} · {self.name}"


class IssueQuerySet(models.QuerySet):
    def whole(self) -> "IssueQuerySet":
        """With what a row shows."""
        return self.select_related("tracker", "fixed_in", "team")


class Issue(models.Model):
    """What the developers call it. One row however many cases it concerns."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("issue", "open")
        IN_PROGRESS = "in_progress", pgettext_lazy("issue", "in progress")
        DONE = "done", pgettext_lazy("issue", "done")
        NOT_DONE = "not_done", pgettext_lazy("issue", "won't be done")

    tracker = models.ForeignKey(Tracker, models.PROTECT, related_name="issues")
    key = models.CharField(_("key"), max_length=40, unique=True)
    number = models.PositiveBigIntegerField(editable=False)
    title = models.CharField(pgettext_lazy("issue", "title"), max_length=200, blank=True, default="")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    fixed_in = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("fixed in version")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("team that works with it")
    )
    added_at = models.DateTimeField()

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["tracker__prefix", "-number"]
        indexes = [
            models.Index(fields=["team", "status"], name="development_issue_team"),
            models.Index(fields=["status", "-added_at"], name="development_issue_status"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def address(self) -> str:
        return self.tracker.address.replace("{key}", self.key)


class IssueLink(models.Model):
    """A case that an issue concerns. The reporter sees it unless it is marked as internal."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, models.CASCADE, related_name="issue_links")
    is_shown = models.BooleanField(_("the reporter sees it"), default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "case"], name="development_link_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} of {self.case_id}"
