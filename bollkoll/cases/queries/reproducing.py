"""What was tried to reproduce a case, and the question that follows when it takes more to try with."""

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Example, Reproduction
from bollkoll.cases.queries.finding import threads
from bollkoll.kit.text import excerpt
from bollkoll.people.actor import Actor

MOST_TOLD = 3
"""Attempts that the question to the reporter tells of, the latest first."""
LONGEST_TOLD = 400


def attempts(actor: Actor, case: Case) -> list[Reproduction]:
    """The attempts that stand in the case's timeline, the latest first. Asks nothing while nobody has tried."""
    if not case.reproduction:
        return []
    rows = Reproduction.objects.filter(message__case__in=threads(actor, case), withdrawn_at=None)
    return list(rows.select_related("environment", "message__author").order_by("-message__written_at", "-message__pk"))


def request_for_data(case: Case) -> str:
    """A draft in the reporter's language: what was tried, and which examples are needed to go on. For an agent to edit."""
    rows = Reproduction.objects.filter(message__case=case, withdrawn_at=None).select_related("environment", "message")
    with translation.override(case.reporter.language):
        tried = [_told(row) for row in rows.order_by("-message__written_at", "-message__pk")[:MOST_TOLD]]
        return "\n\n".join(
            [
                _("Hello,"),
                _("We have tried to see for ourselves what you describe, but we need more to go by."),
                "\n".join([_("This is what we have tried:"), *tried]),
                "\n".join(_asked_of(list(case.examples.all()))),
            ]
        )


def _asked_of(given: list[Example]) -> list[str]:
    """What an example has, one line each; of one that has been sent, only what it lacks."""
    has = {
        "course": _("course code"), "occasion": _("occasion code"), "time": _("time"),
        "student": _("student UID (never a personal identity number)"),
    }  # fmt: skip
    lacking = [said for name, said in has.items() if not any(getattr(one, name) for one in given)]
    if given and lacking:
        return [_("Could you complete the example that you sent, with:"), *(f"- {one}" for one in lacking)]
    heading = _("Could you send one more example, with:") if given else _("Could you send one or more examples, with:")
    return [heading, *(f"- {one}" for one in has.values())]


def _told(attempt: Reproduction) -> str:
    where = " ".join(str(part) for part in (attempt.environment, attempt.version) if part)
    steps = excerpt(attempt.message.text, LONGEST_TOLD)
    return f"- {where}: {steps}" if where else f"- {capfirst(steps)}"
