"""Cases, what was reported, and who may see or follows them."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.commitments.models import Commitment, Offer, Subject
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Membership, Service

BESIDE_AN_OFFER = "offer"
"""``Message.via`` of the note with which somebody returns or passes on what was offered: it never was theirs."""


class CaseQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The one definition of who sees which case (issue B10). Everything that shows a case starts here.

        Contacts see their own; lokal support and kontaktperson all of their institution's; agents all; third line what
        is theirs to look into. Protected cases are seen by named persons only, whatever their role.
        """
        if actor.is_machine:
            return self.all()
        if not actor.is_active or actor.person is None:
            return self.none()
        named = Q(pk__in=Named.objects.filter(person=actor.person_id).values("case"))
        if actor.is_agent:
            return self.filter(Q(subject__is_protected=False) | named)
        own = Q(reporter=actor.person_id) | Q(pk__in=Watcher.objects.filter(person=actor.person_id).values("case"))
        if not actor.is_staff:  # what they reported where they no longer are is not theirs to read on
            own &= Q(institution__in=actor.own_institutions)
        if actor.seen_institutions:
            own |= Q(institution__in=actor.seen_institutions)
        asked = Commitment.objects.filter(person=actor.person_id, step__in=Commitment.PROCEDURE)
        own |= Q(kind=Case.Kind.ORDER, pk__in=asked.values("subject"))  # a step of an order is or was theirs
        if actor.is_third_line:
            own |= self._of_third_line(actor)
        return self.filter((own & Q(subject__is_protected=False)) | named)

    def _of_third_line(self, actor: Actor) -> Q:
        """What is with them now: a ball that they or their team hold, what is offered to them, what one of their team has
        taken over; and what they have written in, so that what somebody said stays readable to them. No longer when the
        ball has gone back and they have said nothing (decision 14)."""
        teams = Membership.objects.filter(person=actor.person_id, part=Membership.Part.MEMBER).values("team")
        held = Commitment.objects.open().filter(Q(person=actor.person_id) | Q(team__in=teams))
        # Whoever is asked for input sees the question and what was sent along, and not the case for that.
        with_them = Q(pk__in=held.exclude(step=Commitment.Step.INPUT).values("subject"))
        with_them |= Q(pk__in=Offer.objects.open().filter(offered_to(actor)).values("subject"))
        taken_over = Q(taken_over_by=actor.person_id) | Q(taken_over_by__isnull=False, third_line_team__in=teams)
        return with_them | taken_over | Q(pk__in=self._written_in(actor))

    @staticmethod
    def _written_in(actor: Actor) -> models.QuerySet:
        """Cases with words of the actor's, other than why they did not take what was offered."""
        words = apps.get_model("cases", "Message").objects.filter(author=actor.person_id)
        return words.exclude(via=BESIDE_AN_OFFER).values("case")

    def open(self) -> "CaseQuerySet":
        return self.filter(subject__is_open=True)

    def for_list(self) -> "CaseQuerySet":
        """With everything that a row of a list shows: constant queries however many rows."""
        return self.select_related(
            "subject", "subject__main", "subject__main__person", "subject__main__team",
            "institution", "reporter", "service", "environment", "assignee",
        )  # fmt: skip

    def for_rows(self) -> "CaseQuerySet":
        """With what a row of a list shows and nothing else: half as many columns, for whoever draws fifty."""
        return self.select_related(
            "subject", "subject__main", "subject__main__person", "subject__main__team",
            "institution", "reporter", "service", "assignee",
        ).only(
            "title", "kind", "state", "priority", "reproduction", "last_contact_at", "closed_at", "assignee__name",
            "subject__kind", "subject__number", "subject__is_open", "subject__is_protected",
            "subject__main__holder", "subject__main__step", "subject__main__note",
            "subject__main__note_en",
            "subject__main__promised_at", "subject__main__due_at",
            "subject__main__person__name", "subject__main__person__line",
            "subject__main__team__name", "subject__main__team__line",
            "institution__code", "institution__name_sv", "institution__name_en",
            "reporter__name", "service__name_sv", "service__name_en",
        )  # fmt: skip


def offered_to(actor: Actor) -> Q:
    """Of offers: those to the actor, or to a team that they are a member of."""
    teams = Membership.objects.filter(person=actor.person_id, part=Membership.Part.MEMBER).values("team")
    return Q(person=actor.person_id) | Q(person=None, team__in=teams)


