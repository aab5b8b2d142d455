"""An order beside its case: what was filled in, and every turn of every step, kept."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.orders.models.types import OrderTypeVersion
from bollkoll.orders.rules import Definition, Stage
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Team


class OrderQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "OrderQuerySet":
        """As the case: there is one definition of who sees it. Asked of each order that is looked at, and not by first finding
        every case that the actor may see: that would cost more with every closed order there is."""
        return self.filter(Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("pk"))))

    def running(self) -> "OrderQuerySet":
        return self.filter(stage__in=(Order.Stage.RUNNING, Order.Stage.CORRECTING))


class Order(models.Model):
    """The order of a case of kind *order*. Its type's version never changes under it."""

    class Stage(models.TextChoices):
        RUNNING = "running", pgettext_lazy("order", "under way")
        CORRECTING = "correcting", pgettext_lazy("order", "to be corrected")
        DONE = "done", pgettext_lazy("order", "carried out")
        DECLINED = "declined", pgettext_lazy("order", "declined")
        CANCELLED = "cancelled", pgettext_lazy("order", "stopped")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="order")
    version = models.ForeignKey(OrderTypeVersion, models.PROTECT, related_name="orders")
    values = models.JSONField(default=dict)
    """What was filled in, by the field's key; what is private is in the restricted part and not here."""
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.RUNNING)
    user = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="ordered_for")
    """Whom it is for, when they have an account here."""
    form_round = models.PositiveSmallIntegerField(default=1)
    """How many times the form has been sent."""
    correction = models.JSONField(default=dict, blank=True)
    """What is to be corrected: ``reason``, ``rows``, and the ``step`` that it goes on from."""
    ordered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "ordered_at"], name="orders_order_stage"),
            models.Index(fields=["-ordered_at", "case"], name="orders_order_newest"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def definition(self) -> Definition:
        return self.version.content

    @property
    def is_running(self) -> bool:
        return self.stage in (self.Stage.RUNNING, self.Stage.CORRECTING)

    @property
    def topic(self) -> str:
        return f"case:{self.pk}"


class RunQuerySet(models.QuerySet):
    def live(self) -> "RunQuerySet":
        return self.filter(state__among=(Run.State.OPEN, Run.State.CLAIMED))


class Run(models.Model):
    """One turn of one step. A step that is begun again gets another: what was done before stays as it was.

    ``checks``: the key of the step whose performer may not do this one (four eyes, by trigger). ``is_past``: done once, and
    to be done again. ``done_by``, ``done_at``: who brought it to its end, whatever that was, also who withdrew it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("step", "waits")
        CLAIMED = "claimed", pgettext_lazy("step", "taken")
        DONE = "done", pgettext_lazy("step", "done")
        REFUSED = "refused", pgettext_lazy("step", "refused")
        RETURNED = "returned", pgettext_lazy("step", "returned")
        CANCELLED = "cancelled", pgettext_lazy("step", "withdrawn")

    order = models.ForeignKey(Order, models.PROTECT, related_name="runs")
    step = models.CharField(max_length=40)
    is_approval = models.BooleanField(default=False)
    checks = models.CharField(max_length=40, blank=True, default="")
    round = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    is_past = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    """The entry of the dialogue that carries the files."""
    evidence = models.JSONField(default=list)
    """``name``, ``size``, ``sha256`` of each file as it was, so that it shows when one is another or gone."""

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["place", "round"]
        constraints = [
            models.UniqueConstraint(fields=["order", "step", "round"], name="orders_run_round"),
            models.UniqueConstraint(
                fields=["order", "step"], condition=Q(state__in=("open", "claimed")), name="orders_run_one_live"
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_by__isnull=False), name="orders_run_claimed_by"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "refused")) | Q(done_at__isnull=False), name="orders_run_done_at"
            ),
            models.CheckConstraint(
                condition=Q(checks="") | ~Q(state="done") | Q(done_by__isnull=False),
                name="orders_run_checked_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "opened_at"], name="orders_run_live", condition=Q(state__in=("open", "claimed"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.round}"

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.OPEN, self.State.CLAIMED)

    @property
    def definition(self) -> Stage:
        stage = self.order.definition.stage(self.step)
        assert stage is not None  # a version never changes
        return stage

    @property
    def title(self) -> str:
        return str(self.definition.title)

    @property
    def by(self) -> str:
        """Who brought it to its end, and whom they stood in for."""
        asked = next((one for one in self.asked.all() if one.instead_of and one.person_id == self.done_by_id), None)
        return asked.named if asked else str(self.done_by or "")

    @property
    def outcome(self) -> str:
        """What became of it in words: an approval is not done, it is given."""
        given = {self.State.DONE: Asked.Verdict.APPROVED, self.State.REFUSED: Asked.Verdict.DECLINED}
        verdict = given.get(self.State(self.state)) if self.is_approval else None
        return str(verdict.label if verdict else self.get_state_display())


class Asked(models.Model):
    """Somebody who is asked to do or to approve a turn of a step: a person, a team, or the orderer's side.

    ``decided_by``: who said yes or no; never the orderer, nor whom it is for (trigger).
    """

    class Verdict(models.TextChoices):
        NONE = "", pgettext_lazy("approval", "waits")
        APPROVED = "approved", pgettext_lazy("approval", "approved")
        DECLINED = "declined", pgettext_lazy("approval", "declined")
        NOT_NEEDED = "not_needed", pgettext_lazy("approval", "not needed")

    run = models.ForeignKey(Run, models.PROTECT, related_name="asked")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    instead_of = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    is_orderer = models.BooleanField(default=False)
    ball = models.OneToOneField(Commitment, models.PROTECT, null=True, blank=True, related_name="asked")
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True, default="")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, team=None, is_orderer=False)
                | Q(person=None, team__isnull=False, is_orderer=False)
                | Q(person=None, team=None, is_orderer=True),
                name="orders_asked_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=("approved", "declined"))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="orders_asked_decided_by",
            ),
            models.UniqueConstraint(
                fields=["run", "person"], condition=Q(person__isnull=False, verdict=""), name="orders_asked_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.who}"

    @property
    def who(self) -> Any:
        return self.person or self.team

    @property
    def named(self) -> str:
        """Who it is, and whom they stand in for."""
        if self.instead_of is None:
            return str(self.who)
        return gettext("%(name)s instead of %(absent)s") % {"name": self.who, "absent": self.instead_of}
