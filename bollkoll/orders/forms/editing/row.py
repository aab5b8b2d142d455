"""A row of the editor as the page draws it: where it stands, what is said of it in few words, what can decide over it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bollkoll.orders.forms.editing.parts import PartForm, Raw
from bollkoll.orders.forms.editing.saying import SEALABLE
from bollkoll.orders.rules import telling


@dataclass
class Box:
    value: str
    label: str
    is_on: bool = False


@dataclass
class Decides:
    """A field that can decide whether something is shown: by ticking its alternatives, or by what was written in it."""

    key: str
    title: str
    is_on: bool
    boxes: list[Box] = field(default_factory=list)


@dataclass
class Row:
    """A row of one of the lists. ``at``: where it stands, as addresses and ids say it."""

    name: str
    number: int
    form: PartForm
    raw: Raw
    is_last: bool
    inner: dict[str, list["Row"]] = field(default_factory=dict)
    decides: list[Decides] = field(default_factory=list)
    decided_by: str = ""
    written: str = ""
    begins: list[Box] = field(default_factory=list)
    after: list[Box] = field(default_factory=list)
    is_open: bool = False
    focus: str = ""
    wrongs: dict[str, list[str]] = field(default_factory=dict)

    @property
    def at(self) -> str:
        return f"{self.form.prefix}"

    @property
    def deed(self) -> str:
        """``fields:2`` of ``fields-2``."""
        return self.at.replace("-", ":")

    @property
    def title(self) -> str:
        title = self.raw.get("title") or {}
        return str(title.get("sv") or title.get("en") or "")

    @property
    def kind(self) -> str:
        return str(self.raw.get("kind", "text"))

    @property
    def about(self) -> list[str]:
        """The row in few words, when it is closed."""
        raw = self.raw
        if self.name == "fields":
            said = [str(telling.KINDS.get(self.kind, self.kind))]
            said += [_("must be filled in")] if raw.get("required") else []
            said += [_("only when “%(field)s”") % {"field": self.decider}] if raw.get("when") else []
            return said + ([_("protected")] if raw.get("private") else [])
        if self.name == "documents":
            return [_("is signed")] if raw.get("signed") else []
        said = [self.who] if raw.get("who") else []
        said += [_("four eyes")] if raw.get("four_eyes_of") else []
        return said + ([_("only when “%(field)s”") % {"field": self.decider}] if raw.get("when") else [])

    sized = ("text", "long", "several", "environments", "rows")

    @property
    def may_be_sealed(self) -> bool:
        return self.kind in SEALABLE

    @property
    def waits_for_these(self) -> bool:
        return any(box.is_on for box in self.begins if box.value == "these")

    @property
    def has_more(self) -> bool:
        """Whether something is wrong among what is seldom needed."""
        seldom = (
            "least",
            "most",
            "pattern",
            "pattern_says_sv",
            "key",
            "document",
            "effect",
            "ball",
            "unless",
            "lasts",
            "reads",
        )
        return "after" in self.wrongs or any(name in self.form.errors for name in seldom)

    @property
    def who(self) -> str:
        chosen = str(self.raw.get("who", ""))
        for value, label in self.form.fields["who"].choices:
            pairs = label if isinstance(label, list) else [(value, label)]
            found = next((str(words) for code, words in pairs if code == chosen), "")
            if found:
                return found
        return chosen

    @property
    def decider(self) -> str:
        return next((one.title for one in self.decides if one.is_on), self.decided_by)

    @property
    def is_written(self) -> bool:
        """Whether what decides is written as lines: it has no alternatives."""
        return bool(self.decided_by) and not any(one.is_on and one.boxes for one in self.decides)

    @property
    def writable(self) -> str:
        """Keys of the deciders that have no alternatives."""
        return " ".join(one.key for one in self.decides if not one.boxes)


def offer(row: Row, name: str, choices: list[tuple[str, str]]) -> None:
    """The choices of a field that names another part; what is named and is not there stands there all the same."""
    if name not in row.form.fields:
        return
    said = row.raw.get(name) or []
    known = dict(choices)
    if isinstance(said, list):  # in the order in which they are named, then the rest
        named = [(str(one), known.get(one) or _("%(name)s (not there)") % {"name": one}) for one in said]
        row.form.fields[name].choices = [*named, *(pair for pair in choices if pair[0] not in said)]
        return
    lost = [(str(said), _("%(name)s (not there)") % {"name": said})] if said not in known else []
    row.form.fields[name].choices = [*choices, *lost]
