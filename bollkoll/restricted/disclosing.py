"""What the protected part has of a case: labels and who has read, never a value. Values are read one by one, each with its
reason and noted (``bollkoll.disclosure``)."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Group, Section, in_case, items
from bollkoll.people.actor import Actor
from bollkoll.restricted import queries
from bollkoll.restricted.models import Secret


def _state(secret: Secret) -> str:
    return _("is there") if secret.is_there else str(secret.get_gone_why_display())


@in_case(order=60)
def kept(actor: Actor, case: Case) -> Iterator[Section]:
    """What was kept apart, and who has read it."""
    secrets = queries.of_case(actor, case)
    yield Section(
        "protected",
        _("In the protected part"),
        items(
            secrets,
            ("label", _("What it is"), "label"),
            ("kind", _("Kind"), lambda one: capfirst(one.get_field_display())),
            ("by", _("Left by"), "made_by"),
            ("at", _("When"), "made_at"),
            ("state", _("State"), _state),
        ),
        Group.PROTECTED,
    )
    yield Section(
        "readings",
        _("Who has read it"),
        items(
            queries.readings(secrets),
            ("at", _("When"), "at"),
            ("who", _("Who"), "person"),
            ("label", _("What it is"), "secret.label"),
            ("reason", _("Reason"), "reason"),
        ),
        Group.PROTECTED,
    )
