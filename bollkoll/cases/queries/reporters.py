"""Who on the reporter's side still reads a case."""

from django.db.models import Exists, OuterRef, Q

from bollkoll.cases.models import Case, CaseQuerySet, Watcher
from bollkoll.commitments.models import Commitment
from bollkoll.people.models import Person, Role


def left_unread() -> CaseQuerySet:
    """Open cases that nobody at the institution gets the answers of: whoever reported has no account there any more, and
    nobody there follows."""
    there = Role.objects.active().filter(institution=OuterRef("institution"), person__ended_at=None)
    following = there.filter(person__in=Watcher.objects.filter(case=OuterRef(OuterRef("pk"))).values("person"))
    reported = Q(reporter__ended_at=None) & ~Q(reporter__line=Person.Line.NONE)  # or works at the support
    return Case.objects.open().exclude(reported).exclude(
        Exists(there.filter(person=OuterRef("reporter"))) | Exists(following)
    )  # fmt: skip


def waits_unread() -> CaseQuerySet:
    """Those of them whose ball is with the reporter's side, which is nobody."""
    return left_unread().filter(subject__main__holder=Commitment.Holder.REPORTER).exclude(state=Case.State.SOLVED)


def may_be_followed() -> CaseQuerySet:
    """Those of them that a local contact person could follow instead: not protected ones, which name who may."""
    keepers = Role.objects.active().filter(
        institution=OuterRef("institution"), kind=Role.Kind.CONTACT_PERSON, person__ended_at=None
    )
    return left_unread().filter(Exists(keepers), subject__is_protected=False)
