"""A notice in running words, for an answer to somebody who asks about it."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.status.models import Notice
from bollkoll.ui import dates


def answer_words(notice: Notice) -> str:
    """What is known now, in the language that is active: the latest that was said, what to do, when there is more."""
    language, zone = get_language() or "sv", timezone.get_current_timezone()
    last = notice.updates.order_by("-at", "-pk").first()
    lines = [_("There is a notice about this: %(title)s.") % {"title": notice.title}]
    if last is not None:
        lines.append(last.text)
    if notice.workaround:
        lines.append(notice.workaround)
    if notice.next_update_at:
        moment = notice.next_update_at.astimezone(zone)
        said = f"{dates.exact(moment.date(), language)} {dates.clock(moment, language)}"
        lines.append(_("The next information comes at the latest %(when)s.") % {"when": said})
    return "\n\n".join(lines)
