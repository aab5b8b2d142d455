"""What is said to all who are affected, and when it has reached them for the last time."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.cases.models import Message
from bollkoll.incidents.commands.owed import goes_on_as, must_stand, owes_again, put_right
from bollkoll.incidents.events import AnswerGiven, FinalGiven, FinalReopened, ReportersTold, ToldByHand
from bollkoll.incidents.models import Affected, Incident, Said, Told
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import SYSTEM, Actor

Stage = Said.Stage
State = Incident.State


@command
def tell_reporters(
    actor: Actor, incident: Incident, *, stage: str, text_sv: str, text_en: str = "", is_back: bool = False
) -> Said:
    """A mail to each reporter who is affected, in the own language, and a row for each in the ledger.

    ``stage``: ``start``, ``update`` or ``end``. At the end, whoever has no case has got the final answer by it; whoever
    has one gets it in the case. That it is over is the incident's matter: until it is resolved the end of what was said
    is an update. ``is_back``: it was over and is not; who had the final answer waits for another. Of a merged incident:
    those of the one that goes on.
    """
    incident = goes_on_as(incident)
    if stage == Stage.END and incident.is_unresolved:
        stage = Stage.UPDATE
    if is_back and not incident.is_unresolved:
        wait_again(incident)
        owes_again(incident)
    if stage not in Stage.values or not text_sv.strip():
        raise Refused(_("Write something first."), "empty")
    said = Said.objects.create(
        incident=incident, stage=stage, text_sv=texts.clean(text_sv), text_en=texts.clean(text_en),
        by=actor.person, at=now(),
    )  # fmt: skip
    count = _tell(incident, said, incident.affected.all())
    if not count:  # said and kept: whoever is linked later gets it
        record(ReportersTold(incident=incident, said=said.pk, stage=stage, count=0))
    put_right(incident)
    return said


def _tell(incident: Incident, said: Said, rows: Iterable[Affected], *, is_late: bool = False) -> int:
    told = list(rows)
    ends = said.stage == Stage.END and not is_late  # whoever comes late says that it is not over for them
    Told.objects.bulk_create(
        Told(affected=row, said=said, is_final=ends and row.case_id is None, release_at=now(), at=now()) for row in told
    )
    if ends:
        Affected.objects.filter(pk__in=[row.pk for row in told], case=None, final_at=None).update(
            final_at=now(), final_by_hand=""
        )
    if told:
        people = tuple(dict.fromkeys(row.person_id for row in told))
        fact = ReportersTold(
            incident=incident, told=people, said=said.pk, stage=said.stage, count=len(told), is_late=is_late
        )
        # The story so far is nobody's own act: whoever has just said that they are affected is to get it too.
        record(fact, actor=SYSTEM if is_late else None)
    return len(told)


def tell_story_so_far(incident: Incident, row: Affected) -> None:
    """Whoever comes late is told what the others have been told, all of it in one mail. Inside the command that adds them."""
    gone = Q(told__at__isnull=False) | Q(told=None)  # not what can still be taken back
    last = incident.said.filter(gone).order_by("-at", "-pk").first()
    if last is not None and not Told.objects.filter(affected=row).exists():
        _tell(incident, last, [row], is_late=True)


@command
def release_told(actor: Actor, incident: Incident, *, said: Said) -> int:
    """Send to those without a case what was written to all, when its minute is over. Run by the clock."""
    incident = goes_on_as(incident)
    rows = list(Told.objects.filter(said=said, message=None, at=None, release_at__lte=now()).select_related("affected"))
    if not rows:
        raise Refused(_("It is not due yet."), "not_due")
    Told.objects.filter(pk__in=[row.pk for row in rows]).update(at=now())
    final = [row.affected_id for row in rows if row.is_final]
    Affected.objects.filter(pk__in=final).update(final_at=now(), is_unreached=False, final_by_hand="")
    people = tuple(dict.fromkeys(row.affected.person_id for row in rows))
    fact = ReportersTold(
        incident=incident, told=people, said=said.pk, stage=said.stage, count=len(rows), is_answer=True
    )
    record(fact)
    put_right(incident)
    return len(rows)


@command
def mark_told(actor: Actor, incident: Incident, *, affected: Affected, how: str) -> Affected:
    """They know: by telephone, or in another way. ``how`` is kept."""
    must_stand(incident)
    row = Affected.objects.filter(incident=incident, pk=affected.pk).first()
    if row is None or row.final_at is not None:
        raise Refused(_("That is already so."), "unchanged")
    line = texts.one_line(how, 200).text
    if not line:
        raise Refused(_("Say how they were told."), "empty")
    row.final_at, row.final_by_hand, row.is_unreached = now(), line, False
    row.save()
    record(ToldByHand(incident=incident, affected=row.pk))
    put_right(incident)
    return row


@command
def give_final(actor: Actor, incident: Incident, *, affected: Affected) -> Affected:
    """The reporter's case has got its final answer, or was solved or closed."""
    incident = goes_on_as(incident)
    row = Affected.objects.filter(incident=incident, pk=affected.pk).first()
    if row is None or row.final_at is not None:
        raise Refused(_("That is already so."), "unchanged")
    row.final_at, row.is_unreached, row.final_by_hand = now(), False, ""
    row.save(update_fields=["final_at", "is_unreached", "final_by_hand"])
    record(FinalGiven(incident=incident, affected=row.pk))
    put_right(incident)
    return row


def wait_again(incident: Incident) -> None:
    """It was not over: whoever has had a final answer waits for a new one. How they knew stays until then, and an answer
    that is still on its way is no final one any more. Inside the command that says so."""
    Told.objects.filter(affected__incident=incident, at=None, is_final=True).update(is_final=False)
    incident.affected.exclude(final_at=None).update(final_at=None)


@command
def follow_answer(actor: Actor, incident: Incident, *, message: Message) -> Told:
    """An answer that was written to all has gone to one of them: the ledger knows when."""
    incident = goes_on_as(incident)
    told = Told.objects.filter(message=message, at=None).select_related("affected").first()
    if told is None:
        raise Refused(_("That is already so."), "unchanged")
    told.at = message.released_at or now()
    told.save(update_fields=["at"])
    if told.is_final:
        row = told.affected
        row.final_at, row.is_unreached, row.final_by_hand = told.at, False, ""
        row.save(update_fields=["final_at", "is_unreached", "final_by_hand"])
    record(AnswerGiven(incident=incident, affected=told.affected_id))
    put_right(incident)
    return told


@command
def reopen_final(actor: Actor, incident: Incident, *, affected: Affected, is_unreached: bool = True) -> Affected:
    """What was sent to the reporter came back (``is_unreached``), or the case was opened again: they wait once more.

    A closed incident is then only resolved: somebody holds the ball until they have been reached.
    """
    incident = goes_on_as(incident)
    row = Affected.objects.filter(incident=incident, pk=affected.pk).first()
    if row is None or (row.final_at is None and row.is_unreached == is_unreached):
        raise Refused(_("That is already so."), "unchanged")
    row.final_at, row.is_unreached, row.final_by_hand = None, is_unreached, ""
    row.save()
    owes_again(incident)
    speaker = incident.communicator_id or incident.lead_id
    record(FinalReopened(incident=incident, affected=row.pk, told=(speaker,) if speaker else ()))
    put_right(incident)
    return row
