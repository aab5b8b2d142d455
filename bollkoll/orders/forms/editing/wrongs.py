"""What the rules say of a file, in the words of a form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bollkoll.orders.rules import Fault


@dataclass(frozen=True)
class Wrong:
    """``at``: the link to where it stands. ``label``: what stands there."""

    at: str
    label: str
    words: str


def plain(fault: Fault, path: list, has_title: bool = True) -> str:
    """Plain words; empty when another fault says the same. ``path``: within its row."""
    name, last = (str(path[0]), str(path[-1])) if path else ("", "")
    if name == "key" and fault.code == "missing":
        return "" if not has_title else _("Write a key.")
    by_place = {
        ("choices", 1): _("Write at least one alternative."),
        ("columns", 1): _("Write at least one column."),
        ("document", 1): _("Choose a document that is there."),
        ("four_eyes_of", 1): _(
            "The step that is checked must stand before this one. Choose it again, or move the steps."
        ),
        ("after", 2): _("What it waits for must stand before it. Choose again, or move the steps."),
        ("unless", 1): _("Choose a document that is there."),
    }
    if (name, len(path)) in by_place:
        return by_place[name, len(path)]
    if name == "when":
        return _decided(fault, last)
    by_code = {
        "missing": _("Fill this in."),
        "string_too_short": _("Fill this in."),
        "too_short": _("Fill this in."),
        "string_too_long": _("That is too long."),
        "int_type": _("Write a whole number."),
        "int_parsing": _("Write a whole number."),
        "who": _("Choose who."),
    }
    if fault.code in by_code:
        return by_code[fault.code]
    return f"{fault.words[:1].upper()}{fault.words[1:]}."


def _decided(fault: Fault, last: str) -> str:
    if last == "is":
        if fault.code == "too_short":
            return _("Choose or write what makes it shown.")
        return _("One of the alternatives is not there any more. Choose again.")
    if last == "field" and fault.code == "undeciding":
        return f"{fault.words[:1].upper()}{fault.words[1:]}."
    return _("The question that decides must stand before this one. Choose it again, or move the fields.")
