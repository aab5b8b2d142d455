"""The editor as the page draws it: every part with its rows, what can decide and what can be waited for, and what is wrong."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.orders.forms.editing.parts import PartForm, Raw, WholeForm
from bollkoll.orders.forms.editing.row import Box, Decides, Row, offer
from bollkoll.orders.forms.editing.rows import AFTER
from bollkoll.orders.forms.editing.saying import INNER, ROWS, before
from bollkoll.orders.forms.editing.starting import Known
from bollkoll.orders.forms.editing.wrongs import Wrong, plain
from bollkoll.orders.rules import Fault
from bollkoll.orders.rules.definition import BLANKS
from bollkoll.orders.rules.faults import UNDECIDING, row_words

SPARE, MORE_SPARE = 1, 3
"""Empty rows that stand ready among alternatives and columns: usually, and when none or more were asked for."""


class TypeEditor:
    """``raw`` is what is said so far, ``at`` where the hands were, ``faults`` what is to be told of it (see :class:`Wrong`)."""

    def __init__(self, raw: Raw, *, known: Known, faults: Iterable[Fault] = (), at: str = "") -> None:
        self.raw, self.known = raw, known
        self.at, _colon, self.act = at.partition(":")
        self.whole = WholeForm(raw, known=known)
        self.rows = {name: self._rows(name) for name in ROWS}
        self._tie()
        self.wrongs = [self._blame(fault) for fault in faults]
        self.wrongs = [one for one in self.wrongs if one.words]
        for rows in self.rows.values():
            for row in rows:
                row.is_open = row.is_open or not row.title
        self._focus()

    # Rows

    def _rows(self, name: str) -> list[Row]:
        said = self.raw.get(name) or []
        rows = []
        for number, raw in enumerate(said):
            row = self._row(name, ROWS[name], f"{name}-{number}", raw, number, len(said))
            row.inner = {inner: self._inner(row, inner, form) for inner, form in INNER.get(name, {}).items()}
            rows.append(row)
        return rows

    def _row(self, name: str, form: type[PartForm], prefix: str, raw: Raw, number: int, count: int) -> Row:
        part = form(raw, known=self.known, prefix=prefix)
        return Row(name, number, part, raw, number == count - 1)

    def _inner(self, row: Row, inner: str, form: type[PartForm]) -> list[Row]:
        said = list(row.raw.get(inner) or [])
        stem = f"{row.at}-{inner}"
        is_asked_for_more = self.at == stem
        spare = SPARE if said and not is_asked_for_more else MORE_SPARE
        whole = [*said, *({} for _spare in range(spare))]
        return [self._row(inner, form, f"{stem}-{n}", raw, n, len(said)) for n, raw in enumerate(whole)]

    # What refers to something else

    def _tie(self) -> None:
        fields, documents = self.rows["fields"], self.rows["documents"]
        stages = [*self.rows["approvals"], *self.rows["steps"]]
        titled = [("", _("None")), *((row.raw.get("key", ""), row.title) for row in documents if row.raw.get("key"))]
        for row in fields:
            self._decide(row, fields[: row.number])
            offer(row, "document", [("", _("Choose")), *titled[1:]])
            earlier = [(one.raw["key"], one.title) for one in fields[: row.number] if one.raw.get("key")]
            offer(row, "differs_from", [("", _("None")), *earlier])
        signed = [(f"signed:{key}", title) for key, title in titled if key]
        raws = [row.raw for row in stages]
        for place, row in enumerate(stages):
            self._decide(row, fields)
            earlier = [(one.raw["key"], one.title) for one in stages[:place] if one.raw.get("key")]
            offer(row, "unless", [("", _("Always needed")), *signed])
            if row.name == "steps":
                steps = {one.raw.get("key") for one in self.rows["steps"]}
                offer(row, "four_eyes_of", [("", _("Nobody in particular")), *(e for e in earlier if e[0] in steps)])
                offer(row, "document", titled)
                sealed = [
                    (one.raw["key"], one.title) for one in fields if one.raw.get("private") and one.raw.get("key")
                ]
                offer(row, "reads", sealed)
            self._begin(row, raws, place, earlier)

    def _begin(self, row: Row, stages: list[Raw], place: int, earlier: list[tuple[str, str]]) -> None:
        after = row.raw.get("after")
        how = ""
        if after is not None:
            is_beside = place > 0 and list(after) == before(stages, place - 1)
            how = "beside" if is_beside else "these" if after else "at_once"
        row.begins = [Box(value, str(label), value == how) for value, label in AFTER.items()]
        chosen = list(after or ())
        gone = [(key, key) for key in chosen if key not in dict(earlier)]
        row.after = [Box(key, title, key in chosen) for key, title in (*earlier, *gone)]

    def _decide(self, row: Row, fields: list[Row]) -> None:
        when = row.raw.get("when") or {}
        row.decided_by, values = str(when.get("field", "")), [str(value) for value in when.get("is", ())]
        for one in fields:
            key = one.raw.get("key")
            if not key or one.raw.get("private") or one.kind in UNDECIDING:
                continue
            is_on = key == row.decided_by
            pairs = [(c.get("key", ""), (c.get("title") or {}).get("sv", "")) for c in one.raw.get("choices", ())]
            if one.kind in ("environment", "environments"):
                pairs = self.known.environments
            lost = [(value, value) for value in values if is_on and pairs and value not in dict(pairs)]
            boxes = [Box(value, str(label), is_on and value in values) for value, label in (*pairs, *lost)]
            row.decides.append(Decides(key, one.title or key, is_on, boxes))
        if row.decided_by and not any(one.is_on for one in row.decides):
            title = next(
                (one.title for one in self.rows.get("fields", fields) if one.raw.get("key") == row.decided_by), ""
            )
            boxes = [Box(value, value, True) for value in values]
            row.decides.append(Decides(row.decided_by, title or row.decided_by, True, boxes))
        row.written = "\n".join(values) if row.is_written else ""

    # What is wrong

    def _blame(self, fault: Fault) -> Wrong:
        """Say it at the field that it concerns; what has no field of its own is said of its row."""
        path = list(fault.path)
        row: Row | None = None
        part: Any = self.whole
        if path and path[0] in ROWS:
            rows = self.rows[str(path[0])]
            if len(path) < 2 or not isinstance(path[1], int) or path[1] >= len(rows):
                return Wrong(f"#{path[0]}", "", plain(fault, []))
            row, path = rows[path[1]], path[2:]
            part, row.is_open = row.form, True
            if path and path[0] in row.inner and len(path) > 1 and isinstance(path[1], int):
                inner = row.inner[str(path[0])]
                part, path = inner[min(path[1], len(inner) - 1)].form, path[2:]
        words = plain(fault, path, has_title=row is None or bool(row.title))
        return self._put(part, row, [str(one) for one in path], words)

    def _put(self, part: PartForm, row: Row | None, path: list[str], words: str) -> Wrong:
        name = path[0] if path else ""
        if name in part.words:
            name = f"{name}_{path[1] if len(path) > 1 and path[1] in ('sv', 'en') else 'sv'}"
        if words and name in part.fields:
            part.blame(name, words)
            bound = part[name]
            return Wrong(f"#{bound.auto_id}", self._where(row, bound.label), words)
        if row is not None and words:
            row.wrongs.setdefault(name, []).append(words)
            return Wrong(f"#{row.at}", self._where(row, ""), words)
        return Wrong("#about", "", words)

    def _where(self, row: Row | None, label: Any) -> str:
        if row is None:
            return str(label)
        name = row.title or row_words()[row.name] % {"number": row.number + 1}
        return f"{name}: {label}" if label else name

    def _focus(self) -> None:
        for row in self._all():
            if row.at == self.at:
                row.is_open, row.focus = True, self.act
                if not self.act:
                    row.form.fields["title_sv"].widget.attrs["data-focus"] = True
            for inner, rows in row.inner.items():
                if self.at.startswith(f"{row.at}-{inner}"):
                    row.is_open = True
                if self.at == f"{row.at}-{inner}":
                    blank = next((one for one in rows if not one.raw), rows[-1])
                    blank.form.fields["title_sv"].widget.attrs["data-focus"] = True
                for one in rows:
                    if one.at == self.at:
                        one.focus = self.act

    def _all(self) -> Iterator[Row]:
        for rows in self.rows.values():
            yield from rows

    # The lists, as the page names them

    @property
    def fields(self) -> list[Row]:
        return self.rows["fields"]

    @property
    def blanks(self) -> str:
        """What is filled in when it stands within braces in a document: what the order knows, and every question by its key."""
        keys = [row.raw["key"] for row in self.fields if row.raw.get("key")]
        return " ".join(f"{{{name}}}" for name in (*BLANKS, *keys))

    @property
    def approvals(self) -> list[Row]:
        return self.rows["approvals"]

    @property
    def steps(self) -> list[Row]:
        return self.rows["steps"]

    @property
    def documents(self) -> list[Row]:
        return self.rows["documents"]
