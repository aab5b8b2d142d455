"""Letters about what the world was promised: reminded before, given over at, alarmed after; and a second pair of eyes."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.channels.email.letters.letter import Letter, News, absolute
from bollkoll.status.models import Notice
from bollkoll.ui import dates


def _of(news: News, heading: Callable[[Notice], str], said: Callable[[Notice], list[str]]) -> Letter | None:
    notice = Notice.objects.select_related("subject").filter(pk=news.event.data["notice"]).first()
    if notice is None or (notice.is_over and not notice.checker_id):
        return None
    address = absolute(reverse("status:notice", args=[notice.number]))
    words = f"{notice.title} ({notice.number})"
    return Letter(
        heading=heading(notice),
        paragraphs=[words, *said(notice)],
        links=[(_("Open the notice"), address)],
        subject=f"{heading(notice)}: {notice.title}",
    )


def _promised(notice: Notice) -> str:
    if notice.owed_at is None:
        return ""
    moment = notice.owed_at.astimezone(timezone.get_current_timezone())
    return dates.clock_time(moment, timezone.now(), get_language() or "sv")


def reminded(news: News) -> Letter | None:
    return _of(
        news,
        lambda notice: _("More is promised %(when)s") % {"when": _promised(notice)},
        lambda notice: [_("Say what is known then, also when nothing is new.")],
    )


def escalated(news: News) -> Letter | None:
    return _of(
        news,
        lambda notice: _("What was promised was not said"),
        lambda notice: [
            _("More was promised %(when)s. The incident manager has the ball now.") % {"when": _promised(notice)}
        ],
    )


def alarmed(news: News) -> Letter | None:
    return _of(
        news,
        lambda notice: _("Still nothing is said of what was promised"),
        lambda notice: [
            _("More was promised %(when)s, and readers see that it is late. Whoever can, says something now.")
            % {"when": _promised(notice)}
        ],
    )


def check_asked(news: News) -> Letter | None:
    return _of(
        news,
        lambda notice: _("%(name)s asks you to read through a notice") % {"name": news.by},
        lambda notice: [_("It is out already. What is wrong is corrected, and both stay readable.")],
    )


def communicator_chosen(news: News) -> Letter | None:
    return _of(
        news,
        lambda notice: _("You inform about this from now on"),
        lambda notice: [_("More is promised %(when)s") % {"when": _promised(notice)}] if notice.owed_at else [],
    )


LETTERS: dict[str, Callable[[News], Any]] = {
    "status.reminded": reminded,
    "status.escalated": escalated,
    "status.alarmed": alarmed,
    "status.check_asked": check_asked,
    "status.communicator_chosen": communicator_chosen,
}
