"""Variables of answer templates: what ``{reporter}`` becomes."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

PLACE = re.compile(r"\{([^\W\d][\w -]{0,39})\}")
"""Also what only looks like a variable, ``{förnamn}``: better refused when it is written than sent to a reporter."""

VARIABLES: dict[str, tuple[Any, Callable[[Any, Any, Any], Any]]] = {
    "reporter": (_("the reporter's whole name"), lambda case, actor, here: case.reporter.name),
    "first_name": (_("the reporter's first name"), lambda case, actor, here: case.reporter.first_name),
    "institution": (_("the reporter's institution"), lambda case, actor, here: case.institution.name),
    "number": (_("the number of the case"), lambda case, actor, here: case.number),
    "title": (_("the subject of the case"), lambda case, actor, here: case.title),
    "service": (_("the service that it concerns"), lambda case, actor, here: case.service.name if case.service else ""),
    "environment": (_("the environment"), lambda case, actor, here: case.environment.name if case.environment else ""),
    "agent": (_("your whole name"), lambda case, actor, here: actor.person.name if actor.person else ""),
    "agent_first_name": (
        _("your first name"),
        lambda case, actor, here: actor.person.first_name if actor.person else "",
    ),
    "support": (_("the name of the support"), lambda case, actor, here: here.name),
    "system": (_("the system that is supported"), lambda case, actor, here: here.system_name),
    "phone": (_("the support's telephone"), lambda case, actor, here: here.phone),
}
"""Name → what it is, and how it is read from the case (any object with its attributes), the actor and the organisation."""


def unknown(text: str) -> list[str]:
    """Places in a template's text that are no variables, in order, each once."""
    return list(dict.fromkeys(name for name in PLACE.findall(text) if name not in VARIABLES))


def fill(template_text: str, case: Any, actor: Any, organisation: Any) -> str:
    """The text with its variables filled in. What is not a variable stays as it stands; nothing is filled in twice."""

    def value(match: re.Match[str]) -> str:
        found = VARIABLES.get(match[1])
        return str(found[1](case, actor, organisation)) if found else match[0]

    return PLACE.sub(value, template_text)
