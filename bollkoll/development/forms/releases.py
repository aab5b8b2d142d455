"""Versions, their days, and the answers that tell of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line, LongText
from bollkoll.cases.models import Message
from bollkoll.development import rules
from bollkoll.development.models import Version
from bollkoll.development.queries import releases as queries
from bollkoll.kit.spent import OnceInput
from bollkoll.services.models import Environment
from bollkoll.ui.doubts import Doubting
from bollkoll.ui.fields import Moment

MOST_NAMED = 5


class VersionForm(forms.Form):
    """Name, what comes, and one day per environment."""

    use_required_attribute = False

    name = Line(label=_("Name"), max_length=40, help_text=_("As the developers call it: 2026.24."))
    note = LongText(label=_("What comes"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, environments: list[Environment], **kwargs: Any) -> None:
        self.environments = environments
        super().__init__(*args, **kwargs)
        for one in environments:
            self.fields[self._name(one)] = forms.DateField(
                label=one.name, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            )

    @staticmethod
    def _name(environment: Environment) -> str:
        return f"planned_{environment.pk}"

    def days(self) -> list[forms.BoundField]:
        return [self[self._name(one)] for one in self.environments]

    def plan(self) -> dict[Environment, date | None]:
        return {one: self.cleaned_data.get(self._name(one)) for one in self.environments}

    @classmethod
    def initial_of(cls, version: Any) -> dict[str, Any]:
        planned = {f"planned_{row.environment_id}": row.planned_on for row in version.releases.all()}
        return {"name": version.name, "note": version.note} | planned


class ArriveForm(Doubting, forms.Form):
    """When the version came to an environment; empty means now. ``version``: asked about when it comes into production with
    issues that are not done."""

    use_required_attribute = False

    environment = forms.ModelChoiceField(Environment.objects.all(), widget=forms.HiddenInput)
    at = Moment(label=_("There since"), required=False, help_text=_("Empty: now."))

    def __init__(self, *args: Any, version: Version | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def doubts(self) -> Iterator[str]:
        production = queries.production()
        if self.version is None or production is None or self.cleaned_data["environment"].pk != production.pk:
            return
        left = list(queries.unfinished(self.version).values_list("key", flat=True)[: MOST_NAMED + 1])
        if left:
            keys = ", ".join(left[:MOST_NAMED]) + (" …" if len(left) > MOST_NAMED else "")
            yield gettext(
                "Not marked as done: %(keys)s. Whoever waits for that would be told that it is in production. "
                "Is it done, or does it come in another version?"
            ) % {"keys": keys}  # fmt: skip


class CommonText(LongText):
    """The text that many get, with places in braces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        unknown = rules.unknown_places(text)
        if unknown:
            places = ", ".join(f"{{{place}}}" for place in unknown)
            raise forms.ValidationError(
                _("Nothing is filled in for %(places)s. Use the words listed, or remove the braces."),
                params={"places": places},
            )
        return text


class TellForm(forms.Form):
    """One common text per language that is needed, what then, and which cases."""

    use_required_attribute = False

    then = forms.ChoiceField(
        label=_("Then"),
        choices=[
            (Message.Then.SOLVED, _("ask whether it helped: solved")),
            (Message.Then.KEEP, _("the agent keeps the ball")),
        ],
        widget=forms.RadioSelect,
        initial=Message.Then.SOLVED,
    )
    once = forms.CharField(widget=OnceInput, required=False, max_length=40)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        self.languages = languages
        super().__init__(*args, **kwargs)
        labels = {"sv": _("Text in Swedish"), "en": _("Text in English")}
        for one in languages:
            self.fields[f"text_{one}"] = CommonText(label=labels[one])
            self.fields[f"text_{one}"].widget.attrs["lang"] = one

    def common(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each text, and the places that are filled in, as they are called in its language."""
        return [(self[f"text_{one}"], rules.places(one)) for one in self.languages]

    def texts(self) -> dict[str, str]:
        """What was written, by language, also when something else in the form is wrong."""
        return {one: self.data.get(f"text_{one}", "") for one in self.languages}
