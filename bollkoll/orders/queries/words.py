"""Who can be named in an order type, in words: the desk, teams, duties, people."""

from bollkoll.orders.models import Duty, DutyHolder, OrderType
from bollkoll.orders.rules import Definition, telling
from bollkoll.people.models import Person
from bollkoll.services.models import Team

Group = tuple[str, list[tuple[str, str]]]


def whom_groups(codes: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """Those who can be asked, by kind of who they are: ``codes`` that need no name, then duties, teams and people."""
    teams = Team.objects.filter(ended_at=None, line=3)
    people = Person.objects.active().filter(line__gt=0).order_by("sort")
    return {
        "codes": [(code, str(telling.WHO[code])) for code in codes],
        "duties": [(f"duty:{row.key}", str(row)) for row in Duty.objects.all()],
        "teams": [(f"team:{row.key}", row.name) for row in teams],
        "people": [(f"person:{row.email}", row.name) for row in people],
    }


def names() -> dict[str, str]:
    """What everybody who can be asked is called, also those who are no longer here."""
    found = {f"duty:{row.key}": str(row) for row in Duty.objects.all()}
    found |= {f"team:{key}": name for key, name in Team.objects.values_list("key", "name")}
    staff = Person.objects.filter(line__gt=0).values_list("email", "name")
    return found | {f"person:{email}": name for email, name in staff}


def unheld(definition: Definition) -> list[str]:
    """Duties that the type names and nobody has: the incident manager is asked instead."""
    known = names()
    codes = dict.fromkeys(
        stage.who for stage in definition.stages if stage.who.startswith("duty:") or stage.who == definition.seen_by
    )
    held = set(DutyHolder.objects.filter(ended_at=None, person__ended_at=None).values_list("duty__key", flat=True))
    return [known.get(code, code) for code in codes if code.startswith("duty:") and code[5:] not in held]


def holiday_rules(but: str = "") -> list[str]:
    """Staffing names that other types share: a type may follow the same holidays as they."""
    types = OrderType.objects.offered().select_related("current")
    found = {row.current.content.staffing or row.key for row in types if row.current}
    return sorted(found - {but})
