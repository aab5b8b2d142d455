"""Who is asked for a step: persons by duty, role or address, a team, the orderer's side; and who stands in for them."""

from dataclasses import dataclass

from bollkoll.cases.models import Case
from bollkoll.kit.text import fold_key
from bollkoll.orders.models import DutyHolder, Order, Run, Signature
from bollkoll.orders.rules import Stage
from bollkoll.people.models import Absence, Person, Role
from bollkoll.services import queries as services
from bollkoll.services.models import Team


@dataclass(frozen=True)
class Ask:
    """One who is asked; exactly one of the three. ``instead_of``: somebody who is away."""

    person: Person | None = None
    team: Team | None = None
    is_orderer: bool = False
    instead_of: Person | None = None


def whom(order: Order, stage: Stage) -> list[Ask]:
    """Those who are asked. Never empty: when nobody is left, the incident managers (:func:`fallback`)."""
    if stage.who == "desk":
        return [Ask(team=services.desk_team())]
    if stage.who == "orderer":
        return [Ask(is_orderer=True)]
    kind, _colon, key = stage.who.partition(":")
    if kind == "team":
        team = Team.objects.filter(key=key, ended_at=None).first()
        return [Ask(team=team)] if team and _somebody_may(team, order, stage) else fallback(order, stage)
    found = [ask for person in _persons(order.case, kind, key) if (ask := present(person, order, stage))]
    once = {ask.person: ask for ask in reversed(found)}
    return list(reversed(once.values())) or fallback(order, stage)


def _persons(case: Case, kind: str, key: str) -> list[Person]:
    if kind == "duty":
        holders = DutyHolder.objects.filter(duty__key=key, ended_at=None, person__ended_at=None)
        return [row.person for row in holders.select_related("person").order_by("person__sort", "pk")]
    if kind == "contact_person":
        roles = Role.objects.active().filter(
            institution=case.institution_id, kind=Role.Kind.CONTACT_PERSON, person__ended_at=None
        )
        return [role.person for role in roles.select_related("person").order_by("person__sort", "pk")]
    return list(Person.objects.active().filter(email_key=fold_key(key)))


def _somebody_may(team: Team, order: Order, stage: Stage) -> bool:
    """Whether anybody in the team may do the step; of the desk's own teams all agents may."""
    did = performer(order, stage)
    if did is None or team.line == Person.Line.SECOND:
        return True
    return team.memberships.filter(person__ended_at=None).exclude(person=did).exists()


def performer(order: Order, stage: Stage) -> int | None:
    """Who did what the step checks: they are never asked to check it."""
    if not (checked := getattr(stage, "four_eyes_of", "")):
        return None
    done = order.runs.filter(step=checked, state=Run.State.DONE, is_past=False)
    return done.values_list("done_by", flat=True).first()


def is_barred(order: Order, stage: Stage, person: Person) -> bool:
    """Whether the person may not decide or sign, whatever they are: the order is their own, or they did what is checked."""
    if stage.is_approval and is_concerned(order, person):
        return True
    did = performer(order, stage)
    return did is not None and is_same(Person.objects.filter(pk=did).first(), person)


def is_same(one: Person | None, other: Person) -> bool:
    """One account, or two of one name: whoever reads the record could not tell those apart, and it may be one person twice."""
    return one is not None and (one.pk == other.pk or one.sort == other.sort)


def present(person: Person, order: Order, stage: Stage) -> Ask | None:
    """The person, or who stands in for them today; nobody when that one may not (:func:`is_barred`)."""
    ask = Ask(person=person)
    if is_away(person):
        deputy = deputy_of(person)
        if deputy is None:
            return None
        ask = Ask(person=deputy, instead_of=person)
    return None if ask.person is None or is_barred(order, stage, ask.person) else ask


def is_concerned(order: Order, person: Person | None) -> bool:
    return person is not None and person.pk in (order.case.reporter_id, order.user_id)


def is_away(person: Person) -> bool:
    return Absence.objects.on().filter(person=person).exists()


def deputy_of(person: Person) -> Person | None:
    """Who stands in today: of the institutions' people too."""
    rows = Absence.objects.on().filter(person=person, deputy__isnull=False, deputy__ended_at=None)
    rows = rows.exclude(deputy__in=Absence.objects.on().values("person"))
    row = rows.select_related("deputy").order_by("-last_day").first()
    return row.deputy if row else None


def fallback(order: Order, stage: Stage) -> list[Ask]:
    """When whoever should is gone: the incident managers who are here, else those who stand in for them, else the incident
    managers all the same, who find it when they are back. What one may decide is not everybody's because of absence: the
    desk has it only when there is no incident manager at all, or they may not themselves (:func:`is_barred`)."""
    managers = list(Person.objects.second_line().filter(is_coordinator=True).order_by("sort", "pk"))
    here = [ask for one in managers if (ask := present(one, order, stage))]
    known = {ask.person: ask for ask in reversed(here)}
    absent = [Ask(person=one) for one in managers if not is_barred(order, stage, one)]
    return list(reversed(known.values())) or absent or [Ask(team=services.desk_team())]


def user_address(order: Order) -> str:
    """The folded address of whom it is for, empty when the type has no such field."""
    field = order.definition.user_field
    given = order.values.get(field.key) if field else None
    return fold_key(given.get("email", "")) if isinstance(given, dict) else ""


def facts(order: Order) -> set[str]:
    """What is known that can make a stage needless: ``signed:<document>``."""
    address = user_address(order)
    if not address:
        return set()
    rows = Signature.objects.filter(institution=order.case.institution_id, email_key=address, ended_at=None)
    return {f"signed:{key}" for key in rows.values_list("document", flat=True)}
