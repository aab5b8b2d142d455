"""What a mail says: one letter per kind of news, in the reader's language.

A letter is plain facts; ``envelope`` gives it headers, and the templates ``email/mail/letter.txt`` and ``.html`` draw
it. The caller has switched to the reader's language.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bollkoll.channels.email.letters import (
    accounts,
    asking,
    desk,
    handing,
    incidents,
    morning,
    notices,
    orders,
    reporters,
)
from bollkoll.channels.email.letters.letter import Letter, News, absolute, case_url, open_link

__all__ = ["LETTERS", "Letter", "News", "absolute", "case_url", "news_of_protected", "write"]

LETTERS: dict[str, Callable[[News], Letter | None]] = {
    "cases.opened": reporters.opened,
    "cases.answered": reporters.answered,
    "cases.solved": reporters.solved,
    "cases.watcher_added": reporters.watcher_added,
    "cases.reporter_gone": reporters.reporter_gone,
    "cases.replied": desk.replied,
    "cases.noted": desk.noted,
    "cases.assigned": desk.assigned,
    "cases.reminded": desk.reminded,
    "cases.stood_in": desk.stood_in,
    "cases.thanked": desk.thanked,
    "cases.offered": handing.offered,
    "cases.taken_over": handing.taken_over,
    "cases.offer_returned": handing.returned,
    "cases.given_back": handing.given_back,
    "cases.offer_fell": handing.fell,
    "cases.offer_lapsed": handing.lapsed,
    "cases.third_line_chased": handing.chased,
    "cases.input_asked_for": asking.asked,
    "cases.question_passed_on": asking.asked,
    "cases.question_moved": asking.asked,
    "cases.question_chased": asking.chased,
    "cases.question_withdrawn": asking.withdrawn,
    "cases.question_answered": asking.answered,
    "cases.question_returned": asking.answered,
    "cases.question_commented": asking.answered,
    "cases.question_raised": asking.raised,
    "commitments.violations_found": desk.violations_found,
    "desk.stand_up_ended": morning.stand_up_ended,
    "commitments.stood_in": incidents.stood_in,
    "incidents.declared": incidents.declared,
    "incidents.lead_handed_over": incidents.lead_handed_over,
    "incidents.communicator_set": incidents.communicator_set,
    "incidents.merged": incidents.merged,
    "incidents.step_assigned": incidents.step_assigned,
    "incidents.nagged": incidents.nagged,
    "incidents.decision_asked": incidents.decision_asked,
    "incidents.decided": incidents.decided,
    "incidents.pulled_in": incidents.pulled_in,
    "incidents.joined": incidents.joined,
    "incidents.declined": incidents.declined,
    "incidents.task_added": incidents.task_added,
    "incidents.action_added": incidents.action_added,
    "incidents.final_reopened": incidents.final_reopened,
    "incidents.reporters_told": incidents.reporters_told,
    "incidents.proposed": incidents.proposed,
    "orders.step_asked": orders.asked,
    "orders.step_chased": orders.asked,
    "orders.asked_instead": orders.asked,
    "orders.returned": orders.returned,
    "orders.declined": orders.declined,
    "orders.finished": orders.finished,
    "orders.cancelled": orders.cancelled,
    "orders.changed": orders.changed,
    "orders.check_refused": orders.check_refused,
    "people.invited": accounts.invited,
    "people.password_asked_for": accounts.password_asked_for,
    "people.password_changed": accounts.password_changed,
    "people.second_steps_removed": accounts.second_steps_removed,
    "people.address_asked_for": accounts.address_asked_for,
    "people.address_changed": accounts.address_changed,
    **notices.LETTERS,
}


def write(news: News) -> Letter | None:
    """The letter for a kind of news, or nothing when there is none to write (the message has gone)."""
    return LETTERS[news.event.kind](news)


def news_of_protected(news: News) -> Letter:
    """A protected case's mail has no content: only that there is news, and where."""
    return Letter(
        heading=_("There is news in a case you follow"),
        paragraphs=[_("The case is protected, so nothing of it is written in mail. Log in to read it.")],
        links=open_link(news),
        subject=_("There is news in a case you follow"),
    )
