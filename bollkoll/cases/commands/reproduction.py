"""Reproduction: what was tried to see the fault oneself, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bollkoll.cases.commands.files import attach
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.events import AttemptWithdrawn, ReproductionTried
from bollkoll.cases.models import Attachment, Case, Message, Reproduction
from bollkoll.kit import personnummer
from bollkoll.kit import text as texts
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Environment


@command
def reproduce(
    actor: Actor,
    case: Case,
    *,
    steps: str,
    verdict: str,
    environment: Environment | None = None,
    version: str = "",
    used: str = "",
    expected: str = "",
    actual: str = "",
    files: Sequence[Attachment] = (),
    via: str | None = None,
    once: str = "",
) -> Reproduction:
    """Write down an attempt to reproduce what was reported: an internal note with a structure of its own.

    ``verdict``: one of ``Case.Verdict``, which is then the case's state of reproduction; neither state nor ball moves.
    Identity numbers are masked in every field, whoever insists: an attempt is done with data that names nobody.
    ``once``: the form's key, so that the same form posted twice is one attempt (:class:`AlreadyDone`).
    """
    form = claim(
        actor.person, "reproduce", once, Reproduction,
        steps, verdict, environment, version, used, expected, actual, files=files,
    )  # fmt: skip
    if case.merged_into_id:
        raise Refused(_("The case has been merged into another. Write it there."), "merged")
    if verdict not in Case.Verdict.values:
        raise Refused(_("Say what came of it."), "verdict")
    line, is_cut = texts.one_line(version, Reproduction.LONGEST_VERSION)
    if is_cut:
        raise Refused(
            _("The version is too long: at most %(most)s characters.") % {"most": Reproduction.LONGEST_VERSION},
            "too_long",
        )
    steps = _kept(steps)
    if not steps.strip():
        raise Refused(_("Write what you did."), "empty")
    message = Message.objects.create(
        case=case, kind=Message.Kind.NOTE, author=actor.person, via=via or actor.via, text=steps,
        written_at=now(), released_at=now(),
    )  # fmt: skip
    attach(files, message)
    attempt = Reproduction.objects.create(
        message=message, environment=environment, version=_kept(line), used=_kept(used), expected=_kept(expected),
        actual=_kept(actual), verdict=verdict,
    )  # fmt: skip
    keep(form, attempt)
    settle(case)
    record(ReproductionTried(case=case, message=message, verdict=verdict))
    return attempt


@command
def withdraw_attempt(actor: Actor, case: Case, *, message: Message) -> Reproduction:
    """It does not hold (another place or other data than was thought): it can be read still, and counts no longer. By whoever
    made it, and by agents."""
    attempt = Reproduction.objects.select_related("message").filter(message__case=case, message=message.pk).first()
    if attempt is None or attempt.withdrawn_at is not None:
        raise Refused(_("That is already so."), "unchanged")
    if not actor.is_agent and attempt.message.author_id != actor.person_id:
        raise NotAllowed("cases.withdraw_attempt")
    attempt.withdrawn_at = now()
    attempt.save(update_fields=["withdrawn_at"])
    settle(case)
    record(AttemptWithdrawn(case=case, message=message))
    return attempt


def settle(case: Case) -> None:
    """The case's state of reproduction from its attempts and those of the cases merged into it: the latest speaks.

    A merged case that is protected otherwise than this one is left out: its words are not for those who see this one.
    """
    found, latest = [case.pk], [case.pk]
    while latest:
        merged = Case.objects.filter(merged_into__in=latest, subject__is_protected=case.subject.is_protected)
        latest = list(merged.values_list("pk", flat=True))
        found += latest
    tried = Reproduction.objects.filter(message__case__in=found, withdrawn_at=None).order_by(
        "-message__written_at", "-message__pk"
    )
    verdict = tried.values_list("verdict", flat=True).first() or ""
    if case.reproduction != verdict:
        case.reproduction = verdict
        case.save(update_fields=["reproduction"])


def _kept(text: str) -> str:
    """Cleaned, and every number that the dialog warns about masked: also one whose check digit is wrong."""
    cleaned = texts.clean(text)
    return personnummer.mask(cleaned, personnummer.find(cleaned))
