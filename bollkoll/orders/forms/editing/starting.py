"""How a new type begins, and what the editor knows of the house: who can be asked, where, by which rules."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.cases.forms.base import Line
from bollkoll.orders.models import OrderType
from bollkoll.orders.queries import words
from bollkoll.services import queries as services


class BeginForm(forms.Form):
    """A new order type: its name, and what it is to be like."""

    use_required_attribute = False

    title = Line(label=gettext_lazy("What is it called?"), max_length=200)
    like = forms.ModelChoiceField(
        OrderType.objects.none(),
        label=gettext_lazy("Begin from"),
        required=False,
        empty_label=gettext_lazy("An empty form"),
        to_field_name="key",
        help_text=gettext_lazy("A copy has everything that the other has; change what differs."),
    )

    def __init__(self, *args, types, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = types
        self.fields["like"].label_from_instance = lambda one: _("A copy of “%(title)s”") % {"title": one}


@dataclass(frozen=True)
class Known:
    """Choices that come from the house: groups of who can be asked, environments, holiday rules of other types."""

    whom: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    environments: list[tuple[str, str]] = field(default_factory=list)
    holidays: list[str] = field(default_factory=list)

    @classmethod
    def now(cls, key: str = "") -> "Known":
        return cls(
            whom=words.whom_groups(("desk", "orderer", "contact_person", "system")),
            environments=[(row.key, str(row)) for row in services.environments()],
            holidays=words.holiday_rules(but=key),
        )

    def who(self, *without: str, empty: str = "", others: str = "") -> list:
        """Choices of a list: those without a name first, then groups. ``others``: codes that stand there already."""
        codes = [pair for pair in self.whom.get("codes", ()) if pair[0] not in without]
        groups = [
            (title, self.whom[name])
            for title, name in ((_("Duties"), "duties"), (_("Teams"), "teams"), (_("Persons"), "people"))
            if self.whom.get(name)
        ]
        known = {code for code, _name in codes} | {code for _title, rows in groups for code, _name in rows}
        gone = [(others, others)] if others and others not in known else []
        lost = [(_("Not here any more"), gone)] if gone else []
        return [*([("", empty)] if empty else []), *codes, *groups, *lost]
