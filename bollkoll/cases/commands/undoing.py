"""An answer that has not gone yet is taken back: by its writer, or because what it says has turned out wrong."""

from django.utils.translation import gettext as _

from bollkoll.cases.events import AnswerUndone
from bollkoll.cases.models import Attachment, Case, Draft, Message
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor


@command
def undo_answer(actor: Actor, case: Case, *, message: Message) -> str:
    """Take back an answer that has not gone yet. Returns its text, so that it is a draft again."""
    row = case.messages.select_for_update(no_key=True, of=("self",)).filter(pk=message.pk).first()
    if row is None:
        raise Refused(_("The answer has already been taken back."), "undone")
    if row.kind != Message.Kind.ANSWER or row.released_at:
        raise Refused(_("The answer has already been sent and cannot be taken back."), "sent")
    if row.author_id != actor.person_id:
        raise Refused(_("Only the one who wrote the answer can take it back."), "not_yours")
    text = row.text
    _take_out(case, row)
    return text


def recall(case: Case, message: Message) -> bool:
    """What an answer says has turned out wrong before it has gone: it is not sent. Whether there was time. Called by other
    verbs, in their act. The text is its writer's draft again, unless they have begun another."""
    row = case.messages.select_for_update(no_key=True, of=("self",)).filter(pk=message.pk, released_at=None).first()
    if row is None:
        return False
    files = [str(file.pk) for file in row.attachments.all()]
    if row.author_id:
        kept = {"fields": {"text": row.text, "then": row.then, "files": files}, "saved_at": now()}
        Draft.objects.get_or_create(person_id=row.author_id, key=f"case:{case.number}:answer", defaults=kept)
    _take_out(case, row)
    return True


def _take_out(case: Case, row: Message) -> None:
    """The answer is gone, and its files are loose again."""
    Attachment.objects.filter(message=row).update(message=None)
    row.delete()
    record(AnswerUndone(case=case))
