"""``bollkoll notice`` and ``bollkoll status publish``: by hand, from a console, with or without a database."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bollkoll.kit import personal
from bollkoll.status import rules
from bollkoll.status.site import addresses, journal, targets
from bollkoll.status.site.history import ZONE
from bollkoll.status.site.publishing import last_picture, publish, republish

USAGE = 2
LONGEST_TITLE = 160
DEGREE = {"planned": "maintenance", "information": "operational"}
"""Of what is no disturbance, when nothing is said of it."""
ONLY_FIRST = ("title", "title_en", "kind", "severity", "environment", "institutions", "until")
"""Options of a first notice that mean nothing in an update."""


class Wrong(Exception):
    """What was asked for cannot be done; the text says why."""


def notice(options: argparse.Namespace, site_root: Path, site_url: str, places: list[str]) -> int:
    """Write a notice or an update to the published site, now, without the database."""
    picture = last_picture(site_root)
    if picture is None:
        picture = {"version": 1, "organisation": {"base_url": site_url}, "position": 0}
        _say("Nothing has been published here before: the page will hold this notice only.")
    try:
        said = _entry(options, journal.merged(picture, site_root))
        said["unpersonal"] = _must_be_fit(options)
    except Wrong as problem:
        sys.stderr.write(f"{problem}\n")
        return USAGE
    entry = journal.write(site_root, said)
    _say(f"Written: {entry.path}")
    publish(picture, site_root)
    _say(f"Published: {site_url}/{addresses.notice('sv', entry.notice)}")
    _say(f"To say more:  bollkoll notice --update {entry.notice} --text …   and at the end  --resolve {entry.notice}")
    _say("It is taken into the system by itself when the worker has its database again.")
    return _bring(site_root, places)


def publish_by_hand(site_root: Path, places: list[str], make: Callable[[], Mapping[str, Any]], *, force: bool) -> int:
    """``make`` gives the picture from the database, or raises when it does not answer."""
    try:
        picture = make()
    except (
        Exception
    ) as problem:  # whatever is wrong with the database, the site can still be made from what it last said
        _say(f"The database does not answer ({_first_line(problem)}).")
        release = republish(site_root)
        if release is None:
            sys.stderr.write("Nothing has been published before, so there is nothing to publish again.\n")
            return 1
        _say(f"Published again from the last picture and the journal: {release}")
    else:
        _say(f"Published from the database: {publish(picture, site_root, force=force)}")
    waiting = len(journal.entries(site_root))
    if waiting:
        _say(f"{waiting} written without the database wait in the journal; they are on the page.")
    return _bring(site_root, places)


def _bring(site_root: Path, places: list[str]) -> int:
    failed = 0
    for place in places:
        try:
            sent = targets.bring(place, site_root)
        except targets.TargetError as problem:
            failed = 1
            sys.stderr.write(f"NOT there yet: {problem}\n")
        else:
            _say(f"Brought to {place.partition('?')[0]}: {sent} files.")
    return failed


def _entry(options: argparse.Namespace, picture: Mapping[str, Any]) -> dict[str, Any]:
    if options.update or options.resolve:
        return _more(options, picture)
    options.kind = options.kind or "disturbance"
    options.severity = options.severity or ("major" if options.kind == "disturbance" else "none")
    degree = options.degree or DEGREE.get(options.kind, "down")
    title = options.title = options.title or _asked("Title (Swedish): ")
    text = options.text = options.text or _asked("What has happened, and what should people do? ")
    if not title.strip() or not text.strip():
        raise Wrong("A notice needs --title and --text.")
    for name in ("title", "title_en"):
        if (length := len(getattr(options, name) or "")) > LONGEST_TITLE:
            option = name.replace("_", "-")
            raise Wrong(f"--{option} has {length} characters and may have {LONGEST_TITLE}. Put the rest in the text.")
    environments = _known(options.environment, picture, "environments", "key")
    if not environments and picture.get("environments"):
        environments = [str(picture["environments"][0]["key"])]
    services = _known(options.service, picture, "services", "key")
    if options.degree and not services:
        raise Wrong(f"--degree {options.degree} says how much something is affected. Say what: --service KEY.")
    codes = _known(
        [code for one in options.institutions or () for code in one.split(",")], picture, "institutions", "code"
    )
    next_update = _next_update(options.next_update, is_promised=options.kind == "disturbance")
    until = _time(options.until)
    if until and until <= datetime.now(UTC):
        raise Wrong(f"--until {options.until} has passed. Give a time ahead, or leave it out.")
    if until and until > datetime.now(UTC) + rules.FARTHEST:
        raise Wrong(f"--until {options.until} is more than two years away. Look at the year.")
    if options.kind == "planned" and not until:
        raise Wrong("Planned work needs --until: when it is expected to be over.")
    return {
        "act": "publish",
        "text": {"sv": text, "en": options.text_en or ""},
        "next_update_at": _iso(next_update),
        "fields": {
            "kind": options.kind,
            "severity": options.severity,
            "title": {"sv": title, "en": options.title_en or ""},
            "environments": environments,
            "parts": [{"service": key, "degree": degree, "environment": None} for key in services],
            "institutions": codes or None,
            "expected_end_at": _iso(until),
        },
    }


def _must_be_fit(options: argparse.Namespace) -> int:
    """The same stop as in the system. How many things are nobody's on the word of whoever writes."""
    texts = [getattr(options, name) or "" for name in ("title", "title_en", "text", "text_en")]
    found = personal.find(*texts, besides=options.not_personal or ())
    said = ", ".join(one.shown for one in found)
    if any(one.certain for one in found):
        raise Wrong(f"This looks like personal data: {said}. A notice is read by everybody. Take it out.")
    if found:
        way = " ".join(f"--not-personal '{one.shown}'" for one in found)
        raise Wrong(f"This may be somebody's: {said}. Take it out, or say that it is nobody's: {way}")
    return len(personal.find(*texts))


