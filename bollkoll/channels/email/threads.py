"""Which case a message belongs to: signed references first, then the ids of mails, then a number in the subject.

A mailed answer to an internal note stays internal, always: one reference of a note, wherever it stands, is enough. A
colleague at the support who replies to any mail of a case writes a note; only a mail sent to the answer address that
such mails name (``support+1042.a…``), with no note's reference in it, becomes an answer to the reporter. What answers
mail about a question to third line goes to that question's thread and nowhere else, whatever other references it has,
but a note's: what is written about a note is not for third line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bollkoll.cases.models import Case, Question
from bollkoll.channels.email import references, rules, telling
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.channels.email.references import ANSWER, NOTE, QUESTION, Ref
from bollkoll.commitments.models import Subject
from bollkoll.log.models import Delivery
from bollkoll.people.models import Person

INTERNAL = (NOTE, QUESTION)
"""One such reference in a mail, and nothing of it ever reaches the reporter."""


@dataclass(frozen=True)
class Thread:
    """What a message refers to. ``is_strong``: by a reference or an id of a mail, not by a number that anybody can
    write.
    """

    case: Case | None = None
    refs: tuple[Ref, ...] = ()
    delivery: Delivery | None = None
    is_strong: bool = False
    is_answer: bool = False

    @property
    def is_internal(self) -> bool:
        return any(ref.kind in INTERNAL for ref in self.refs)

    @property
    def is_of_question(self) -> bool:
        """Whether it belongs to the thread of a question to third line."""
        kinds = {ref.kind for ref in self.refs}
        return QUESTION in kinds and NOTE not in kinds

    def question(self) -> Question | None:
        """The question it answers: the first one that it refers to."""
        keys = [ref.question_id for ref in self.refs if ref.kind == QUESTION]
        return Question.objects.filter(pk=keys[0]).first() if keys and self.is_of_question else None

    def is_proof_for(self, person: Person | None) -> bool:
        """Whether the message holds a secret that we wrote to this very person."""
        if person is None:
            return False
        if any(ref.person_id == person.pk for ref in self.refs):
            return True
        return self.delivery is not None and self.delivery.person_id == person.pk

    def addressee(self) -> Person | None:
        """To whom we wrote the mail that this one answers."""
        found = self.refs[0].person_id if self.refs else self.delivery.person_id if self.delivery else None
        return Person.objects.active().filter(pk=found).first() if found else None


def recipients(mail: InboundMail, parsed: ParsedMail) -> list[str]:
    """Every address that it was sent to, as the envelope and the message say."""
    return [*mail.recipients, *(a.address for a in (*parsed.to, *parsed.cc)), *parsed.delivered_to]


def find(mail: InboundMail, parsed: ParsedMail) -> Thread:
    sent_to = recipients(mail, parsed)
    ids = [each for each in (parsed.in_reply_to, *reversed(parsed.references)) if each]
    returned = parsed.bounce.original_message_id if parsed.bounce else ""
    addressed = references.find(sent_to)
    refs = tuple(dict.fromkeys([*addressed, *references.find([*ids, returned, parsed.text, parsed.html or ""])]))
    delivery = _delivery(sent_to, [returned, *ids] if returned else ids)
    is_answer = any(ref.kind == ANSWER for ref in addressed) and not any(ref.kind in INTERNAL for ref in refs)
    case = _numbered([ref.number for ref in refs]) or _of_topic(delivery) or _of_mail(ids)
    if case is not None:
        return Thread(_followed(case), refs, delivery, True, is_answer)
    number = rules.subject_number(parsed.subject)
    case = _numbered([number] if number else [])
    return Thread(_followed(case) if case else None, refs, delivery)


def _numbered(numbers: Sequence[int]) -> Case | None:
    """The case of the first number."""
    if not numbers:
        return None
    return (
        Case.objects.filter(subject__kind=Subject.Kind.CASE, subject__number=numbers[0])
        .select_related("subject")
        .first()
    )


def _delivery(sent_to: list[str], ids: list[str]) -> Delivery | None:
    """The mail of ours that this answers: by the address it came back to, or by its Message-ID."""
    key = references.bounced_delivery(sent_to)
    if key is not None:
        found = Delivery.objects.filter(pk=key).first()
        if found is not None:
            return found
    by_id = {each.message_id: each for each in Delivery.objects.filter(channel="email", message_id__in=ids[:60])}
    return next((by_id[each] for each in ids if each in by_id), None)


def _of_topic(delivery: Delivery | None) -> Case | None:
    return telling.case_of(delivery.topic) if delivery else None


def _of_mail(ids: list[str]) -> Case | None:
    """The case that an earlier mail of theirs became, or whose thread's root is named."""
    if not ids:
        return None
    earlier = InboundMail.objects.filter(header_id__in=ids[:60], case__isnull=False).exclude(
        outcome=InboundMail.Outcome.HELD
    )
    found = earlier.select_related("case__subject").order_by("-received_at").first()
    if found is not None:
        return found.case
    root = references.rooted_case(ids)
    return Case.objects.filter(pk=root).select_related("subject").first() if root else None


def _followed(case: Case) -> Case:
    """The case itself, or the one it was merged into."""
    for _ in range(20):
        if case.merged_into_id is None:
            break
        case = Case.objects.select_related("subject").get(pk=case.merged_into_id)
    return case
