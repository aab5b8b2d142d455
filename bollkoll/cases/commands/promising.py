"""A new time is promised, to many reporters at once or to one: each gets the same word in their own language."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases.commands.dialogue import answer
from bollkoll.cases.models import Case, Message
from bollkoll.cases.rules import filled_promise
from bollkoll.log.acting import Refused, command
from bollkoll.people.actor import Actor
from bollkoll.people.models import Language
from bollkoll.ui import dates


def said_to(case: Case, *, text_sv: str, text_en: str, promise_at: datetime) -> str:
    """The text as this reporter gets it: their language, name and number, and the time as people say it.

    Without a text in English everybody gets the Swedish one.
    """
    is_english = case.reporter.language == Language.ENGLISH and bool(text_en.strip())
    language = "en" if is_english else "sv"
    return filled_promise(
        text_en if is_english else text_sv,
        name=case.reporter.first_name, number=case.number, time=dates.exact(promise_at, language),
    )  # fmt: skip


@command
def repromise(
    actor: Actor, case: Case, *, text_sv: str, promise_at: datetime, text_en: str = "", once: str = ""
) -> Message:
    """Answer with a new promised time; third line keeps the ball if it has it. Raises :class:`AlreadyDone` for a form that was
    posted before, and ``Refused`` for what is closed or solved.
    """
    if not case.is_open:
        raise Refused(_("The case is closed: nothing is owed."), "closed")
    if case.state == Case.State.SOLVED:
        raise Refused(_("The case is solved: nothing is owed, unless you open it again."), "solved")
    text = said_to(case, text_sv=text_sv, text_en=text_en, promise_at=promise_at)
    return answer(actor, case, text=text, promise_at=promise_at, once=once and f"{once}:{case.number}")
