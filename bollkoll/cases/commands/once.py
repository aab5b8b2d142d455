"""A form is carried out once: posted again, it leads to what it made."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from bollkoll.cases.models import Once
from bollkoll.log.acting import Refused, now
from bollkoll.people.models import Person


class AlreadyDone(Refused):
    """The form has been carried out before; ``made`` is what it made. Views lead there instead of showing an error."""

    def __init__(self, made: Any) -> None:
        super().__init__(_("This was already sent; nothing was doubled."), "already_done")
        self.made = made


def claim(person: Person | None, verb: str, key: str, model: type[Model]) -> Once | None:
    """Take a form's key for this act; :func:`keep` then says what it made. A key is taken for one ``verb``: what a note
    has used says nothing about an answer.

    Two of the same form at once: the database lets one through, the other waits and finds what the first made. A key
    whose fruit is gone (an answer that was taken back) may be used again. Raises :class:`AlreadyDone`.
    """
    if not key or person is None:
        return None
    name = f"{verb}:{key}"[:64]
    row, _is_first = Once.objects.get_or_create(person=person, key=name, defaults={"made": "", "at": now()})
    made = model._base_manager.filter(pk=row.made).first() if row.made else None
    if made is not None:
        raise AlreadyDone(made)
    return row


def keep(row: Once | None, made: Model) -> None:
    """Remember what the form made."""
    if row is not None:
        row.made = str(made.pk)
        row.save(update_fields=["made"])
