"""Finding one case, message or file that the actor may see. What is not visible does not exist."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bollkoll.cases import policy
from bollkoll.cases.models import Attachment, Case, CaseLink, Message, Named, Question, Watcher
from bollkoll.cases.queries.asking import is_shown_in_question
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Role

RARE: dict[str, Callable[[OuterRef], QuerySet]] = {}
"""What other apps keep about few cases, and how to find it (:func:`rare`)."""


def rare(what: str, rows: Callable[[OuterRef], QuerySet]) -> None:
    """Say that only few cases have any of ``rows(case)``: the case's page then finds whether this one has, with the case
    itself, and ``case.may_have(what)`` spares the rest the question. Elsewhere it says yes."""
    RARE[what] = rows


@cache
def _marks() -> dict[str, Exists]:
    """What is asked of every case in the same words, so they are put together once."""
    here = OuterRef("pk")
    rows: dict[str, QuerySet] = {
        "merged": Case.objects.filter(merged_into=here),
        "questions": Question.objects.filter(case=here),
        "links": CaseLink.objects.filter(Q(one=here) | Q(other=here)),
        "offer": Offer.objects.open().filter(subject=here),
        "side_balls": Commitment.objects.open().filter(subject=here, main_of=None),
        "watchers": Watcher.objects.filter(case=here),
        "other_institutions": _elsewhere(OuterRef("reporter"), OuterRef("institution")),
        **{what: found(here) for what, found in RARE.items()},
    }
    return {f"has_{what}": Exists(found) for what, found in rows.items()}


def _elsewhere(reporter: Any, institution: Any) -> QuerySet:
    """The roles that a reporter has at other institutions than the case's."""
    roles = Role.objects.active().filter(person=reporter, institution__ended_at=None)
    return roles.exclude(institution=institution)


def other_institutions(case: Case) -> QuerySet[Institution]:
    """Where else the reporter has an account: those that the case could be of instead."""
    return Institution.objects.filter(pk__in=_elsewhere(case.reporter_id, case.institution_id).values("institution"))


def case(actor: Actor, number: int) -> Case:
    """The case with everything its page's head shows, and whether it has what most cases have none of
    (``Case.may_have``). Raises ``Case.DoesNotExist`` when the actor may not see it.
    """
    found = (
        Case.objects.visible_to(actor)
        .for_list()
        .select_related("third_line_team", "service__team", "merged_into__subject", "report")
        .annotate(**_marks())
        .get(subject__kind="case", subject__number=number)
    )
    policy.may_see.is_known(True, actor, found)
    return found


def threads(actor: Actor, case: Case) -> list[Case]:
    """The case and those merged into it (and into those), whose dialogue is shown in it.

    A merged case that is protected stays with the persons it names, whoever sees the case it was merged into.
    """
    found, latest = [case], [case.pk] if case.may_have("merged") else []
    named = Q(subject__is_protected=False) | Q(pk__in=Named.objects.filter(person=actor.person_id).values("case"))
    while latest:
        rows = Case.objects.filter(merged_into__in=latest).select_related("subject", "institution", "report")
        merged = list(rows if actor.is_machine else rows.filter(named))
        latest = [row.pk for row in merged]
        found += merged
    return found


def message(actor: Actor, case: Case, key: UUID) -> Message:
    """One message of the case's page. Raises ``Message.DoesNotExist``; notes exist for staff only."""
    rows = Message.objects.filter(case__in=threads(actor, case))
    return _readable(actor, rows).select_related("case__subject").get(pk=key)


def _readable(actor: Actor, rows):
    return rows if actor.is_staff or actor.is_machine else rows.shared()


def attachment(actor: Actor, key: UUID) -> Attachment:
    """A file the actor may open: of a message or a question that they may read, or an own one not sent yet.

    Raises ``Attachment.DoesNotExist``. A file of a case that was merged is open to whoever sees the case it went into.
    """
    file = Attachment.objects.select_related("message__case__subject", "contribution").get(pk=key)
    if file.contribution is not None:
        if Question.objects.visible_to(actor).filter(pk=file.contribution.question_id).exists():
            return file
        raise Attachment.DoesNotExist
    if file.message is None:
        if file.owner_id is None or file.owner_id != actor.person_id:
            raise Attachment.DoesNotExist
        return file
    if not (actor.is_staff or actor.is_machine) and not Message.objects.shared().filter(pk=file.message_id).exists():
        raise Attachment.DoesNotExist
    case: Case | None = file.message.case
    while case is not None:
        if Case.objects.visible_to(actor).filter(pk=case.pk).exists():
            return file
        if case.subject.is_protected:
            break
        case = case.merged_into
    if is_shown_in_question(actor, file.message.pk):
        return file
    raise Attachment.DoesNotExist


def loose_files(actor: Actor, keys: Iterable[str]) -> list[Attachment]:
    """The actor's own files that are not part of anything yet, among ``keys``; what is not a key is passed over."""
    known = []
    for key in keys:
        try:
            known.append(UUID(str(key)))
        except ValueError:
            continue
    return list(Attachment.objects.filter(pk__in=known, owner=actor.person_id).loose()) if known else []
