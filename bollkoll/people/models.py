"""Who there is: institutions, persons, their roles, and the logins that are ways in.

A :class:`Person` is who somebody is; a :class:`Login` is one way in, and a person may have several. Rules such as four
eyes compare persons, never logins.
"""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.text import fold_key, sort_key
from bollkoll.log.guard import housekeeping

EXTRA_SEATS = 3
"""At most three extra accounts per institution (domain §3)."""


class Language(models.TextChoices):
    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


class Institution(models.Model):
    """A member organisation (lärosäte). Never keyed on name or mail domain: both change."""

    code = models.CharField(_("abbreviation"), max_length=20, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")
    sort = models.CharField(max_length=200, editable=False, default="")
    domain = models.CharField(_("web domain"), max_length=120, blank=True, default="")
    is_verified = models.BooleanField(_("facts checked by a person"), default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_sv

    def clean(self) -> None:
        self.sort = sort_key(self.name_sv)


class PersonQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def second_line(self):
        return self.active().filter(line=Person.Line.SECOND)

    def third_line(self):
        return self.active().filter(line=Person.Line.THIRD)

    def present(self, day: date | None = None):
        """Those who are not away on a day, by default today."""
        return self.exclude(pk__in=Absence.objects.on(day).values("person"))


class Person(models.Model):
    """Somebody: reporter, agent, third-line expert. Addresses of mail are unique, folded."""

    class Line(models.IntegerChoices):
        NONE = 0, _("none")
        SECOND = 2, _("second line")
        THIRD = 3, _("third line")

    class Telling(models.TextChoices):
        EACH = "each", _("a mail for each event")
        DIGEST = "digest", _("one mail a day")
        NONE = "none", _("no mail")

    name = models.CharField(_("name"), max_length=120)
    sort = models.CharField(max_length=200, editable=False, default="")
    email = models.EmailField(_("e-mail"), max_length=254)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    title = models.CharField(_("title"), max_length=80, blank=True, default="")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SWEDISH)
    line = models.PositiveSmallIntegerField(_("line"), choices=Line.choices, default=Line.NONE)
    is_coordinator = models.BooleanField(_("incident manager"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    telling = models.CharField(_("mail about cases"), max_length=8, choices=Telling.choices, default=Telling.EACH)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    undeliverable_why = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """Nothing tells any more who it was; the row stays, since the log and the cases refer to it."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort", "pk"]
        indexes = [models.Index(fields=["line", "sort"], name="people_person_line")]
        constraints = [
            models.CheckConstraint(
                name="people_person_desk_rights_in_second_line",
                condition=Q(is_coordinator=False) | Q(line=2),
            ),
            models.CheckConstraint(
                name="people_person_erased_has_ended", condition=Q(erased_at=None) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @property
    def is_agent(self) -> bool:
        return self.is_active and self.line == self.Line.SECOND

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    def prepare(self) -> "Person":
        """Fill the folded and sortable keys. Commands call it before saving."""
        self.email = self.email.strip()
        self.email_key = fold_key(self.email)
        self.sort = sort_key(self.name)
        return self


class Alias(models.Model):
    """One more address that a person writes from."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases")
    address = models.EmailField(max_length=254)
    key = models.CharField(max_length=254, unique=True)

    def __str__(self) -> str:
        return self.address


class RoleQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)


class Role(models.Model):
    """What a person is at an institution. Extra accounts take one of three seats, so the database counts them."""

    class Kind(models.TextChoices):
        CONTACT_PERSON = "contact_person", _("local contact person")
        LOCAL_SUPPORT = "local_support", _("local support")
        EXTRA = "extra", _("extra account")

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=16, choices=Kind.choices)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution"], condition=Q(ended_at=None), name="people_role_one_per_institution"
            ),
            models.UniqueConstraint(
                fields=["institution", "seat"], condition=Q(ended_at=None), name="people_role_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="extra", seat__gte=1, seat__lte=EXTRA_SEATS) | (~Q(kind="extra") & Q(seat=None)),
                name="people_role_extra_has_seat",
            ),
        ]
        indexes = [models.Index(fields=["institution", "kind"], name="people_role_institution")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()} · {self.institution}"


class Employment(models.Model):
    """How an agent or a third-line person works: hours per weekday and share of full time."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="employment")
    share = models.PositiveSmallIntegerField(_("working share, per cent"), default=100)
    hours = models.JSONField(_("hours per weekday"), default=dict, blank=True)
    """``{"0": ["08.00", "16.30"], …}`` for Monday (0) to Sunday (6); empty means the support's own hours."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=5, share__lte=100), name="people_employment_share"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.share} %"


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: date | None = None):
        """Those that a day falls in, by default today."""
        day = day or timezone.localdate()
        return self.filter(first_day__lte=day, last_day__gte=day)

    def stood_in_for(self, day: date | None = None):
        """Those of a day with a deputy who works there and is not away too."""
        here = Person.objects.active().filter(line__gt=0).present(day)
        return self.on(day).filter(deputy__in=here)


class Absence(models.Model):
    """Days when somebody is away (first and last day included), and who stands in."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("leave")
        ILL = "ill", _("ill")
        PARENTAL = "parental", _("parental leave")
        COURSE = "course", _("course or travel")

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LEAVE)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="stands_in", verbose_name=_("stands in")
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="people_absence_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day}"


class LoginManager(BaseUserManager):
    def get_queryset(self):
        """A login comes with its person, who is asked for at every request."""
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, email: str | None):
        return self.get(email=fold_key(email or ""))


class Login(AbstractBaseUser):
    """One way in for a person: an address and a password, with second factors beside it (allauth keeps those)."""

    last_login = None  # the log tells; a column written at every login does not
    person = models.ForeignKey(Person, models.PROTECT, related_name="logins")
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LoginManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """The person's name: a password must not resemble it."""
        return self.person.name

    def save(self, *args, **kwargs) -> None:
        """Django itself saves a login in one case: a stronger hash of the same password, made as it is checked."""
        if kwargs.get("update_fields") == ["password"]:
            with housekeeping("the same password, hashed anew"):
                super().save(*args, **kwargs)
        else:
            super().save(*args, **kwargs)


class Invitation(models.Model):
    """A one-time way to set the first password. Only a digest of the token is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class NewAddress(models.Model):
    """An address that somebody wants and has not confirmed; afterwards the one they had, until it has been told."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="new_address")
    email = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, blank=True, default="")
    """Of the token in the link; empty until the mail is written, and when there is nothing left to confirm."""
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"new address of {self.person_id}"
