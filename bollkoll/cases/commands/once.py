"""A form is carried out once: posted again, it leads to what it made; posted with other words, it is told apart."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bollkoll.cases.models import Attachment, Case, Once
from bollkoll.kit import text as texts
from bollkoll.kit.spent import spend
from bollkoll.log.acting import Refused, now
from bollkoll.people.models import Person


class AlreadyDone(Refused):
    """The form has been carried out before; ``made`` is what it made. Views lead there instead of showing an error."""

    def __init__(self, made: Any) -> None:
        super().__init__(_("This was already sent; nothing was doubled."), "already_done")
        self.made = made


class SentOtherwise(Refused):
    """The form has been carried out before, with other words: ``made`` is what came of those. What is written now has
    gone nowhere; the form that comes back has a new key, so that it can be sent as well."""

    def __init__(self, made: Any) -> None:
        if isinstance(made, Case):
            said = _(
                "What you sent first did arrive: it is case #%(number)s. What stands here now is different and has not "
                "been sent. Write it in that case, or send again to open another."
            ) % {"number": made.number}
        else:
            said = _(
                "What you sent first did arrive and is saved. What stands here now is different and has not been sent. "
                "Send again to have it go too."
            )
        super().__init__(said, "sent_otherwise")
        self.made = made


def claim(
    person: Person | None, verb: str, key: str, model: type[Model], *content: Any, files: Sequence[Attachment] = ()
) -> Once | None:
    """Take a form's key for this act; :func:`keep` then says what it made. A key is taken for one ``verb``: what a note
    has used says nothing about an answer.

    Two of the same form at once: the database lets one through, the other waits and finds what the first made. A key
    whose fruit is gone (an answer that was taken back) may be used again. Raises :class:`AlreadyDone`, or
    :class:`SentOtherwise` when ``content`` is not what it was, or when there are other files. (Files that went with the
    first are part of something, and come no more.)
    """
    if not key or person is None:
        return None
    name = f"{verb}:{key}"[:64]
    digest, sums = _digest(content), sorted({file.sha256 for file in files})
    of_now = {"digest": digest, "files": sums}
    row, _is_first = Once.objects.get_or_create(person=person, key=name, defaults={"made": "", "at": now(), **of_now})
    made = model._base_manager.filter(pk=row.made).first() if row.made else None
    if made is None:
        row.digest, row.files = digest, sums
        return row
    if row.digest and (row.digest != digest or not set(sums) <= set(row.files)):
        spend(key.partition(":")[0])
        raise SentOtherwise(made)
    raise AlreadyDone(made)


def keep(row: Once | None, made: Model) -> None:
    """Remember what the form made."""
    if row is not None:
        row.made = str(made.pk)
        row.save(update_fields=["made", "digest", "files"])


def _digest(content: Sequence[Any]) -> str:
    """Empty when nothing was said of the content: then every post with the key is the same. Keyed, so that nobody who
    reads the table can try what was written."""
    if not content:
        return ""
    written = json.dumps(_plain(content), sort_keys=True)
    return salted_hmac("bollkoll.once", written, algorithm="sha256").hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return texts.clean(value).strip()
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, int | float | bool) else str(value)
