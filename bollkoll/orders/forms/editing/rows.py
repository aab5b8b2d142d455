"""The rows of an order type as forms: questions, approvals, steps, documents, and what stands within them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bollkoll.orders.forms.editing.parts import PartForm, Raw, line, lines, number, pick, tick
from bollkoll.orders.rules import EFFECTS, telling

OWN_PATTERN = "own"


class WordsForm(PartForm):
    """A row with a text in two languages: an alternative of a choice."""

    words = ("title",)
    texts = ("key",)

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    title_sv = line(pgettext_lazy("text", "In Swedish"))
    title_en = line(pgettext_lazy("text", "In English"))


class ChoiceForm(WordsForm):
    words = ("title", "stops")

    stops_sv = line(gettext_lazy("If it stops the order: what to do instead, in Swedish"))
    stops_en = line(gettext_lazy("If it stops the order: what to do instead, in English"))


class ColumnForm(WordsForm):
    ticks = ("required",)
    texts = ("key", "pattern", "kind")
    usual = {"kind": "text"}

    kind = pick(gettext_lazy("Kind"), list(telling.COLUMNS.items()))

    required = tick(gettext_lazy("Must be filled in"))
    pattern = line(gettext_lazy("Way of writing"), "", spellcheck="false", placeholder="[A-Z0-9]+")


class FieldForm(PartForm):
    """A question of the order form. Which settings are drawn depends on the kind."""

    words = ("title", "help", "pattern_says")
    texts = ("key", "kind", "not_before", "not_after", "document", "differs_from")
    numbers = ("least", "most")
    ticks = ("required", "private", "names_user", "reapproval", "in_title")
    usual = {"reapproval": True}

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    key = line(gettext_lazy("Key"), gettext_lazy("What files call it. It is made of the question."), spellcheck="false")
    title_sv = line(gettext_lazy("Question in Swedish"))
    title_en = line(gettext_lazy("Question in English"))
    kind = pick(gettext_lazy("Kind of answer"), list(telling.KINDS.items()))
    help_sv = lines(gettext_lazy("Help text in Swedish"), rows=1)
    help_en = lines(gettext_lazy("Help text in English"), rows=1)
    required = tick(gettext_lazy("Must be filled in"))
    private = tick(
        gettext_lazy("Keep it protected"),
        gettext_lazy("Sealed at once, shown only with a reason; never in mail, search or lists."),
    )
    names_user = tick(gettext_lazy("This is whom the order is for"))
    manner = pick(gettext_lazy("Way of writing"))
    pattern = line(gettext_lazy("Regular expression"), "", spellcheck="false")
    pattern_says_sv = line(gettext_lazy("What is said when it is written otherwise, in Swedish"))
    pattern_says_en = line(gettext_lazy("What is said when it is written otherwise, in English"))
    least = number(gettext_lazy("At least"))
    most = number(gettext_lazy("At most"))
    not_before = line(
        gettext_lazy("Earliest day"), gettext_lazy("2026-08-01, or days from today: 0 is today, 14 in two weeks")
    )
    not_after = line(gettext_lazy("Latest day"))
    document = pick(gettext_lazy("Which document is signed"))
    differs_from = pick(gettext_lazy("May not say the same as"))
    in_title = tick(
        gettext_lazy("The answer stands in the title of the order"),
        gettext_lazy("Tells orders apart in lists and mail. Of a table its first column."),
    )
    reapproval = tick(gettext_lazy("When it is changed later, the order is approved anew"))

    def _filled(self, raw: Raw) -> Raw:
        presets = {pattern: name for name, (pattern, _words) in telling.PATTERNS.items()}
        pattern = raw.get("pattern", "")
        manner = presets.get(pattern, OWN_PATTERN) if pattern else ""
        return super()._filled(raw) | {
            "was": raw.get("key", ""), "manner": manner, "pattern": pattern if manner == OWN_PATTERN else "",
            "kind": raw.get("kind", "text"),
        }  # fmt: skip

    def prepare(self) -> None:
        presets = [(name, words) for name, (_pattern, words) in telling.PATTERNS.items()]
        self.fields["manner"].choices = [("", _("Anything")), *presets, (OWN_PATTERN, _("By a regular expression"))]

    def said(self) -> Raw:
        raw = super().said()
        manner = self.typed("manner")
        pattern = self.typed("pattern") if manner == OWN_PATTERN else telling.PATTERNS.get(manner, ("",))[0]
        return raw | ({"pattern": pattern} if pattern else {})


AFTER = {
    "": gettext_lazy("When the one before is over"),
    "beside": gettext_lazy("At the same time as the one before"),
    "at_once": gettext_lazy("At once"),
    "these": gettext_lazy("When these are over:"),
}


class StageForm(PartForm):
    """What approvals and steps have in common."""

    words = ("title", "help")
    texts = ("key", "who", "unless")
    numbers = ("due",)
    ticks = ("lasts",)
    usual = {"due": 16}
    without: tuple[str, ...] = ()
    """Codes of who can never do it."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    key = line(gettext_lazy("Key"), gettext_lazy("What files call it. It is made of the name."), spellcheck="false")
    title_sv = line(pgettext_lazy("step", "Name in Swedish"))
    title_en = line(pgettext_lazy("step", "Name in English"))
    help_sv = lines(gettext_lazy("Instruction in Swedish"))
    help_en = lines(gettext_lazy("Instruction in English"))
    who = pick(gettext_lazy("Who"))
    begins = pick(gettext_lazy("When it begins"), list(AFTER.items()))
    unless = pick(gettext_lazy("Not needed when the person has signed before"))
    due = number(
        gettext_lazy("To be done within (working hours)"), gettext_lazy("8 are a day. Then whoever has it is reminded.")
    )
    lasts = tick(gettext_lazy("Stays done when the order is changed later"))

    def _filled(self, raw: Raw) -> Raw:
        return super()._filled(raw) | {"was": raw.get("key", "")}

    def prepare(self) -> None:
        self.fields["who"].choices = self.known.who(
            *self.without, empty=_("Choose"), others=str(self.raw.get("who", ""))
        )


