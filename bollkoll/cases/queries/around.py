"""What stands beside a case: other cases, links, who follows, who could."""

from django.db.models import Q, QuerySet

from bollkoll.cases.models import Case, CaseLink, Watcher
from bollkoll.commitments.models import Commitment
from bollkoll.kit.once import once_a_page
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person, Role


def other_open(actor: Actor, case: Case, most: int = 5) -> list[Case]:
    """The institution's other open cases that the actor may see, newest first; one more than ``most`` when there are more."""
    rows = Case.objects.visible_to(actor).open().filter(institution=case.institution_id).exclude(pk=case.pk)
    return list(rows.select_related("subject").order_by("-opened_at")[: most + 1])


def linked(actor: Actor, case: Case) -> list[Case]:
    """Linked cases that the actor may see."""
    if not case.may_have("links"):
        return []
    pairs = CaseLink.objects.filter(Q(one=case) | Q(other=case)).values_list("one", "other")
    keys = {key for pair in pairs for key in pair} - {case.pk}
    if not keys:
        return []
    rows = Case.objects.visible_to(actor).filter(pk__in=keys)
    return list(rows.select_related("subject", "institution").order_by("-opened_at"))


@once_a_page
def watchers(case: Case) -> list[Watcher]:
    """Who follows the case, the reporter's colleagues first."""
    if not case.may_have("watchers"):
        return []
    return list(case.watchers.select_related("person").order_by("person__line", "person__sort"))


def neighbours(actor: Actor, case: Case) -> tuple[int | None, int | None]:
    """The numbers of the actor's own balls before and after this one by due time, to walk through them."""
    held = Commitment.objects.open().filter(person=actor.person_id, main_of__kind="case").by_due()
    numbers = list(held.values_list("main_of__number", flat=True))
    if case.number not in numbers:
        return None, numbers[0] if numbers else None
    at = numbers.index(case.number)
    return (numbers[at - 1] if at else None), (numbers[at + 1] if at + 1 < len(numbers) else None)


def assignable(case: Case) -> QuerySet[Person]:
    """Agents who may be given the case, with who is away and who stands in."""
    agents = people.agents()
    return agents.filter(pk__in=case.named.values("person")) if case.subject.is_protected else agents


def mentionable(case: Case, words: str = "") -> QuerySet[Person]:
    """Staff who may see the case: the desk, and the third line that it concerns; narrowed by the beginning of a name."""
    if case.subject.is_protected:
        staff = Person.objects.active().filter(line__gt=0, pk__in=case.named.values("person"))
    else:
        concerned = Q(pk__in=case.watchers.values("person")) | Q(teams=case.third_line_team_id or 0)
        staff = Person.objects.active().filter(Q(line=Person.Line.SECOND) | (Q(line=Person.Line.THIRD) & concerned))
    if words:
        staff = staff.filter(Q(name__istartswith=words) | Q(name__icontains=f" {words}"))
    return staff.distinct()


def colleagues_to_add(actor: Actor, case: Case) -> QuerySet[Person]:
    """Who could follow the case: contacts of its institution and, for the desk, staff; of a protected one the named."""
    there = Role.objects.active().filter(institution=case.institution_id).values("person")
    able = Q(pk__in=there) | Q(line__gt=0) if actor.is_agent or actor.is_machine else Q(pk__in=there)
    rows = Person.objects.active().filter(able).exclude(pk__in=case.watchers.values("person"))
    if case.subject.is_protected:
        rows = rows.filter(pk__in=case.named.values("person"))
    return rows.exclude(pk=case.reporter_id)


def nobody_named_yet(case: Case) -> QuerySet[Person]:
    """Who could be let in to a protected case: staff, and contacts of its institution."""
    there = Role.objects.active().filter(institution=case.institution_id).values("person")
    rows = Person.objects.active().filter(Q(line__gt=0) | Q(pk__in=there))
    return rows.exclude(pk__in=case.named.values("person"))
