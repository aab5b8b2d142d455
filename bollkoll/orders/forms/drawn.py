"""The order form, drawn from the definition of its type."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.cases import queries as cases
from bollkoll.cases.models import Attachment
from bollkoll.kit import patterns
from bollkoll.kit import text as texts
from bollkoll.orders.forms.numbers import AT, IN_CELL, has_number, where_else
from bollkoll.orders.forms.stopping import day_words, in_the_way, kept_rows, missing_words
from bollkoll.orders.queries.evidence import no_scan
from bollkoll.orders.rules import Column, Definition, FormField, bound
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution
from bollkoll.services import queries as services

SHORT, LONG, MOST_ROWS = 300, 20_000, 200
SEVERAL_IN_A_LIST = 8


class Words(forms.CharField):
    """Text from a person, with what cannot be stored taken out, and no limit that cuts a paste without a word."""

    def to_python(self, value: Any) -> str:
        return super().to_python(texts.clean(value) if isinstance(value, str) else value) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


@dataclass(frozen=True)
class Drawn:
    """One field as the page draws it. ``when``: the names and values that it waits for."""

    field: FormField
    bound: Any = None
    more: tuple[Any, ...] = ()
    rows: Any = None
    files: tuple[Attachment, ...] = ()
    when_name: str = ""
    when_is: str = ""

    @property
    def name(self) -> str:
        return name_of(self.field.key)


def name_of(key: str) -> str:
    return f"f_{key}"


class OrderForm(forms.Form):
    """``values`` are what was filled in before (a change); ``sealed``: the keys of private fields that are
    kept already: left empty they stay as they are."""

    use_required_attribute = False

    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=gettext_lazy("Institution"), empty_label=gettext_lazy("choose")
    )

    def __init__(
        self, data: Any = None, *, definition: Definition, actor: Actor, values: dict[str, Any] | None = None,
        initial: dict[str, Any] | None = None, institution: Institution | None = None, sealed: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.definition, self.actor, self.before, self.sealed = definition, actor, values or {}, sealed
        self.own = [institution] if institution else _may_order_for(actor, definition)
        super().__init__(data, initial=(_as_initial(definition, values or {}) | (initial or {})))
        self.fields["institution"].queryset = Institution.objects.filter(pk__in=[one.pk for one in self.own])
        self.fields["institution"].required = len(self.own) > 1
        self.tables: dict[str, Any] = {}
        for one in definition.fields:
            self._add(one)
        self._choose_known()

    # Fields

    def _add(self, one: FormField) -> None:
        name, words = name_of(one.key), {"label": str(one.title), "help_text": str(one.help or "")}
        if one.key in self.sealed:
            words["help_text"] = _("It is kept sealed. Leave this empty to keep it as it is.")
        if one.kind == "institution":
            return
        if one.kind == "person":
            for part, field in _person(self.actor, words).items():
                self.fields[f"{name}_{part}"] = field
        elif one.kind == "rows":
            self.tables[one.key] = self._table(one, name)
        elif one.kind in ("file", "signature"):
            self.fields[name] = forms.Field(required=False, label=words["label"], help_text=words["help_text"])
        else:
            self.fields[name] = _plain(one, words)

    def _choose_known(self) -> None:
        """Somebody who was written before, and has an account here, is chosen as one who has."""
        for one in self.definition.fields:
            name = f"{name_of(one.key)}_who"
            if one.kind != "person" or self.initial.get(name) != "other" or one.key not in self.before:
                continue
            person = people.by_address(str(self.before[one.key].get("email", "")))
            if person and any(key == str(person.pk) for key, _title in self.fields[name].choices):
                self.initial[name] = str(person.pk)

    def _table(self, one: FormField, name: str) -> Any:
        columns = {column.key: _cell(column) for column in one.columns}
        row = type("Row", (forms.Form,), columns | {"use_required_attribute": False})
        table: Any = forms.formset_factory(row, extra=3, max_num=one.most or MOST_ROWS, absolute_max=MOST_ROWS + 10)
        sent = self.data if self.is_bound and f"{name}-TOTAL_FORMS" in self.data else None
        return table(sent, prefix=name, initial=self.before.get(one.key) or kept_rows(dict(self.initial), name) or None)

    # As the page draws it

    def drawn(self) -> Iterator[Drawn]:
        for one in self.definition.fields:
            name = name_of(one.key)
            when: dict[str, Any] = (
                {"when_name": name_of(one.when.field), "when_is": " ".join(one.when.values)} if one.when else {}
            )
            if one.kind == "institution":
                continue
            if one.kind == "person":
                yield Drawn(one, more=tuple(self[f"{name}_{part}"] for part in ("who", "name", "email")), **when)
            elif one.kind == "rows":
                yield Drawn(one, rows=self.tables[one.key], **when)
            elif one.kind in ("file", "signature"):
                yield Drawn(one, bound=self[name], files=tuple(self._files(one)), **when)
            else:
                yield Drawn(one, bound=self[name], **when)

    def _files(self, one: FormField) -> list[Attachment]:
        """What was sent up for the field, and what it had before and still has."""
        name = name_of(one.key)
        keys = self.data.getlist(name) if self.is_bound else self.initial.get(name, [])
        loose = cases.loose_files(self.actor, keys if isinstance(keys, list) else [keys])
        before = self.before.get(one.key) or []
        kept = [key for key in before if not self.is_bound or key in keys]
        return [*Attachment.objects.filter(pk__in=kept), *loose]

    # What was said

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["institution"] = given.get("institution") or (self.own[0] if len(self.own) == 1 else None)
        self.values, self.private, self.new_files = {}, {}, []  # type: ignore[var-annotated]
        for one in self.definition.fields:
            if one.when is not None and not one.when.holds(self.values):
                continue
            value = self._said(one, given)
            missing = value in (None, "", [], {})
            stays = one.is_private and one.key in self.sealed
            if one.is_required and missing and not stays and not self._has_error(one):
                self.add_error(self._where(one), missing_words(one))
            if one.is_private:
                self.private |= {} if missing else {one.key: str(value)}
            elif not missing:
                if has_number(value):
                    where, words = self._where(one), where_else(self.definition)
                    self.add_error(where, words if where else AT % {"title": one.title, "words": words})
                self.values[one.key] = value
            for words in in_the_way(one, value, {**self.values, **self.private}):
                self.add_error(self._where(one), words)
        return given

    def _has_error(self, one: FormField) -> bool:
        name = name_of(one.key)
        return any(key in self.errors for key in (name, *(f"{name}_{part}" for part in ("who", "name", "email"))))

    def _where(self, one: FormField) -> str | None:
        if one.kind == "person":
            return f"{name_of(one.key)}_who"
        return None if one.kind == "rows" else name_of(one.key)

    def _said(self, one: FormField, given: dict[str, Any]) -> Any:
        name = name_of(one.key)
        if one.kind == "institution":
            return given["institution"].code if given["institution"] else ""
        if one.kind == "person":
            return self._person_said(name, given)
        if one.kind == "rows":
            return self._rows_said(one)
        if one.kind in ("file", "signature"):
            files = self._files(one)
            if one.kind == "signature" and (words := no_scan(files)):
                self.add_error(name, words)
            self.new_files += [file for file in files if file.message_id is None]
            return [str(file.pk) for file in files]
        value = given.get(name)
        if one.kind == "date" and value:
            first, last = (bound(text, timezone.localdate()) for text in (one.not_before, one.not_after))
            if (first and value < first) or (last and value > last):
                self.add_error(name, day_words(first, last))
            return value.isoformat()
        if one.kind in ("several", "environments") and value:
            if one.least and len(value) < one.least:
                self.add_error(name, _("Choose at least %(number)s.") % {"number": one.least})
            return list(value)
        return value.strip() if isinstance(value, str) else value

    def _person_said(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        chosen = given.get(f"{name}_who")
        if chosen and chosen != "other":
            person = people.persons(self.actor).filter(pk=chosen).first()
            return {"name": person.name, "email": person.email} if person else {}
        who, email = (given.get(f"{name}_{part}") or "" for part in ("name", "email"))
        if who and not email and f"{name}_email" not in self.errors:
            self.add_error(f"{name}_email", _("Write the e-mail address too."))
        if email and not who:
            self.add_error(f"{name}_name", _("Write the name too."))
        return {"name": who.strip(), "email": email.strip()} if who and email else {}

    def _rows_said(self, one: FormField) -> list[dict[str, str]]:
        table = self.tables[one.key]
        if table.is_bound and not table.is_valid():
            self.add_error(None, _("Look at the table “%(title)s”.") % {"title": one.title})
            return []
        rows, wrong = [], []
        for number, form in enumerate(table, 1):  # as the page counts them, also those that are empty
            if not any(getattr(form, "cleaned_data", {}).values()):
                continue
            rows.append(dict(form.cleaned_data))
            for column in one.columns:
                if words := _is_wrong(column, rows[-1].get(column.key) or ""):
                    form.add_error(column.key, words)
                    wrong.append(f"{number}: {column.title}")
        if wrong:
            said = _("“%(title)s”: look at row %(rows)s.")
            self.add_error(None, said % {"title": one.title, "rows": ", ".join(wrong[:20])})
        if one.least and 0 < len(rows) < one.least:
            self.add_error(
                None, _("“%(title)s” has at least %(number)s rows.") % {"title": one.title, "number": one.least}
            )
        return rows


def _is_wrong(column: Column, value: str) -> str:
    """What is wrong in a cell, in words; empty when nothing is."""
    if not value:
        return _("Fill this in.") if column.is_required else ""
    if has_number(value):
        return str(IN_CELL)
    if column.pattern and not patterns.fits(column.pattern, value):
        return _("It is not written as it should be.")
    return ""


def _cell(column: Column) -> forms.Field:
    if column.kind == "institution":
        places = [(row.code, str(row)) for row in Institution.objects.filter(ended_at=None)]
        return forms.ChoiceField(label=str(column.title), choices=[("", _("Choose")), *places], required=False)
    return Words(label=str(column.title), max_length=SHORT, required=False)


def _may_order_for(actor: Actor, definition: Definition) -> list[Institution]:
    return [role.institution for role in actor.roles if role.kind in definition.orderers]


def _plain(one: FormField, words: dict[str, Any]) -> forms.Field:
    if one.kind == "choice":
        choices = [(choice.key, str(choice.title)) for choice in one.choices]
        if len(choices) > SEVERAL_IN_A_LIST:
            return forms.ChoiceField(choices=[("", _("Choose")), *choices], required=False, **words)
        return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect, **words)
    if one.kind == "several":
        choices = [(choice.key, str(choice.title)) for choice in one.choices]
        return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **words)
    if one.kind in ("environment", "environments"):
        choices = [(row.key, str(row)) for row in services.environments()]
        if one.kind == "environment":
            return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect, **words)
        return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **words)
    if one.kind == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(required=False, input_formats=["%Y-%m-%d"], widget=widget, **words)
    is_long = one.kind == "long"
    return Words(
        required=False, max_length=one.most or (LONG if is_long else SHORT), min_length=one.least, validators=_pattern(one),
        widget=forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput(), **words,
    )  # fmt: skip


def _pattern(one: FormField) -> list[Any]:
    def written(value: str) -> None:
        if not patterns.fits(one.pattern, value):
            raise ValidationError(str(one.pattern_says or _("It is not written as it should be.")), "pattern")

    return [written] if one.pattern else []


def _person(actor: Actor, words: dict[str, Any]) -> dict[str, forms.Field]:
    """A colleague with an account, or somebody else by name and address."""
    known = people.persons(actor).filter(line=0, ended_at=None, roles__institution__in=actor.own_institutions)
    choices = [(str(row.pk), row.name) for row in known.distinct().order_by("sort")]
    return {
        "who": forms.ChoiceField(
            choices=[("", _("Choose")), *choices, ("other", _("Somebody without an account here"))],
            required=False,
            **words,
        ),
        "name": Words(label=_("Name"), max_length=120, required=False),
        "email": forms.EmailField(label=_("E-mail"), max_length=254, required=False),
    }


def _as_initial(definition: Definition, values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in before, as the fields take it."""
    found: dict[str, Any] = {}
    for one in definition.fields:
        value = values.get(one.key)
        if value is None:
            continue
        if one.kind == "person":
            parts = {"who": "other", "name": value.get("name", ""), "email": value.get("email", "")}
            found |= {f"{name_of(one.key)}_{part}": said for part, said in parts.items()}
        elif one.kind == "date":
            found[name_of(one.key)] = date.fromisoformat(value)
        else:
            found[name_of(one.key)] = value
    return found
