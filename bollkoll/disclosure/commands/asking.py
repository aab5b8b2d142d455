"""Asked for: what is to be handed out, to whom, why, and what is left out of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Model
from django.utils.translation import gettext as _

from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case
from bollkoll.cases.queries.finding import threads
from bollkoll.disclosure import rules
from bollkoll.disclosure.events import CaseDisclosed, PersonDisclosed
from bollkoll.disclosure.models import Disclosure
from bollkoll.disclosure.rules import Ground
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import mask
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.disclosing import Group
from bollkoll.people.actor import Actor
from bollkoll.people.models import Language, Person
from bollkoll.restricted.models import Secret


@command
def disclose_case(
    actor: Actor,
    case: Case,
    *,
    ground: str,
    reason: str,
    recipient: str = "",
    left_out: Mapping[str, str] | None = None,
    secrets: Sequence[Secret] = (),
    language: str = Language.SWEDISH,
    once: str = "",
) -> Disclosure:
    """Hand out a case and those merged into it. ``left_out``: a reason for each group that does not come along.

    ``secrets``: what is read out of the protected part for it. Whether the actor may is asked again when each is read.
    """
    within = {one.pk for one in threads(actor, case)}
    if any(secret.case_id not in within or not secret.is_there for secret in secrets):
        raise Refused(_("The data is no longer there."), "gone")
    if secrets and Group.PROTECTED in (left_out or {}):
        raise Refused(_("What the protected part holds is either read out or left out."), "both")
    made = _asked(
        actor, kind=Disclosure.Kind.CASE, subject=case, ground=Ground(ground), reason=reason, recipient=recipient,
        left_out=left_out or {}, secrets=secrets, language=language, once=once,
    )  # fmt: skip
    record(CaseDisclosed(disclosure=made))
    return made


@command
def disclose_person(
    actor: Actor,
    person: Person,
    *,
    reason: str,
    recipient: str = "",
    secrets: Sequence[Secret] = (),
    language: str = Language.SWEDISH,
    once: str = "",
) -> Disclosure:
    """Hand out all about a person, to that person."""
    made = _asked(
        actor, kind=Disclosure.Kind.PERSON, subject=person, ground=Ground.SUBJECT, reason=reason, recipient=recipient,
        left_out={}, secrets=secrets, language=language, once=once,
    )  # fmt: skip
    record(PersonDisclosed(disclosure=made, person=person.pk))
    return made


def _asked(
    actor: Actor,
    *,
    kind: str,
    subject: Model,
    ground: Ground,
    reason: str,
    recipient: str,
    left_out: Mapping[str, str],
    secrets: Sequence[Secret],
    language: str,
    once: str,
) -> Disclosure:
    assert actor.person is not None  # the policy lets nobody else
    why = _said(reason)
    if not rules.is_reason(why):
        raise Refused(_("Say why it is handed out: it is kept beside it."), "reason")
    kept = {Group(group).value: _said(said) for group, said in left_out.items()}
    if not all(rules.is_reason(said) for said in kept.values()):
        raise Refused(_("Say why each part is left out, for example by which section of the law."), "left_out")
    row = claim(actor.person, "disclose", once, Disclosure)
    made = Disclosure.objects.create(
        kind=kind,
        case=subject if isinstance(subject, Case) else None,
        person=subject if isinstance(subject, Person) else None,
        asked_by=actor.person,
        asked_at=now(),
        due_at=now(),
        recipient=texts.one_line(mask(texts.clean(recipient)), 200).text,
        ground=ground,
        reason=why,
        language=language,
        left_out=kept,
        with_secrets=[str(secret.pk) for secret in secrets],
    )
    if row is not None:
        keep(row, made)
    return made


def _said(text: str) -> str:
    return texts.one_line(mask(texts.clean(text)), rules.LONGEST_REASON).text
