"""What notices have of a person: which they wrote or answered for. The notices are public."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.log.disclosing import Section, about_person, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.status.models import Notice, Update


@about_person(Notice, Update, order=46)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    rows = Notice.objects.select_related("subject")
    number = "notice.subject.number"
    found = parts_played(
        (_("Answered for a notice"), rows.filter(communicator=person), "starts_at", "subject.number"),
        (_("Was to check a notice"), rows.filter(checker=person), "starts_at", "subject.number"),
        (_("Wrote an update"), Update.objects.filter(author=person).select_related("notice__subject"), "at", number),
    )
    yield Section("notices_written", _("Notices"), found)
