"""Everything that goes into a handing out: what the apps have, without what is left out, with what was read out for it."""

from dataclasses import dataclass, replace

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from bollkoll.disclosure.models import Disclosure
from bollkoll.log import disclosing
from bollkoll.log.disclosing import Group, Held, Item, Line, Section
from bollkoll.people.actor import Actor
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Secret


@dataclass(frozen=True)
class Part:
    """A file of the package: where it stands there, and where it comes from."""

    name: str
    held: Held


@dataclass(frozen=True)
class Gathered:
    sections: list[Section]
    parts: list[Part]


def gathered(disclosure: Disclosure) -> Gathered:
    """Ask the apps as whoever hands it out. Each value of the protected part that was chosen is read, and noted as read.

    Raises ``NotAllowed`` or ``Refused`` when one may not be read, or is gone.
    """
    actor = Actor(disclosure.asked_by)
    if disclosure.case is not None:
        sections = disclosing.of_case(actor, disclosure.case)
    else:
        sections = disclosing.of_person(actor, disclosure.person)
    sections = [kept for section in sections if (kept := _without(section, disclosure.left_out))]
    if disclosure.with_secrets:
        sections.append(_read_out(actor, disclosure))
    parts: list[Part] = []
    return Gathered([_numbered(section, parts, disclosure.left_out) for section in sections], parts)


def _without(section: Section, left_out: dict[str, str]) -> Section | None:
    if section.group in left_out:
        return None
    return replace(section, items=[item for item in section.items if item.group not in left_out])


def _read_out(actor: Actor, disclosure: Disclosure) -> Section:
    keys = disclosure.with_secrets
    secrets = {str(one.pk): one for one in Secret.objects.filter(pk__in=keys).select_related("case__subject")}
    items = []
    for key in keys:
        secret = secrets[key]
        value = restricted.reveal(actor, secret, reason=disclosure.reason)
        case = Line("case", _("Case"), secret.case.number)
        items.append(Item([Line("label", _("What it is"), secret.label), case], text=value))
    return Section("read_out", _("Read out of the protected part"), items, note=_("Each reading is noted."))


def _numbered(section: Section, parts: list[Part], left_out: dict[str, str]) -> Section:
    """The files of the section get their names in the package; a line of each thing says which are its."""
    items = []
    for item in section.items:
        lines = [*item.lines]
        for held in item.files:
            lines.append(Line("file", _("File"), _placed(held, parts, left_out)))
        items.append(replace(item, lines=lines))
    return replace(section, items=items)


def _placed(held: Held, parts: list[Part], left_out: dict[str, str]) -> str:
    if Group.FILES in left_out:
        return _("%(name)s (left out)") % {"name": held.name}
    if held.why_not:
        return f"{held.name} ({held.why_not})"
    if held.path and not default_storage.exists(held.path):
        return _("%(name)s (is no longer there)") % {"name": held.name}
    folder = _("files")
    name = f"{folder}/{len(parts) + 1:03}-{held.name}"
    parts.append(Part(name, held))
    return name


def data(sections: list[Section]) -> dict[str, list]:
    """The same for machines: a list of things by the key of each section."""
    found: dict[str, list] = {}
    for section in sections:
        found.setdefault(section.key, []).extend(_datum(item) for item in section.items)
    return found


def _datum(item: Item) -> dict:
    thing: dict = {}
    for line in item.lines:
        if line.key == "file":
            thing.setdefault("files", []).append(line.value)
        else:
            thing[line.key] = line.value
    if item.text:
        thing["text"] = item.text
    return thing
