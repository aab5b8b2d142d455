"""The editor: everything of a first notice, or of planned work, on one screen."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Environment
from bollkoll.status import rules
from bollkoll.status.forms.concerning import Concerning, concerned
from bollkoll.status.forms.fields import ForEverybody, Moment, NextUpdate, Parts, Title, Words
from bollkoll.status.models import Notice, Template
from bollkoll.ui.asseen import AsSeen

Kind = Notice.Kind


class NoticeForm(NextUpdate, Parts, Concerning, ForEverybody, AsSeen):
    """``facts()`` are the keyword arguments of ``publish``, ``plan`` or ``change_plan``."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    title_sv = Title(_("Title in Swedish"), "sv")
    title_en = Title(_("Title in English"), "en", required=False)
    text_sv = Words(_("Text in Swedish"), "sv")
    text_en = Words(_("Text in English"), "en", required=False)
    starts_at = Moment(label=_("Begins"), required=False)
    expected_end_at = Moment(label=_("Expected end"), required=False)
    announce = forms.ChoiceField(
        label=_("Announce it"), choices=[("now", _("now")), ("at", _("later"))], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    announce_at = Moment(label=_("Announced at"), required=False)
    begins_itself = forms.BooleanField(label=_("Begins by itself at its time"), required=False)
    ends_itself = forms.BooleanField(label=_("Ends by itself at the expected end"), required=False)
    checker = forms.ModelChoiceField(
        Person.objects.none(), label=_("Second pair of eyes"), required=False, empty_label=_("nobody"),
        help_text=_("Reads it through when it is out. That delays nothing."),
    )  # fmt: skip
    incident = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    own = ("incident", "checker", "announce", "next", "next_at", "unpersonal")

    def __init__(
        self, *args: Any, actor: Actor, notice: Notice | None = None, template: Template | None = None, **kwargs: Any
    ) -> None:
        self.notice = notice
        super().__init__(*args, **kwargs)
        self.offer_chips(may_be_none=True)
        self.offer_institutions(notice)
        self.fields["checker"].queryset = Person.objects.second_line().exclude(pk=actor.person_id).order_by("sort")
        chosen = {one.pk: (template.degree, "", "") for one in template.services.all()} if template else None
        self.add_parts(notice, chosen or (kwargs.get("initial") or {}).get("chosen"))
        self.ask_of_doubtful()
        if notice:
            self.fields["kind"].choices = [(notice.kind, notice.get_kind_display())]
            self.remember()

    def concerned(self) -> list[Environment]:
        return list(self.cleaned_data.get("environments") or ())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.must_concern_what_is_said()
        kind = given.get("kind")
        if kind == Kind.DISTURBANCE:
            self.must_promise()
        if kind == Kind.PLANNED:
            for name in ("starts_at", "expected_end_at"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Planned work has a time."))
            if given.get("announce") == "at" and not given.get("announce_at"):
                self.add_error("announce_at", _("Say when it is announced."))
            if given.get("announce") == "at" and given.get("announce_at"):
                self.must_be_told_before()
        start = given.get("starts_at") or timezone.now()
        if given.get("expected_end_at") and given["expected_end_at"] <= start:
            self.add_error("expected_end_at", _("It cannot end before it begins."))
        return given

    def must_be_told_before(self) -> None:
        at, start = self.cleaned_data["announce_at"], self.cleaned_data.get("starts_at")
        if at <= timezone.now() and not (self.notice and at == self.notice.announce_at):
            self.add_error("announce_at", _("That time has passed. Choose a later one, or announce it now."))
        elif start and at > start:
            self.add_error("announce_at", _("It is announced before it begins."))

    @property
    def is_later(self) -> bool:
        """Planned work that is announced later."""
        given = self.cleaned_data
        return given["kind"] == Kind.PLANNED and given.get("announce") == "at"

    def facts(self) -> dict[str, Any]:
        given, kind = self.cleaned_data, self.cleaned_data["kind"]
        found = {name: given[name] for name in ("title_sv", "title_en", "text_sv", "text_en", "environments")}
        found |= {name: given[name] for name in ("workaround_sv", "workaround_en", "expected_end_at")}
        found["institutions"] = self.chosen_institutions()
        found["parts"] = self.pieces()
        found |= self.said_of_doubtful()
        found["severity"] = (given.get("severity") or "none") if kind == Kind.DISTURBANCE else "none"
        if given.get("starts_at"):
            found["starts_at"] = given["starts_at"]
        if kind == Kind.PLANNED:
            found |= {name: given[name] for name in ("begins_itself", "ends_itself")}
        if kind == Kind.DISTURBANCE:
            found["next_update_at"] = self.next_update()
        return found

    def draft(self) -> dict[str, Any]:
        """What is filled in so far, for the preview: whatever is wrong is as if it were empty."""
        self.is_valid()
        given = dict(self.cleaned_data)
        given["parts"] = self.pieces()
        given["next_update_at"] = self.next_update() if given.get("kind") == Kind.DISTURBANCE else None
        given["is_for_all"] = given.get("whom") == "all"
        given.setdefault("starts_at", None)
        if not given["starts_at"] and given.get("kind") != Kind.PLANNED:
            given["starts_at"] = timezone.now()
        return given


def start_with(template: Template | None = None) -> dict[str, Any]:
    """How the empty form stands: a disturbance in production for all, since now."""
    production = Environment.objects.order_by("order", "pk").values_list("pk", flat=True)[:1]
    given: dict[str, Any] = {
        "kind": Kind.DISTURBANCE, "severity": "minor", "environments": list(production), "whom": "all", "next": "60",
        "starts_at": timezone.localtime().replace(second=0, microsecond=0), "announce": "now", "begins_itself": True,
    }  # fmt: skip
    if template is None:
        return given
    names = ("kind", "severity", "title_sv", "title_en", "text_sv", "text_en", "workaround_sv", "workaround_en")
    given |= {name: getattr(template, name) for name in names}
    environments = [one.pk for one in template.environments.all()]
    if template.kind == rules.PLANNED:
        given["starts_at"] = None
    return given | ({"environments": environments} if environments else {})


def of_incident(number: int, known: dict[str, Any]) -> dict[str, Any]:
    """The form filled in from what an incident knows (``queries.first``)."""
    words, institutions = known["words"], known["institutions"]
    names = ("title_sv", "title_en", "text_sv", "text_en")
    return start_with() | {name: getattr(words, name) for name in names} | {
        "incident": number, "severity": known["severity"], "environments": [one.pk for one in known["environments"]],
        "whom": "all" if institutions is None else "some", "institutions": [one.code for one in institutions or ()],
        "starts_at": known["starts_at"], "next": str(int(known["next_in"].total_seconds() // 60)),
        "chosen": {one.pk: ("degraded", "", "") for one in known["services"]},
    }  # fmt: skip


def standing(notice: Notice) -> dict[str, Any]:
    """How the form of planned work that is not announced stands."""
    names = ("kind", "title_sv", "title_en", "starts_at", "expected_end_at")
    names += ("announce_at", "begins_itself", "ends_itself")
    return concerned(notice) | {name: getattr(notice, name) for name in names} | {
        "text_sv": notice.draft_sv, "text_en": notice.draft_en, "announce": "at", "seen": notice.version,
    }  # fmt: skip