class Case(models.Model):
    """Anything somebody needs. Its ball is ``subject.main``; its dialogue is ``messages``."""

    class Kind(models.TextChoices):
        FAULT = "fault", _("fault report")
        QUESTION = "question", _("question")
        CHANGE = "change", _("change need")
        ORDER = "order", _("order")

    BY_HAND = Kind.choices[:-1]
    """Kinds that somebody chooses. An order is made from its template, and stays one."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in_progress", _("in progress")
        WAITING_REPORTER = "waiting_reporter", _("waiting for the reporter")
        WAITING_THIRD_LINE = "waiting_third_line", _("waiting for third line")
        SOLVED = "solved", _("solved")
        CLOSED = "closed", _("closed")

    class Level(models.IntegerChoices):
        """Impact and urgency, 1 is the least."""

        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")
        CRITICAL = 4, _("critical")

    class Verdict(models.TextChoices):
        """What came of trying to see the fault oneself."""

        REPRODUCED = "reproduced", pgettext_lazy("verdict", "reproduced")
        INTERMITTENT = "intermittent", pgettext_lazy("verdict", "happens at times")
        NOT_REPRODUCED = "not_reproduced", pgettext_lazy("verdict", "not reproduced")
        NEEDS_DATA = "needs_data", pgettext_lazy("verdict", "needs data")

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="case")
    title = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW)
    reporter = models.ForeignKey(Person, models.PROTECT, related_name="reported", verbose_name=_("reporter"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases", verbose_name=_("institution"))
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("service")
    )
    environment = models.ForeignKey(
        Environment, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("environment")
    )
    assignee = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assigned", verbose_name=_("agent")
    )
    third_line_team = models.ForeignKey(
        "services.Team", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("third-line team")
    )
    taken_over_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken over by")
    )
    """Somebody in third line who answers the reporter; ``assignee`` follows, and gets it when it is given back."""
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level.choices, null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level.choices, null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    """1 is the highest, 4 the lowest, from impact × urgency (``rules.priority``)."""
    priority_reason = models.CharField(_("reason for the priority"), max_length=200, blank=True, default="")
    reproduction = models.CharField(
        _("reproduction"), max_length=16, choices=Verdict.choices, blank=True, default="", editable=False
    )
    """The verdict of the latest attempt to reproduce it, of merged cases too; empty while nobody has tried."""
    via = models.CharField(_("came by"), max_length=12, default="web")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    opened_at = models.DateTimeField(_("opened"))
    last_contact_at = models.DateTimeField(_("last contact"))
    """When the reporter or the support last said something to the other."""
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__gte=1, priority__lte=4), name="cases_case_priority"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="cases_case_closed_at"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="cases_case_state"),
            models.Index(fields=["assignee", "state"], name="cases_case_assignee"),
            models.Index(fields=["institution", "-opened_at"], name="cases_case_institution"),
            models.Index(fields=["reporter", "-opened_at"], name="cases_case_reporter"),
            models.Index(fields=["service", "-opened_at"], name="cases_case_service"),
            models.Index(fields=["environment", "-opened_at"], name="cases_case_environment"),
            models.Index(fields=["-opened_at"], name="cases_case_opened"),
            models.Index(fields=["last_contact_at"], name="cases_case_contact"),
            models.Index(
                fields=["reproduction", "-opened_at"], name="cases_case_reproduction", condition=~Q(reproduction="")
            ),
            models.Index(
                fields=["taken_over_by"], name="cases_case_taken_over", condition=Q(taken_over_by__isnull=False)
            ),
            models.Index(fields=["-solved_at"], name="cases_case_solved", condition=Q(solved_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def goes_on_in(self) -> "Case":
        """Where the dialogue is now: the case itself, or the one that it was merged into, or the one that that was."""
        case = self
        while case.merged_into is not None:
            case = case.merged_into
        return case

    @property
    def number(self) -> int:
        return self.subject.number

    @property
    def is_open(self) -> bool:
        return self.subject.is_open

    def may_have(self, what: str) -> bool:
        """Whether the case may have any ``merged``, ``questions``, ``links``, ``offer``, ``side_balls``, ``watchers`` or what
        other apps keep (``queries.rare``): known of a case that was found for its page (``queries.case``), so that what
        most cases have none of is not asked for."""
        return getattr(self, f"has_{what}", True)

    @property
    def is_in_procedure(self) -> bool:
        """Whether the steps of an order say who holds its balls, and not the dialogue."""
        main = self.subject.main
        return self.is_open and main is not None and Commitment.Step(main.step) in Commitment.PROCEDURE

    def then_after(self, wanted: str) -> str:
        """What an answer that is sent to many does to this one. A solved case stays solved, and a closed one closed: they are
        told and not opened again. An order whose steps go on is told, and goes on."""
        if self.is_in_procedure:
            return "keep"
        return "solved" if self.state == self.State.SOLVED else wanted

    @property
    def is_with_third_line(self) -> bool:
        """Whether third line has the ball, whoever answers the reporter meanwhile."""
        main = self.subject.main
        waits = self.is_open and self.state == Case.State.WAITING_THIRD_LINE
        return waits and main is not None and main.step == Commitment.Step.THIRD_LINE

    @property
    def ball(self):
        """The main commitment; ``None`` once the case is closed."""
        return self.subject.main

    @property
    def topic(self) -> str:
        return f"case:{self.pk}"


class Report(models.Model):
    """What the reporter filled in, kept as they gave it."""

    class Affected(models.TextChoices):
        ONE = "one", _("one person")
        SOME = "some", _("some")
        ALL = "all", _("everyone at the institution")

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="report")
    did = models.TextField(_("what you did"), blank=True, default="")
    happened = models.TextField(_("what happened"), blank=True, default="")
    expected = models.TextField(_("what you expected"), blank=True, default="")
    since = models.CharField(_("since when"), max_length=200, blank=True, default="")
    affected = models.CharField(_("who is affected"), max_length=8, choices=Affected.choices, blank=True, default="")

    def __str__(self) -> str:
        return f"report of {self.case_id}"


class Example(models.Model):
    """One example: the advice to every reporter is to send some."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="examples")
    order = models.PositiveSmallIntegerField(default=0)
    course = models.CharField(_("course code"), max_length=40, blank=True, default="")
    occasion = models.CharField(_("occasion code"), max_length=40, blank=True, default="")
    student = models.CharField(_("student UID"), max_length=60, blank=True, default="")
    time = models.CharField(_("time"), max_length=40, blank=True, default="")
    wrong = models.CharField(_("what is wrong"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.course, self.occasion, self.wrong)))


class Watcher(models.Model):
    """Somebody who follows a case: a colleague of the reporter, or of the agent."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="watching")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_watcher_once")]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.case_id}"


class Named(models.Model):
    """One of the few who may see a protected case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_named_once")]

    def __str__(self) -> str:
        return f"{self.person_id} may see {self.case_id}"
