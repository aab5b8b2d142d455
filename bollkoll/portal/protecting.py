"""What was written goes in the case, and the numbers that only the support is to open beside it, in one act."""

from collections.abc import Callable
from typing import Any

from bollkoll.cases.models import Case
from bollkoll.log.acting import act
from bollkoll.people.actor import Actor
from bollkoll.portal.forms.writing import Writing
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Secret
from bollkoll.restricted.rules import label_of


def carry_out(actor: Actor, form: Writing, case_of: Callable[[Any], Case], deed: Callable[[], Any]) -> Any:
    """Do ``deed()`` and keep the form's protected numbers in the case that ``case_of`` finds in what it made.

    All or nothing: a text is never masked without its number being kept.
    """
    with act(actor):
        made = deed()
        for number in form.protected:
            restricted.store(actor, case_of(made), field=Secret.Field.IDENTITY, value=number, label=label_of(number))
    return made
