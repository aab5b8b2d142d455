"""One readable line out of a calendar part (RFC 5545, RFC 5546): what, when, where, who."""

import re

_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$")
_ESCAPE = re.compile(r"\\([\\;,nN])")


def summary(text: str) -> str:
    """`REQUEST: Avstämning · 2026-11-03 10:00 – 11:00 (Europe/Stockholm) · Sal B · Anna <anna@…>`, empty when it is
    no calendar."""
    method = ""
    event: dict[str, tuple[str, str]] = {}
    inside: list[str] = []
    for line in re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n")).split("\n"):
        match = _LINE.match(line.strip()) if len(line) < 100_000 else None
        if match is None:
            continue
        name, given, value = match[1].upper(), match[2], match[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if value.strip().upper() in ("VEVENT", "VTODO") and event:
                break
            if inside:
                inside.pop()
        elif name == "METHOD":
            method = value.strip().upper()
        elif inside and inside[-1] in ("VEVENT", "VTODO"):
            event.setdefault(name, (given, value.strip()))
    if not event:
        return ""

    def said(name: str) -> str:
        value = event.get(name, ("", ""))[1]
        return " ".join(_ESCAPE.sub(lambda m: " " if m[1] in "nN" else m[1], value).split())[:500]

    pieces = [said("SUMMARY"), _when(event), said("LOCATION"), _who(event)]
    line = " · ".join(piece for piece in pieces if piece)
    described = _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], event.get("DESCRIPTION", ("", ""))[1]).strip()
    head = f"{method}: {line}" if method else line
    return f"{head}\n\n{described}" if described else head


def _when(event: dict[str, tuple[str, str]]) -> str:
    start, zone = _moment(event.get("DTSTART"))
    end, _ = _moment(event.get("DTEND") or event.get("DUE"))
    if not start:
        return ""
    if end and end != start:
        same_day = end[:10] == start[:10] and len(end) > 10
        start += " – " + (end[11:] if same_day else end)
    return f"{start} ({zone})" if zone else start


def _moment(given: tuple[str, str] | None) -> tuple[str, str]:
    if given is None:
        return "", ""
    match = _MOMENT.match(given[1])
    if match is None:
        return given[1][:40], ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    zone = re.search(r'TZID="?([^";:]+)', given[0], re.I)
    if match[4] is None:
        return day, ""
    return f"{day} {match[4]}:{match[5]}", "UTC" if match[7] else (zone[1] if zone else "")


def _who(event: dict[str, tuple[str, str]]) -> str:
    given, value = event.get("ORGANIZER", ("", ""))
    address = re.sub(r"(?i)^mailto:", "", value)
    name = re.search(r'CN="?([^";:]+)', given, re.I)
    return f"{name[1].strip()} <{address}>" if name and name[1].strip() != address else address
