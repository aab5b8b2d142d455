"""What a sent form says, as the file would say it. The rows stand in the order in which the browser sent them."""

from django.http import QueryDict

from bollkoll.kit import text as texts
from bollkoll.orders.forms.editing.parts import PartForm, Raw, WholeForm
from bollkoll.orders.forms.editing.rows import (
    ApprovalForm,
    ChoiceForm,
    ColumnForm,
    DocumentForm,
    FieldForm,
    StepForm,
)
from bollkoll.orders.rules import key_of, renamed
from bollkoll.orders.rules.faults import UNTITLING

ROWS: dict[str, type[PartForm]] = {
    "fields": FieldForm,
    "approvals": ApprovalForm,
    "steps": StepForm,
    "documents": DocumentForm,
}
INNER: dict[str, dict[str, type[PartForm]]] = {
    "fields": {"choices": ChoiceForm, "columns": ColumnForm},
}
KIND_OF = {"choices": ("choice", "several"), "columns": ("rows",)}
"""Whose inner rows they are: of another kind they say nothing."""
SEALABLE = ("text", "long", "choice", "several", "date", "environment", "environments")
MOST_ROWS = 300
NAMES = {"fields": "field", "approvals": "approval", "steps": "step", "documents": "document"}


def said(data: QueryDict) -> Raw:
    """Everything that was typed. Rows without any word of their own are there too: see :func:`bare`."""
    raw = WholeForm(data=data).said()
    for name, form in ROWS.items():
        if rows := [_row(data, name, form, f"{name}-{number}") for number in numbers(data, name)]:
            raw[name] = rows
    raw = _named(raw)
    _begun(raw)
    return raw


def numbers(data: QueryDict, name: str) -> list[str]:
    return [one for one in data.getlist(name) if one.isascii() and one.isdigit() and len(one) < 4][:MOST_ROWS]


def _row(data: QueryDict, name: str, form: type[PartForm], prefix: str) -> Raw:
    part = form(data=data, prefix=prefix)
    raw = part.said()
    if name == "fields":
        kind = raw.get("kind", "text")
        allowed = {
            "private": kind in SEALABLE, "names_user": kind == "person", "in_title": kind not in UNTITLING,
        }  # fmt: skip
        raw = {key: value for key, value in raw.items() if allowed.get(key, True)}
    if "was" in part.fields:
        raw["was"] = part.typed("was")
    for inner, inner_form in INNER.get(name, {}).items():
        rows = [
            inner_form(data=data, prefix=f"{prefix}-{inner}-{n}").said() for n in numbers(data, f"{prefix}-{inner}")
        ]
        if rows and raw.get("kind") in KIND_OF[inner]:
            raw[inner] = rows
    if field := data.get(f"{prefix}-when"):
        typed = texts.clean(data.get(f"{prefix}-is", "")).splitlines()
        raw["when"] = {
            "field": field, "is": data.getlist(f"{prefix}-is-{field}"), "typed": [t.strip() for t in typed if t.strip()],
        }  # fmt: skip
    if f"{prefix}-begins" in data:
        raw["begins"] = (data[f"{prefix}-begins"], data.getlist(f"{prefix}-after"))
    return raw


# Keys


def _named(raw: Raw) -> Raw:
    """Every row that has a title has a key, and whatever refers to a key that was changed follows it."""
    changes: dict[str, dict[str, str]] = {}
    for space, lists in (("fields", ["fields"]), ("stages", ["approvals", "steps"]), ("documents", ["documents"])):
        rows = [(NAMES[name], row) for name in lists for row in raw.get(name, ())]
        changes[space] = _keyed(rows)
    for row in raw.get("fields", ()):
        for inner in ("choices", "columns"):
            _keyed([(inner[:1], one) for one in row.get(inner, ())])
        if "when" in row:
            _decided(row["when"], raw, changes)
    for row in (*raw.get("approvals", ()), *raw.get("steps", ())):
        if "when" in row:
            _decided(row["when"], raw, changes)
        kind, after = row.get("begins", ("", []))
        row["begins"] = (kind, [changes["stages"].get(key, key) for key in after])
    return renamed(raw, changes)


def _keyed(rows: list[tuple[str, Raw]]) -> dict[str, str]:
    taken = {row["key"] for _name, row in rows if row.get("key")}
    changes = {}
    for name, row in rows:
        was, title = row.pop("was", ""), row.get("title") or {}
        words = title.get("sv") or title.get("en")
        if not row.get("key") and words:
            row["key"] = key_of(words, taken, otherwise=name)
            taken.add(row["key"])
        if was and row.get("key") and row["key"] != was:
            changes[was] = row["key"]
    return changes


def _decided(when: Raw, raw: Raw, changes: dict[str, dict[str, str]]) -> None:
    """Of a field with alternatives those that were ticked decide; of others, what was written."""
    typed = when.pop("typed")
    key = changes["fields"].get(when["field"], when["field"])
    kind = next((row.get("kind") for row in raw.get("fields", ()) if row.get("key") == key), "")
    if not kind:  # the field that decided is gone: what was said of it stands until it is chosen anew
        when["is"] = when["is"] or typed
    elif kind not in ("choice", "several", "environment", "environments"):
        when["is"] = typed


# When stages begin


def before(stages: list[Raw], place: int) -> list[str]:
    """Keys of what must be over before a stage begins: as it says, else the one before."""
    if "after" in stages[place]:
        return list(stages[place]["after"])
    return [stages[place - 1].get("key", "")] if place else []


def _begun(raw: Raw) -> None:
    stages = [*raw.get("approvals", ()), *raw.get("steps", ())]
    for place, row in enumerate(stages):
        kind, after = row.pop("begins", ("", []))
        if kind == "these":
            row["after"] = after
        elif kind == "at_once" or (kind == "beside" and not place):
            row["after"] = []
        elif kind == "beside":
            row["after"] = before(stages, place - 1)


def bare(raw: Raw) -> Raw:
    """Without alternatives and columns that nobody has written anything in."""
    for row in raw.get("fields", ()):
        for inner in KIND_OF:
            if inner in row:
                row[inner] = [one for one in row[inner] if one]
                if not row[inner]:
                    del row[inner]
    return raw
