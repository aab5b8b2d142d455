"""What an order type says, in plain words: the choices of its form, and each part as facts that can be compared.

``names`` says who ``duty:…``, ``team:…`` and ``person:…`` are; whoever asks has looked them up.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from bollkoll.orders.rules.definition import Definition, Document, FormField, Stage
from bollkoll.orders.rules.faults import CONDITIONS, EFFECTS

KINDS: dict[str, Any] = {
    "text": gettext_lazy("Short text"),
    "long": gettext_lazy("Long text"),
    "choice": gettext_lazy("One of several"),
    "several": gettext_lazy("Several of many"),
    "date": gettext_lazy("A day"),
    "person": gettext_lazy("A person"),
    "institution": gettext_lazy("The institution (from the account)"),
    "environment": gettext_lazy("An environment"),
    "environments": gettext_lazy("Several environments"),
    "file": gettext_lazy("A file"),
    "rows": gettext_lazy("A table with rows"),
    "signature": gettext_lazy("A signed document"),
}
ORDERERS: dict[str, Any] = {
    "contact_person": gettext_lazy("Local contact persons"),
    "local_support": gettext_lazy("Local support"),
    "extra": gettext_lazy("Extra accounts"),
}
WHO: dict[str, Any] = {
    "desk": gettext_lazy("The desk (whoever takes it)"),
    "orderer": gettext_lazy("The orderer"),
    "contact_person": gettext_lazy("The local contact persons"),
    "system": gettext_lazy("The system, by itself"),
}
EVIDENCE: dict[str, Any] = {
    "none": gettext_lazy("Nothing"),
    "text": gettext_lazy("A text: what was done"),
    "told": gettext_lazy("By which way something was told, and whom"),
    "file": gettext_lazy("A file"),
    "picture": gettext_lazy("A picture"),
}
RULES: dict[str, Any] = {
    "any": gettext_lazy("One of them is enough"),
    "all": gettext_lazy("Each of them has to approve"),
}
BALLS: dict[str, Any] = {
    "": gettext_lazy("As usual for such a step"),
    "fulfil": gettext_lazy("Do the step"),
    "sign": gettext_lazy("Sign and send back"),
    "renew": gettext_lazy("Say whether it is to be renewed"),
    "confirm_need": gettext_lazy("Go through the accounts"),
}
PRIVACY: dict[str, Any] = {
    "ordinary": pgettext_lazy("privacy", "As other cases"),
    "protected": pgettext_lazy("privacy", "Protected: only named persons see it"),
}
PATTERNS: dict[str, tuple[str, Any]] = {
    "digits": (r"\d+", gettext_lazy("Digits only")),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", gettext_lazy("An e-mail address")),
    "address": (r"https?://\S+", gettext_lazy("A web address")),
}
"""Ways of writing that need no regular expression from whoever makes the form."""

COLUMNS: dict[str, Any] = {
    "text": gettext_lazy("Text"),
    "institution": gettext_lazy("An institution of the register"),
}
FROZEN: dict[str, Any] = {
    "identity": gettext_lazy("changes of identities"),
    "certificates": gettext_lazy("certificates"),
    "merits": gettext_lazy("copying of merits"),
    "base_data": gettext_lazy("base data"),
}
"""As the services freeze them."""

Facts = dict[str, str]
Names = Mapping[str, str]


def who(code: str, names: Names = {}) -> str:  # noqa: B006  # never changed
    return names.get(code) or str(WHO.get(code, code))


def _yes(value: bool) -> str:
    return _("yes") if value else said_no()


def said_no() -> str:
    return _("no")


def _both(facts: Facts, label: str, words: Any) -> None:
    """Both languages, each a fact of its own."""
    facts[_("%(label)s, in Swedish") % {"label": label}] = words.sv if words else ""
    facts[_("%(label)s, in English") % {"label": label}] = words.en if words else ""


def _list(values: Any) -> str:
    return ", ".join(str(value) for value in values)


def _days(days: int | None) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days is not None else ""


def _hours(hours: int) -> str:
    return ngettext("%(hours)d working hour", "%(hours)d working hours", hours) % {"hours": hours}


def when(definition: Definition, condition: Any) -> str:
    """``“Roll” is Extra konto``; empty when there is no condition."""
    if condition is None:
        return ""
    asked = definition.field(condition.field)
    titles = {choice.key: str(choice.title) for choice in asked.choices} if asked else {}
    values = [titles.get(value, value) for value in condition.values]
    said = _("“%(field)s” is %(values)s")
    return said % {"field": asked.title if asked else condition.field, "values": _(" or ").join(values)}


def of_whole(definition: Definition, names: Names = {}) -> Facts:  # noqa: B006
    facts: Facts = {}
    _both(facts, _("Name"), definition.title)
    _both(facts, _("Description"), definition.summary)
    _both(facts, _("What one needs"), definition.needs)
    _both(facts, _("How long it usually takes"), definition.usual)
    _both(facts, _("More words that it is found by"), definition.search)
    _both(facts, _("Heading of the case"), definition.subject)
    seer = who(definition.seen_by, names) if definition.seen_by else _("The incident manager")
    return facts | {
        _("The day stands in the title of the order"): _yes(definition.is_dated),
        _("Working days"): str(definition.usual_days or ""),
        _("Who may order"): _list(ORDERERS[one] for one in definition.orderers),
        _("Stands in the catalogue"): _yes(definition.is_listed),
        _("What must hold"): _list(CONDITIONS.get(one, one) for one in definition.requires),
        _("Not done while these are frozen"): _list(FROZEN[one] for one in definition.frozen_by),
        _("Privacy"): str(PRIVACY[definition.privacy]),
        _("Who at the support sees it"): seer if definition.privacy == "protected" else "",
        _("A locked record at the end"): _yes(definition.is_locked),
        _("Files and protected data go after"): _days(definition.retention_days),
        _("What was filled in protected goes after"): _days(definition.private_retention_days),
        _("Holiday rule"): definition.staffing_kind.partition(":")[2],
    }


def of_field(definition: Definition, one: FormField) -> Facts:
    facts: Facts = {}
    _both(facts, _("Question"), one.title)
    _both(facts, _("Help text"), one.help)
    preset = next((words for pattern, words in PATTERNS.values() if pattern == one.pattern), one.pattern)
    document = definition.document(one.document)
    facts |= {
        _("Kind"): str(KINDS[one.kind]),
        _("Must be filled in"): _yes(one.is_required),
        _("Shown only when"): when(definition, one.when),
        _("Kept protected"): _yes(one.is_private),
        _("Says whom the order is for"): _yes(one.names_user),
        _("Alternatives"): "; ".join(_choice(choice) for choice in one.choices),
        _("Columns"): "; ".join(_column(column) for column in one.columns),
        _("Way of writing"): str(preset),
        _("At least"): "" if one.least is None else str(one.least),
        _("At most"): "" if one.most is None else str(one.most),
        _("Earliest"): one.not_before,
        _("Latest"): one.not_after,
        _("Document that is signed"): str(document.title) if document else one.document,
        _("May not say the same as"): str(other.title) if (other := definition.field(one.differs_from)) else "",
        _("Another value asks for new approval"): _yes(one.reapproval),
        _("Stands in the title of the order"): _yes(one.in_title),
    }
    _both(facts, _("When it is written wrongly"), one.pattern_says)
    return facts


def _words(words: Any) -> str:
    return f"{words.sv} / {words.en}" if words.en else words.sv


def _choice(choice: Any) -> str:
    said = _words(choice.title)
    return (
        _("%(choice)s (stops: %(words)s)") % {"choice": said, "words": _words(choice.stops)} if choice.stops else said
    )


def _column(column: Any) -> str:
    more = [_("must be filled in")] if column.is_required else []
    more += [str(COLUMNS[column.kind])] if column.kind != "text" else []
    more += [column.pattern] if column.pattern else []
    return f"{_words(column.title)} ({_list(more)})" if more else _words(column.title)


def begins(definition: Definition, stage: Stage) -> str:
    """When a stage begins, by what must be over first."""
    before = [str(one.title) for key in definition.before(stage) if (one := definition.stage(key))]
    return (
        _("when %(steps)s is over") % {"steps": _(" and ").join(f"“{title}”" for title in before)}
        if before
        else _("at once")
    )


def of_stage(definition: Definition, stage: Any, names: Names = {}) -> Facts:  # noqa: B006
    facts: Facts = {}
    _both(facts, _("Name"), stage.title)
    _both(facts, _("Instruction"), stage.help)
    unless = definition.document(stage.unless.partition(":")[2])
    facts |= {
        _("Who"): who(stage.who, names),
        _("Begins"): begins(definition, stage),
        _("Only when"): when(definition, stage.when),
        _("Needless when signed before"): str(unless.title) if unless else stage.unless,
        _("To be done within"): _hours(stage.due),
        _("Stays done when the order is changed"): _yes(stage.lasts),
    }
    if stage.is_approval:
        return facts | {_("How many approve"): str(RULES[stage.rule])}
    checked, document = definition.stage(stage.four_eyes_of), definition.document(stage.document)
    return facts | {
        _("Evidence"): str(EVIDENCE[stage.evidence]),
        _("Four eyes: not by whoever did"): str(checked.title) if checked else stage.four_eyes_of,
        _("Protected data that must be opened"): _list(
            one.title if (one := definition.field(key)) else key for key in stage.reads
        ),
        _("Words and files go to the orderer"): _yes(stage.shares),
        _("Document that is made"): str(document.title) if document else stage.document,
        _("What the system then does"): str(EFFECTS.get(stage.effect, stage.effect)),
        _("What the ball says"): str(BALLS[stage.ball]),
    }


def of_document(document: Document) -> Facts:
    facts: Facts = {}
    _both(facts, _("Name"), document.title)
    _both(facts, _("Text"), document.text)
    return facts | {_("Is signed and returned"): _yes(document.is_signed)}