def _more(options: argparse.Namespace, picture: Mapping[str, Any]) -> dict[str, Any]:
    asked = str(options.update or options.resolve)
    _must_be_of_use(options)
    text = options.text = options.text or _asked("What do you want to say? ")
    if not text.strip():
        raise Wrong("An update needs --text.")
    found = _find(asked, picture)
    if options.resolve and options.next_update:
        raise Wrong("What is over promises no more: leave --next-update out.")
    if (
        options.resolve
        and found.get("state") == "scheduled"
        and str(found.get("starts_at")) > str(_iso(datetime.now(UTC)))
    ):
        raise Wrong("It has not begun. Say with --update what is so; it is cancelled in the system.")
    next_update = _next_update(options.next_update, is_promised=found.get("kind") == "disturbance")
    said = {
        "act": "update" if options.update else "resolve",
        "notice": found["id"],
        "text": {"sv": text, "en": options.text_en or ""},
        "next_update_at": _iso(next_update) if options.update else None,
    }
    return said | _degree(options, found, picture)


def _must_be_of_use(options: argparse.Namespace) -> None:
    """Nothing that is given is passed over in silence."""
    if options.update and options.resolve:
        raise Wrong("Either --update or --resolve: what is over is said once, with --resolve.")
    how = "--update" if options.update else "--resolve"
    useless = [f"--{name.replace('_', '-')}" for name in ONLY_FIRST if getattr(options, name)]
    if useless:
        raise Wrong(
            f"{how} does not change what {' and '.join(useless)} says. Leave it out, and say it in --text; it is changed in "
            "the system when the database is back."
        )
    if options.resolve and (options.degree or options.service):
        raise Wrong("What is over works again: leave --degree and --service out.")
    if options.service and not options.degree:
        raise Wrong(
            f"With {how}, --service says what --degree is about. Give --degree too: how much it is affected now."
        )


def _degree(options: argparse.Namespace, notice: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    if not options.degree:
        return {}
    services = _known(options.service, picture, "services", "key")
    if not services and not notice.get("parts"):
        raise Wrong(f"--degree {options.degree} says how much something is affected. Say what: --service KEY.")
    return {"degree": options.degree, "services": services}


def _find(asked: str, picture: Mapping[str, Any]) -> Mapping[str, Any]:
    """By its number, its id or the beginning of its id."""
    open_ = [one for one in picture.get("notices", ()) if not one.get("ended_at")]
    found = [one for one in open_ if str(one.get("number")) == asked]
    found = found or [one for one in open_ if str(one["id"]).startswith(asked.lower())]
    if len(found) == 1:
        return found[0]
    shown = "\n".join(
        f"  {one.get('number') or '–'}  {one['id']}  {(one.get('title') or {}).get('sv', '')}" for one in open_
    )
    raise Wrong(f"No single open notice is called {asked}. Open now:\n{shown or '  none'}")


def _known(asked: list[str] | None, picture: Mapping[str, Any], of: str, key: str) -> list[str]:
    """The keys asked for, as the picture spells them; anything goes when nothing was ever published."""
    known = {str(one[key]).lower(): str(one[key]) for one in picture.get(of) or ()}
    wanted = [one.strip() for one in asked or () if one.strip()]
    unknown = [one for one in wanted if one.lower() not in known]
    if unknown and known:
        raise Wrong(f"Unknown {of}: {', '.join(unknown)}. There are: {', '.join(known.values())}.")
    return [known.get(one.lower(), one) for one in wanted]


def _next_update(text: str | None, *, is_promised: bool) -> datetime | None:
    """In an hour when a disturbance says nothing of it."""
    when, now = _time(text), datetime.now(UTC)
    if when is None:
        return now + timedelta(hours=1) if is_promised else None
    if when <= now:
        raise Wrong(f"--next-update {text} has passed. Give a time ahead: 14:30, 45m or 2h.")
    if when > now + rules.FARTHEST_UPDATE:
        days = rules.FARTHEST_UPDATE.days
        raise Wrong(
            f"--next-update {text} is more than {days} days away. Give a time that people wait for: 14:30, 45m or 2h."
        )
    return when


def _time(text: str | None) -> datetime | None:
    """``14:30`` is the next such time here, ``45m`` so long from now, or a whole ISO moment."""
    if not text:
        return None
    now = datetime.now(ZONE)
    try:
        if text.endswith(("m", "h")) and text[:-1].isdigit():
            return now.astimezone(UTC) + timedelta(**{"minutes" if text[-1] == "m" else "hours": int(text[:-1])})
        if len(text) <= 5:
            hour, minute = map(int, text.replace(".", ":").split(":"))
            at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return (at if at > now else at + timedelta(days=1)).astimezone(UTC)
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(f"“{text}” is no time: write 14:30, 45m, 2h or 2026-11-29T14:30.") from None


def _iso(when: datetime | None) -> str | None:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def _asked(question: str) -> str:
    return input(question).strip() if sys.stdin.isatty() else ""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _first_line(problem: Exception) -> str:
    return next(iter(str(problem).strip().splitlines()), type(problem).__name__)
