"""Shape of what is written while somebody is on the line."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries as cases
from bollkoll.cases.forms.base import Line, LongText, MomentField, SubjectLine
from bollkoll.cases.forms.triage import capitalised
from bollkoll.cases.models import Case
from bollkoll.channels.phone import queries
from bollkoll.channels.phone.commands.calls import LOG, MESSAGE, NEW, NOTE
from bollkoll.channels.phone.models import Call, LocalSupport
from bollkoll.kit.spent import OnceInput
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person, Role
from bollkoll.services import opening
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service
from bollkoll.ui import dates
from bollkoll.ui.doubts import Doubting

OTHER = "other"
QUIET = {"into": "", "said": NOTE, "kind": Case.Kind.QUESTION}


class FileForm(Doubting, forms.Form):
    """What becomes of the call. ``into`` is the key of a case of the card, ``other`` with a number, ``new`` or ``log``."""

    use_required_attribute = False

    text = LongText(label=_("Note"), required=False)
    into = forms.ChoiceField(
        label=_("Where does it belong?"), error_messages={"required": _("Choose where it belongs.")}
    )
    number = forms.CharField(label=_("Case number"), required=False, max_length=18)
    said = forms.ChoiceField(
        label=_("It is"),
        choices=[(NOTE, _("An internal note")), (MESSAGE, _("A message from the caller"))],
        widget=forms.RadioSelect,
        initial=NOTE,
        required=False,
    )
    title = SubjectLine(label=_("Subject line"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=capitalised(Case.BY_HAND), initial=Case.Kind.QUESTION, required=False
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("not known")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.all(), label=_("Environment"), required=False, empty_label=_("not known")
    )
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, empty_value=None, required=False)
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, empty_value=None, required=False)
    is_mine = forms.BooleanField(label=_("I take the case"), required=False, initial=True)
    promises = forms.BooleanField(label=_("I promised to call back"), required=False)
    call_back_at = MomentField(label=_("Call back"), required=False)
    goes_on = forms.BooleanField(label=_("The call goes on: there is one more matter"), required=False)
    once = forms.CharField(required=False, max_length=64, widget=OnceInput)

    def __init__(self, *args: Any, actor: Actor, call: Call, known: Iterable[Case] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.call = actor, call
        self.known = {str(case.pk): case for case in known}
        self.fields["into"].choices = [*((key, key) for key in self.known), (OTHER, ""), (NEW, ""), (LOG, "")]
        self.fields["service"].queryset = services.services()
        for name in ("impact", "urgency"):
            self.fields[name].choices = [("", _("not judged")), *capitalised(Case.Level.choices)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        into = given.get("into", "")
        if into != NEW:  # fields that the choice hides say nothing, whatever is in them
            for name in ("title", "kind", "service", "environment", "impact", "urgency"):
                self.errors.pop(name, None)
        if into != OTHER:
            self.errors.pop("number", None)
        if not given.get("promises"):
            self.errors.pop("call_back_at", None)
            given["call_back_at"] = None
        elif not given.get("call_back_at") and "call_back_at" not in self.errors:
            self.add_error("call_back_at", _("Say when you promised to call."))
        says_nothing = not given.get("text", "").strip() and "text" not in self.errors
        is_named = into == NEW and (given.get("title", "").strip() or given.get("call_back_at"))
        if says_nothing and into and into != LOG and not is_named:
            self.add_error("text", _("Write something first."))
        given["case"] = self._case(into, given.get("number", ""))
        return given

    def doubts(self) -> Iterator[str]:
        given = self.cleaned_data
        if given["into"] == OTHER and self.call.institution_id not in (None, given["case"].institution_id):
            yield gettext("Case %(number)s is another institution's: %(theirs)s. The caller is from %(institution)s.") % {
                "number": f"#{given['case'].number}", "theirs": given["case"].institution,
                "institution": self.call.institution,
            }  # fmt: skip
        if given["call_back_at"]:
            case = None if given["into"] in (NEW, LOG) else given["case"]
            kept = self.call.call_back_id
            yield from _of_a_call(self.actor, given["call_back_at"], case, self.call.person, kept)

    def _case(self, into: str, number: str) -> Case | None:
        if into != OTHER:
            return self.known.get(into)
        try:
            return cases.case(self.actor, int(number.strip().lstrip("#")))
        except (ValueError, OverflowError, Case.DoesNotExist):
            self.add_error("number", _("There is no such case that you can see."))
            return None

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        into = given["into"] if given["into"] in (NEW, LOG) else (given["said"] or NOTE)
        names = ("title", "kind", "service", "environment", "impact", "urgency")
        return {
            "into": into,
            "new": {name: given.get(name) for name in names} if into == NEW else {},
            **{name: given[name] for name in ("text", "case", "is_mine", "call_back_at", "goes_on", "once")},
        }


class BeginForm(forms.Form):
    """Who it is: a role at an institution, or a colleague. ``text`` is what has been noted so far."""

    role = forms.ModelChoiceField(
        Role.objects.active()
        .filter(person__ended_at=None, institution__ended_at=None)
        .select_related("person", "institution"),
        required=False,
    )
    colleague = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    ring = forms.UUIDField(required=False)
    call = forms.UUIDField(required=False)
    text = LongText(required=False)
    once = forms.CharField(required=False, max_length=64)


class TurnAwayForm(forms.Form):
    """Who was told where to turn: kind, institution and reason, and never who."""

    use_required_attribute = False

    caller = forms.ChoiceField(
        label=_("Who is calling?"), widget=forms.RadioSelect, choices=capitalised(Call.Caller.choices)
    )
    reason = forms.ChoiceField(
        label=_("What about?"), widget=forms.RadioSelect, choices=capitalised(Call.Reason.choices)
    )
    institution = forms.ModelChoiceField(
        Institution.objects.filter(ended_at=None),
        label=_("Institution"),
        required=False,
        empty_label=_("none, or not known"),
    )
    call = forms.UUIDField(required=False, widget=forms.HiddenInput)
    ring = forms.UUIDField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=OnceInput)


class MoveForm(Doubting, forms.Form):
    """When to call instead, and why it was not now."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("no_answer", _("I called and got no answer")), ("moved", _("We agreed on another time"))],
        widget=forms.RadioSelect,
        initial="no_answer",
    )
    at = MomentField(label=_("Call again"))

    def doubts(self) -> list[str]:
        closed = opening.closed_at(self.cleaned_data["at"])
        return [closed] if closed else []


