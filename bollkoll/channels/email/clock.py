"""What falls due in mail: the daily mail of those who want one; and what the auditor asks of mail."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.channels.email import commands
from bollkoll.channels.email.doors.imap import mailbox_name
from bollkoll.channels.email.models import DigestItem, InboundMail
from bollkoll.commitments.audit import Finding, check
from bollkoll.log.clock import watch
from bollkoll.log.models import Cursor
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Person

DIGEST_AT = time(7, 30)
"""By the clock on the wall, before the day begins."""


def digest_until(moment: datetime | None = None) -> datetime:
    """The latest digest time that has passed: what happened before it is due."""
    local = timezone.localtime(moment)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))


def _due() -> Iterable[Person]:
    waiting = DigestItem.objects.filter(done_at=None, made_at__lt=digest_until()).values("person")
    return Person.objects.filter(pk__in=waiting).order_by("pk")


@watch("email.digest", due=_due, every=timedelta(minutes=1))
def digest(person: Person) -> None:
    commands.send_digest(CLOCK, person, until=digest_until())


UNREAD_FOR = timedelta(minutes=10)


@check("mailbox.unread", _("A mailbox has not been read for more than ten minutes: {key}."))
def mailboxes_unread() -> Iterator[Finding]:
    names = {mailbox_name(url) for url in settings.CONFIG.mail_in_imap.split()}
    fresh = Cursor.objects.filter(name__in=names, moved_at__gte=timezone.now() - UNREAD_FOR)
    for name in sorted(names - set(fresh.values_list("name", flat=True))):
        yield Finding(key=name.partition(":")[2])


@check("mail.not_understood", _("{count} mails that have come in have not been looked into for more than ten minutes."))
def mail_standing_still() -> Iterator[Finding]:
    count = InboundMail.objects.pending().filter(due_at__lt=timezone.now() - UNREAD_FOR).count()
    if count:
        yield Finding(key="inbound", count=count)
