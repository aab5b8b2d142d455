"""A new time is promised, to many reporters at once or to one: each gets the same word in their own language."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.commands.dialogue import answer
from bollkoll.cases.models import Case, Message
from bollkoll.cases.queries.holding import promised_to_reporters
from bollkoll.cases.rules import filled
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
    time = dates.exact(promise_at, language)
    values = {"name": case.reporter.first_name, "number": str(case.number), "time": time}
    return filled(text_en if is_english else text_sv, values)


@command
def repromise(
    actor: Actor,
    case: Case,
    *,
    text_sv: str,
    promise_at: datetime,
    text_en: str = "",
    once: str = "",
    whose: str | None = None,
    promised: str | None = None,
) -> Message:
    """Answer with a new promised time; third line keeps the ball if it has it. Raises :class:`AlreadyDone` for a form that was
    posted before, and ``Refused`` for what is closed or solved, or is no longer ``whose`` it was when it was previewed (the key
    of a person, empty for nobody): nobody is bound to a time by somebody who believed that it was another's. So it is when
    another time was promised meanwhile than ``promised`` (in ISO format, empty for none): it would be replaced unseen.
    """
    if not case.is_open:
        raise Refused(_("The case is closed: nothing is owed."), "closed")
    if case.state == Case.State.SOLVED:
        raise Refused(_("The case is solved: nothing is owed, unless you open it again."), "solved")
    if whose is not None and case.assignee_id != actor.person_id and whose != str(case.assignee_id or ""):
        now_with = case.assignee.name if case.assignee else _("nobody")
        raise Refused(
            _("It went to %(name)s while you wrote, and nothing was sent. Preview it again if it is still to be promised.")
            % {"name": now_with}, "moved",
        )  # fmt: skip
    if promised is not None:
        _not_promised_since(case, promised, promise_at)
    text = said_to(case, text_sv=text_sv, text_en=text_en, promise_at=promise_at)
    return answer(actor, case, text=text, promise_at=promise_at, once=once and f"{once}:{case.number}")


def _not_promised_since(case: Case, promised: str, promise_at: datetime) -> None:
    at, person = promised_to_reporters([case.pk]).get(case.pk, (None, None))
    if at is None or at == promise_at or at.isoformat() == promised:
        return
    time = dates.exact(at, get_language() or "sv")
    raise Refused(
        _("%(name)s promised another time meanwhile, and nothing was sent: %(time)s. Preview it again if it is to be replaced.")
        % {"name": person.name if person else _("nobody"), "time": time}, "promised",
    )  # fmt: skip
