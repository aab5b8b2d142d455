"""What is said in a notice that is out: one form for each verb. ``arguments()`` are those of the command of the same name."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Environment
from bollkoll.status import rules
from bollkoll.status.forms.concerning import NAMES, StillConcerning, concerned
from bollkoll.status.forms.fields import ForEverybody, Moment, NextUpdate, Parts, Title, Words
from bollkoll.status.models import Notice, Part, Update
from bollkoll.ui import dates
from bollkoll.ui.asseen import AsSeen


class Saying(ForEverybody, AsSeen):
    """A text in Swedish, and in English when it is there."""

    heading: Any = ""
    action: Any = ""
    said: Any = ""
    icon = "megaphone"
    is_danger = False

    use_required_attribute = False

    text_sv = Words(_("Text in Swedish"), "sv")
    text_en = Words(_("Text in English"), "en", required=False)
    own = ("text_sv", "text_en", "next", "next_at", "unpersonal")

    def __init__(self, *args: Any, actor: Actor, notice: Notice, **kwargs: Any) -> None:
        self.actor, self.notice = actor, notice
        kwargs["initial"] = {"seen": notice.version, **self.start(notice), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if self.ready:
            self.fields["text_en"].help_text = _(
                "If you change the Swedish text and leave this one as it is, it is not published but left to be translated."
            )
        self.prepare()
        self.ask_of_doubtful()
        self.remember()

    @property
    def ready(self) -> dict[str, str]:
        """The ready-written texts, where a verb has them."""
        start = self.start(self.notice)
        return {name: start[name] for name in ("text_sv", "text_en") if name in start}

    def clean(self) -> dict[str, Any]:
        """Ready-written English says what the ready-written Swedish says, and nothing of what was written instead."""
        given, ready = super().clean() or {}, self.ready
        if ready and given.get("text_en") == ready["text_en"] and given.get("text_sv") != ready["text_sv"]:
            given["text_en"] = ""
        return given

    def start(self, notice: Notice) -> dict[str, Any]:
        return {}

    def prepare(self) -> None:
        """Narrow what is asked for."""

    def own_fields(self) -> list[forms.BoundField]:
        """Beside the texts and what has a place of its own on the page."""
        apart = {"seen", "was", *self.own, *NAMES}
        return [
            one
            for one in self.visible_fields()
            if one.name not in apart and not one.name.startswith(("degree_", "note_"))
        ]

    def arguments(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("text_sv", "text_en", "seen")}
        return said | self.said_of_doubtful()


class UpdateForm(Saying, NextUpdate, Parts, StillConcerning):
    heading, action, said = _("Update"), _("Publish the update"), _("The update is published.")

    is_mended = forms.BooleanField(label=_("Mended: we are watching that it stays so"), required=False)
    expected_end_at = Moment(label=_("Expected end"), required=False)

    def start(self, notice: Notice) -> dict[str, Any]:
        return concerned(notice) | {
            "is_mended": notice.state == Notice.State.MONITORING, "expected_end_at": notice.expected_end_at,
            "next": "60" if notice.kind == Notice.Kind.DISTURBANCE else "none",
        }  # fmt: skip

    def may_differ_in(self) -> list[Environment]:
        """Those of the notice, and any that a part has of its own."""
        found = {one.pk: one for one in self.notice.environments.all()}
        found |= {part.environment.pk: part.environment for part in self.notice.parts.all() if part.environment}
        return sorted(found.values(), key=lambda one: (one.order, one.pk)) if len(found) > 1 else []

    def concerned(self) -> list[Environment]:
        return list(self.cleaned_data.get("environments") or self.notice.environments.all())

    def prepare(self) -> None:
        is_disturbance = self.notice.kind == Notice.Kind.DISTURBANCE
        self.offer_chips(may_be_none=not is_disturbance)
        self.add_parts(self.notice)
        self.offer_concern(self.notice)
        if not is_disturbance:
            del self.fields["is_mended"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.must_concern_what_is_said()
        if self.notice.kind == Notice.Kind.DISTURBANCE:
            self.must_promise()
        return given

    def arguments(self) -> dict[str, Any]:
        found = super().arguments() | {"next_update_at": self.next_update(), "parts": self.pieces()}
        found |= self.concern_changes()
        found["expected_end_at"] = self.cleaned_data["expected_end_at"]
        if self.notice.kind == Notice.Kind.PLANNED and not found["expected_end_at"]:
            del found["expected_end_at"]
        return found | ({"is_mended": self.cleaned_data["is_mended"]} if "is_mended" in self.fields else {})


class CorrectForm(Saying, StillConcerning):
    heading, action, said = _("Correct"), _("Publish the correction"), _("The correction is published.")
    icon = "edit"

    title_sv = Title(_("Title in Swedish"), "sv")
    title_en = Title(_("Title in English"), "en", required=False)
    starts_at = Moment(label=_("Begins"))
    expected_end_at = Moment(label=_("Expected end"), required=False)
    ours = ("title_sv", "title_en", "starts_at", "expected_end_at")

    def __init__(self, *args: Any, wrong: Update, **kwargs: Any) -> None:
        self.wrong = wrong
        super().__init__(*args, **kwargs)
        self.fields["text_sv"].help_text = _("Say what is right. What was wrong stays readable, marked as corrected.")

    def start(self, notice: Notice) -> dict[str, Any]:
        return concerned(notice) | {name: getattr(notice, name) for name in self.ours}

    def prepare(self) -> None:
        self.offer_concern(self.notice)

    def arguments(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in self.ours}
        return super().arguments() | given | self.concern_changes() | {"wrong": self.wrong}


class ResolveForm(Saying):
    heading, action, said = (
        _("It is over"),
        _("Publish that it is over"),
        _("The world knows that it is over."),
    )
    icon = "check-circle"

    ended_at = Moment(label=pgettext_lazy("notice", "Ended"), required=False, help_text=_("Empty: now."))

    def start(self, notice: Notice) -> dict[str, Any]:
        if notice.kind == Notice.Kind.DISTURBANCE:
            affected = [part.service for part in notice.parts.select_related("service")]
            words = rules.restored((one.name_sv, one.name_en or one.name_sv) for one in affected)
        else:
            words = rules.ENDED if notice.kind == Notice.Kind.PLANNED else rules.PASSED
        return {"text_sv": words["sv"], "text_en": words["en"]}

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"ended_at": self.cleaned_data["ended_at"]}


class ReopenForm(Saying, NextUpdate):
    heading, action, said = _("It is back"), _("Publish that it is back"), _("The notice is open again.")
    icon = "undo"

    def start(self, notice: Notice) -> dict[str, Any]:
        return {"next": "30"}

    def prepare(self) -> None:
        self.offer_chips(may_be_none=self.notice.kind != Notice.Kind.DISTURBANCE)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.notice.kind == Notice.Kind.DISTURBANCE:
            self.must_promise()
        return given

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"next_update_at": self.next_update()}


class CancelForm(Saying):
    heading, action = pgettext_lazy("notice", "Cancel"), _("Publish that it is cancelled")
    said = _("The notice is cancelled, and says why.")
    icon, is_danger = "x", True


class BeginForm(Saying):
    heading, action, said = _("Begin now"), _("Publish that it has begun"), _("The work has begun.")
    icon = "play"

    def start(self, notice: Notice) -> dict[str, Any]:
        return {"text_sv": rules.BEGUN["sv"], "text_en": rules.BEGUN["en"]}


class DelayForm(Saying):
    heading, action = pgettext_lazy("notice", "New time"), _("Publish the new time")
    said = _("The new time is published.")
    icon = "calendar"

    title_sv = Title(_("Title in Swedish"), "sv", required=False)
    title_en = Title(_("Title in English"), "en", required=False)
    starts_at = Moment(label=_("Begins"), help_text=_("A new start ahead makes it planned again."))
    expected_end_at = Moment(label=_("Expected end"))
    ours = ("title_sv", "title_en", "starts_at", "expected_end_at")

    def start(self, notice: Notice) -> dict[str, Any]:
        return {name: getattr(notice, name) for name in self.ours}

    def prepare(self) -> None:
        day_after = self.notice.starts_at + timedelta(days=1)
        for name, language in (("title_sv", "sv"), ("title_en", "en")):
            title = getattr(self.notice, name)
            if rules.moved_title(title, language, self.notice.starts_at, day_after) != title:
                self.fields[name].help_text = _(
                    "The date in the title becomes that of the new start, unless you change the title."
                )

    def clean(self) -> dict[str, Any]:
        """A title left as it was has no old date; one that is left out stays."""
        given, before = super().clean() or {}, self.notice.starts_at
        for name, language in (("title_sv", "sv"), ("title_en", "en")):
            title = getattr(self.notice, name)
            if given.get("starts_at") and given.get(name, "") in ("", title):
                given[name] = rules.moved_title(title, language, before, given["starts_at"])
        return given

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {name: self.cleaned_data[name] for name in self.ours}


class TranslateForm(ForEverybody, AsSeen):
    """The English beside the Swedish, for everything that is out."""

    use_required_attribute = False
    own = ("unpersonal",)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        self.notice = notice
        super().__init__(*args, initial={"seen": notice.version}, **kwargs)
        self.updates = list(notice.updates.all())
        self.fields["title_en"] = Title(_("Title in English"), "en", required=False, initial=notice.title_en)
        if notice.workaround_sv:
            self.fields["workaround_en"] = Words(
                _("What to do meanwhile, in English"), "en", rows=2, required=False, initial=notice.workaround_en
            )
        self.notes: dict[str, Part] = {}
        for part in notice.parts.exclude(note_sv="").select_related("service"):
            name = f"note_{part.service_id}"
            if self.notes.setdefault(name, part) is part:
                self.fields[name] = Title(_("Note in English"), "en", required=False, initial=part.note_en)
        for said in self.updates:
            self.fields[f"text_{said.pk}"] = Words(_("Text in English"), "en", required=False, initial=said.text_en)
        self.ask_of_doubtful()
        self.remember()

    def call(self, name: str) -> str:
        if name in self.notes:
            return f"{self.notes[name].service}: {super().call(name)}"
        said = next((one for one in self.updates if name == f"text_{one.pk}"), None)
        return f"{super().call(name)} ({dates.clock(timezone.localtime(said.at))})" if said else super().call(name)

    def rows(self) -> list[tuple[str, Any, forms.BoundField]]:
        """``(Swedish, update or nothing, field)``."""
        found: list[tuple[str, Any, forms.BoundField]] = [(self.notice.title_sv, None, self["title_en"])]
        if "workaround_en" in self.fields:
            found.append((self.notice.workaround_sv, None, self["workaround_en"]))
        found += [(f"{part.service}: {part.note_sv}", None, self[name]) for name, part in self.notes.items()]
        return found + [(said.text_sv, said, self[f"text_{said.pk}"]) for said in self.updates]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        texts = {str(said.pk): given[f"text_{said.pk}"] for said in self.updates}
        found = {name: given.get(name, "") for name in ("title_en", "workaround_en")}
        notes = {part.service_id: given[name] for name, part in self.notes.items()}
        return found | {"texts": texts, "notes": notes, "seen": given["seen"]} | self.said_of_doubtful()


class PersonForm(forms.Form):
    """Somebody at the desk."""

    use_required_attribute = False

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), empty_label=_("Choose"))

    def __init__(self, *args: Any, without: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.second_line().exclude(pk=without).order_by("sort")
