"""How long something is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line
from bollkoll.restricted import rules


class RuleForm(forms.Form):
    """Days after closing; empty takes the rule away."""

    use_required_attribute = False

    days = forms.IntegerField(
        label=_("Days after closing"),
        required=False,
        min_value=0,
        max_value=rules.FOREVER,
        help_text=_("Empty: no rule of its own."),
    )
    basis = Line(
        label=_("Decision"),
        required=False,
        max_length=200,
        help_text=_("What the rule rests on, for example the number of the decision on disposal."),
    )