class PromiseForm(Doubting, forms.Form):
    """When one promised to call the reporter."""

    use_required_attribute = False

    at = MomentField(label=_("Call back"))
    note = Line(label=_("About"), required=False, max_length=200)

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.case = actor, case

    def doubts(self) -> Iterator[str]:
        yield from _of_a_call(self.actor, self.cleaned_data["at"], self.case, self.case.reporter)


def _of_a_call(
    actor: Actor, at: datetime, case: Case | None, person: Person | None, kept: UUID | None = None
) -> Iterator[str]:
    """What is unusual in a call to promise: when it is, and that there is one already, which can be moved. ``kept``: the one
    that is kept now."""
    if closed := opening.away_at(actor.person, at):
        yield closed
    if (promised := queries.promised_to(actor, case, person, kept)) is not None:
        yield format_html(
            '{} <a href="{}">{}</a>',
            gettext("%(name)s is already promised a call %(when)s, by %(who)s, in case %(number)s.") % {
                "name": promised.case.reporter, "who": promised.ball.person or promised.ball.team,
                "when": dates.clock_time(promised.ball.due_at, timezone.now(), get_language() or "sv"),
                "number": f"#{promised.case.number}",
            },
            reverse("phone:move_call_back", args=[promised.ball.pk]), gettext("Move that one instead"),
        )  # fmt: skip


class NumberForm(forms.Form):
    number = Line(label=_("One more number"), max_length=60)


class LocalSupportForm(forms.ModelForm):
    """Where an institution's students and staff turn."""

    use_required_attribute = False

    page = forms.URLField(label=_("web page"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = LocalSupport
        fields = ["phone", "email", "page"]


def key_of(text: str) -> UUID | None:
    """A key in an address; nothing for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
