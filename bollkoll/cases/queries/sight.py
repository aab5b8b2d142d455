"""Who at the desk sees a protected case: somebody must."""

from django.db.models import Exists, OuterRef

from bollkoll.cases.models import Case, CaseQuerySet, Named
from bollkoll.people.models import Person


def protected_in_sight(case: Case) -> bool:
    """Whether somebody who works at the desk and is here today is named."""
    return Person.objects.second_line().present().filter(pk__in=case.named.values("person")).exists()


def out_of_sight() -> CaseQuerySet:
    """Protected cases whose ball the desk holds, while nobody who is at the desk today may see them."""
    here = Person.objects.second_line().present().values("pk")
    seen = Named.objects.filter(case=OuterRef("pk"), person__in=here)
    held = Case.objects.open().filter(subject__is_protected=True, subject__main__team__line=2)
    return held.filter(~Exists(seen))
