"""Secrets: personal data of a case, sealed; and who has read them, with the reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.kit.ids import uuid7
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


class SecretQuerySet(models.QuerySet):
    def present(self) -> "SecretQuerySet":
        """Those whose value is still there."""
        return self.filter(gone_at=None)

    def visible_to(self, actor: Actor) -> "SecretQuerySet":
        """Those of which the actor may know that they are there: of the cases they see, whoever may read them.

        Third line does not: what it looks into are faults, not persons.
        """
        if actor.is_machine:
            return self.all()
        if not (actor.is_agent or actor.is_contact):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor).values("pk"))


class Secret(models.Model):
    """One value, sealed with a key that is not in the database. Its label is not secret: it says what kind of thing it is.

    When its time is over the value goes and the row stays, so that one sees that something was there, and until when.
    """

    LONGEST_LABEL = 120

    class Field(models.TextChoices):
        IDENTITY = "identity", _("personal identity number")
        CONTACT = "contact", _("contact details")
        PASSWORD = "password", _("password")
        SOURCE = "source", _("identity copied from")
        TARGET = "target", _("identity copied to")
        OTHER = "other", _("other protected data")

    class Gone(models.TextChoices):
        """Why the value is no longer there."""

        NOT = "", ""
        ERASED = "erased", _("erased")
        RETENTION = "retention", _("disposed of by rule")
        READ = "read", _("read by the one it was for")
        PERSON = "person", _("erased at a person's request")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="secrets")
    field = models.CharField(_("kind"), max_length=12, choices=Field.choices, default=Field.OTHER)
    label = models.CharField(_("what it is"), max_length=LONGEST_LABEL)
    ciphertext = models.BinaryField(null=True)
    key_id = models.CharField(max_length=12, blank=True, default="")
    for_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("may be opened by")
    )
    """Somebody on the reporter's side who may open it, besides the desk."""
    is_once = models.BooleanField(default=False)
    """Gone when ``for_person`` has opened it."""
    keep_for = models.PositiveSmallIntegerField(null=True, blank=True)
    """Days after the case was closed; empty: by the rule of the case's kind."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_why = models.CharField(max_length=10, choices=Gone.choices, blank=True, default="")

    objects = SecretQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at=None, ciphertext__isnull=False, gone_why="")
                | (Q(gone_at__isnull=False, ciphertext=None) & ~Q(gone_why="")),
                name="restricted_secret_is_there_or_gone",
            ),
            models.CheckConstraint(
                condition=Q(is_once=False) | Q(for_person__isnull=False), name="restricted_secret_once_for_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="restricted_secret_present", condition=Q(gone_at=None)),
            models.Index(fields=["key_id"], name="restricted_secret_key", condition=Q(gone_at=None)),
        ]

    def __str__(self) -> str:
        return f"secret {self.pk}"

    @property
    def is_there(self) -> bool:
        return self.gone_at is None


class Reading(models.Model):
    """Somebody has read a value. The event in the log has the ids; the reason stands here, where it can be erased."""

    secret = models.ForeignKey(Secret, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.secret_id}"
