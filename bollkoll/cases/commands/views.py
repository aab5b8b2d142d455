"""Saved views: lists that somebody keeps."""

from django.utils.translation import gettext as _

from bollkoll.cases.events import ViewRemoved, ViewSaved
from bollkoll.cases.models import SavedView
from bollkoll.log.acting import Refused, command, record
from bollkoll.people.actor import Actor


@command
def save_view(actor: Actor, subject: None = None, *, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep a list under a name; the same name again replaces it."""
    name = name.strip()[:60]
    if not name:
        raise Refused(_("Give the view a name."), "empty")
    row, _made = SavedView.objects.update_or_create(
        person=actor.person, name=name, defaults={"query": query[:500], "is_shared": is_shared}
    )
    record(ViewSaved(view=row.pk))
    return row


@command
def remove_view(actor: Actor, view: SavedView) -> None:
    """Remove one's own view (or, as coordinator, a shared one)."""
    if view.person_id != actor.person_id and not (view.is_shared and actor.is_coordinator):
        raise Refused(_("Only its owner can remove a view."), "not_yours")
    number = view.pk
    view.delete()
    record(ViewRemoved(view=number))
