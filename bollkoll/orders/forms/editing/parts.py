"""The parts of an order type as forms: each knows its own fields, how they are filled from what was said, and says it again.

Nothing is required and nothing is refused here; ``said`` gives what a file would have said, numbers that are none as text.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.kit import text as texts
from bollkoll.orders.forms.editing.starting import Known
from bollkoll.orders.rules import CONDITIONS, telling

Raw = dict[str, Any]


def line(label: Any, help_: Any = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_, required=False, widget=forms.TextInput(attrs=attrs))


def lines(label: Any, help_: Any = "", rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_, required=False, widget=forms.Textarea(attrs={"rows": rows}))


def tick(label: Any, help_: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_, required=False)


def pick(label: Any, choices: Any = (), help_: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, help_text=help_, required=False)


def number(label: Any, help_: Any = "") -> forms.CharField:
    """Whole numbers; what is none is kept as it was typed, and told of by the rules."""
    return line(label, help_, inputmode="numeric", size="4", autocomplete="off")


class PartForm(forms.Form):
    """``words``: texts in two languages (``title`` is drawn as ``title_sv`` and ``title_en``); ``texts``, ``numbers``,
    ``ticks``, ``lists``: as the file has them, by the file's own name."""

    use_required_attribute = False
    words: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    usual: Raw = {}
    """What is meant when the file does not say it."""

    def __init__(self, raw: Raw | None = None, *, data: Any = None, known: Known | None = None, **kwargs: Any) -> None:
        self.raw, self.known = raw or {}, known or Known()
        super().__init__(data, initial=self._filled(self.raw), **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fit the choices to what is known."""

    def _filled(self, raw: Raw) -> Raw:
        found = {name: raw.get(name, self.usual.get(name, "")) for name in (*self.texts, *self.numbers)}
        found |= {name: bool(raw.get(name, self.usual.get(name))) for name in self.ticks}
        found |= {name: raw.get(name, self.usual.get(name, [])) for name in self.lists}
        for name in self.words:
            said = raw.get(name) or {}
            found |= {f"{name}_sv": said.get("sv", ""), f"{name}_en": said.get("en", "")}
        return found

    def blame(self, name: str, words: str) -> None:
        """Something is wrong with a field: it is drawn with these words."""
        self.errors.setdefault(name, self.error_class()).append(words)

    # What was typed

    def typed(self, name: str) -> Any:
        field = self.fields[name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return texts.clean(value).strip() if isinstance(value, str) else value

    def said(self) -> Raw:
        raw: Raw = {}
        for name in self.words:
            sv, en = (self.typed(f"{name}_{language}") or "" for language in ("sv", "en"))
            if sv or en:
                raw[name] = {"sv": sv} | ({"en": en} if en else {})
        raw |= {name: value for name in self.texts if (value := self.typed(name))}
        raw |= {name: whole(value) for name in self.numbers if (value := self.typed(name))}
        raw |= {name: True for name in self.ticks if self.typed(name) and not self.usual.get(name)}
        raw |= {name: False for name in self.ticks if not self.typed(name) and self.usual.get(name)}
        raw |= {name: list(self.typed(name) or ()) for name in self.lists}
        return {
            name: value for name, value in raw.items()
            if name in self.ticks or value != self.usual.get(name, [] if name in self.lists else None)
        }  # fmt: skip


def whole(text: str) -> int | str:
    plain = text.replace(" ", "").replace("\xa0", "")
    return int(plain) if plain.isascii() and plain.removeprefix("-").isdigit() and len(plain) < 10 else text


class WholeForm(PartForm):
    """What is said of the type itself."""

    words = ("title", "summary", "needs", "usual", "search", "subject")
    texts = ("key", "staffing", "privacy", "seen_by")
    numbers = ("usual_days", "retention_days", "private_retention_days")
    ticks = ("listed", "locked", "dated")
    lists = ("orderers", "requires", "frozen_by")
    usual = {"privacy": "ordinary", "listed": True, "orderers": ["contact_person", "local_support"]}

    key = line(
        gettext_lazy("Key"),
        gettext_lazy("What files and addresses call it. Once it is in use the key stays."),
        spellcheck="false",
    )
    title_sv = line(gettext_lazy("Name in Swedish"))
    title_en = line(gettext_lazy("Name in English"))
    summary_sv = lines(gettext_lazy("Description in Swedish"), gettext_lazy("One or two sentences in the catalogue."))
    summary_en = lines(gettext_lazy("Description in English"))
    needs_sv = lines(gettext_lazy("What one needs to have at hand, in Swedish"))
    needs_en = lines(gettext_lazy("What one needs to have at hand, in English"))
    usual_sv = line(gettext_lazy("How long it usually takes, in Swedish"), gettext_lazy("For example: två arbetsdagar"))
    usual_en = line(gettext_lazy("How long it usually takes, in English"))
    search_sv = line(
        gettext_lazy("More words that it is found by, in Swedish"),
        gettext_lazy("What people call it. For example: konto, inloggning, lösenord"),
    )
    search_en = line(gettext_lazy("More words that it is found by, in English"))
    usual_days = number(gettext_lazy("In working days"))
    subject_sv = line(
        gettext_lazy("Heading of the case in Swedish"),
        gettext_lazy("Empty: the name. Whom it is for is added by itself, and the answers that say so."),
    )
    subject_en = line(gettext_lazy("Heading of the case in English"))
    dated = tick(gettext_lazy("The day when it was ordered stands in the title"))
    orderers = forms.MultipleChoiceField(
        label=gettext_lazy("Who may order"),
        choices=list(telling.ORDERERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    requires = forms.MultipleChoiceField(
        label=gettext_lazy("What must hold when it is ordered, and when it is carried out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    frozen_by = forms.MultipleChoiceField(
        label=gettext_lazy("Not done while these are frozen"),
        choices=list(telling.FROZEN.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    listed = tick(gettext_lazy("Stands in the catalogue"), gettext_lazy("Otherwise only the system makes such orders."))
    privacy = pick(gettext_lazy("Who sees the orders"), list(telling.PRIVACY.items()))
    seen_by = pick(gettext_lazy("Who at the support sees them"))
    locked = tick(
        gettext_lazy("Make a locked record when it is carried out"),
        gettext_lazy("Who did what and when, sealed so that it cannot be changed afterwards."),
    )
    retention_days = number(
        gettext_lazy("Files and protected data go so many days after closing"),
        gettext_lazy("Empty: by the rules under Retention."),
    )
    private_retention_days = number(
        gettext_lazy("What was filled in protected goes so many days after closing"),
        gettext_lazy("Empty: with the rest."),
    )
    staffing = line(
        gettext_lazy("Holiday rule"),
        gettext_lazy("The name in the staffing calendar. Empty: a rule of its own, by the key of the type."),
        spellcheck="false",
    )

    def prepare(self) -> None:
        self.fields["requires"].choices = list(CONDITIONS.items())
        self.fields["seen_by"].choices = self.known.who(
            "orderer",
            "contact_person",
            "system",
            empty=_("The incident manager"),
            others=str(self.raw.get("seen_by", "")),
        )
        self.fields["staffing"].widget.attrs["list"] = "holiday-rules"
