"""What the protected part has of a case: labels and who has read, never a value. Values are read one by one, each with its
reason and noted (``bollkoll.disclosure``)."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.restricted import queries
from bollkoll.restricted.models import Reading, RetentionRule, Secret


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


@about_person(Secret, Reading, RetentionRule, order=60)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """What they left protected or was left for them, who has read it, and what they have read themselves."""
    seen = Secret.objects.filter(case__in=Case.objects.visible_to(actor).values("pk")).defer("ciphertext")
    mine = (seen.filter(made_by=person) | seen.filter(for_person=person)).select_related("case__subject")
    secrets = list(mine.order_by("made_at", "pk"))
    yield Section(
        "protected",
        _("In the protected part"),
        items(
            secrets,
            ("label", _("What it is"), "label"),
            ("case", _("Case"), "case.number"),
            ("at", _("When"), "made_at"),
            ("state", _("State"), _state),
        ),
    )
    columns = (
        ("at", _("When"), "at"),
        ("who", _("Who"), "person"),
        ("label", _("What it is"), "secret.label"),
        ("reason", _("Reason"), "reason"),
    )
    yield Section("readings", _("Who has read it"), items(queries.readings(secrets), *columns))
    read = Reading.objects.filter(person=person, secret__in=seen).select_related("secret__case__subject")
    own = (("at", _("When"), "at"), ("case", _("Case"), "secret.case.number"), ("reason", _("Reason"), "reason"))
    yield Section("has_read", _("Protected data they have read"), items(read.defer("secret__ciphertext"), *own))
    ruled = RetentionRule.objects.filter(changed_by=person)
    rules = parts_played((_("Changed a rule of retention"), ruled, "changed_at", "get_what_display"))
    yield Section("retention_rules", _("Rules of retention"), rules)