class ApprovalForm(StageForm):
    texts = (*StageForm.texts, "rule")
    usual = {**StageForm.usual, "rule": "any"}
    without = ("orderer", "system")

    rule = pick(gettext_lazy("When several are asked"), list(telling.RULES.items()))


class StepForm(StageForm):
    texts = (*StageForm.texts, "evidence", "four_eyes_of", "document", "effect", "ball")
    ticks = (*StageForm.ticks, "shares")
    lists = ("reads",)
    usual = {**StageForm.usual, "evidence": "none"}

    evidence = pick(gettext_lazy("What must be there when it is done"), list(telling.EVIDENCE.items()))
    four_eyes_of = pick(
        gettext_lazy("Four eyes: may not be done by whoever did"),
        help_=gettext_lazy("Persons are compared, whichever login they use."),
    )
    shares = tick(gettext_lazy("What is written and the files go to the orderer"))
    reads = forms.MultipleChoiceField(
        label=gettext_lazy("Protected data that must be opened before it is done"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = pick(gettext_lazy("Document that is made and sent along"))
    effect = pick(gettext_lazy("What the system then does by itself"))
    ball = pick(gettext_lazy("What the ball says"), list(telling.BALLS.items()))

    def prepare(self) -> None:
        super().prepare()
        said = self.raw.get("effect", "")
        unknown = [(said, said)] if said and said not in EFFECTS else []
        self.fields["effect"].choices = [("", _("Nothing")), *EFFECTS.items(), *unknown]


class DocumentForm(PartForm):
    words = ("title", "text")
    texts = ("key",)
    ticks = ("signed",)

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    key = line(gettext_lazy("Key"), gettext_lazy("What files call it. It is made of the name."), spellcheck="false")
    title_sv = line(pgettext_lazy("document", "Name in Swedish"))
    title_en = line(pgettext_lazy("document", "Name in English"))
    text_sv = lines(gettext_lazy("Text in Swedish"), rows=6)
    text_en = lines(gettext_lazy("Text in English"), rows=6)
    signed = tick(gettext_lazy("It is signed and returned"))

    def _filled(self, raw: Raw) -> Raw:
        return super()._filled(raw) | {"was": raw.get("key", "")}
