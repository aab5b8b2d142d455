"""What people at their pages leave: drafts, forms sent, saved views, who is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models.case import Case
from bollkoll.people.models import Person


class Draft(models.Model):
    """What somebody is writing, saved by itself. Not part of the story: nobody but its owner ever reads it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    window = models.CharField(max_length=32, blank=True, default="")
    """The window that saved it: another that has not seen it may not write over it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="cases_draft_once")]

    def __str__(self) -> str:
        return self.key


class Once(models.Model):
    """A form that has been carried out: posting it again leads to what it made, not to another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    made = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True, default="")
    """Of what was written; empty where that does not tell one post from another."""
    files = models.JSONField(default=list)
    """The SHA-256 of each file that came along."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="cases_once_key")]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list that somebody keeps: a query string with a name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("shared with everyone at the desk"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who has a case open right now, and whether they are typing. Swept by the clock."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_typing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_presence_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.case_id}"
