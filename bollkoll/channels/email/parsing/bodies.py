"""Which parts of a message are its text and which are its files (RFC 2046, 2387, 1847, 6522)."""

import re

from . import calendar, html, html_text, tnef
from .attachments import MESSAGE_TYPES, declared_name, from_part, make
from .body import Body, Report, Unit, enriched, is_stub, trim
from .charsets import decode, known, plain
from .mime import Part
from .transfer import unflow, uuencoded

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<div|<p[ >]|<table|<span|<meta)", re.I)
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_TEXT_FILES = {"text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/javascript", "text/xml",
               "text/rtf", "text/tab-separated-values", "text/rfc822-headers", "text/x-patch", "text/x-diff",
               "text/x-log", "text/json", "text/yaml"}  # fmt: skip
_UNREAD_ALTERNATIVES = {"text/x-amp-html", "text/watch-html"}
_REPORTS = {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
            "message/feedback-report"}  # fmt: skip


class _Gatherer:
    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.body = Body()
        self.calendars: list[str] = []
        self.texts = 0

    def units(self, part: Part, *, top: bool = False, related: bool = False) -> list[Unit]:
        kind = part.content_type
        if kind == "multipart/alternative":
            return self._alternative(part)
        if kind == "multipart/related":
            return self._related(part)
        if kind == "multipart/signed" and part.children:
            units = self.units(part.children[0])
            for child in part.children[1:]:
                units += self.units(child)
            return units
        if kind == "multipart/encrypted":
            self.problems.append("encrypted, cannot be read")
            for child in part.children:
                self._file(child, inline=False)
            return []
        if part.children:
            if kind == "multipart/report" and not self.body.report_type:
                self.body.report_type = part.parameters.get("report-type", "").strip().lower()
            return [unit for child in part.children for unit in self.units(child, related=related)]
        return self._leaf(part, top=top, related=related)

    def _alternative(self, part: Part) -> list[Unit]:
        plains: list[str] = []
        rich: list[list[Unit]] = []
        for child in part.children:
            if child.content_type in _UNREAD_ALTERNATIVES:
                continue
            units = self.units(child)
            if any(unit.html is not None for unit in units):
                rich.append(units)
            elif units:
                said = "\n\n".join(unit.plain or "" for unit in units)
                if plains and _LOOKS_HTML.match(said):
                    rich.append([Unit(html=said)])
                elif said not in plains:
                    plains.append(said)
        text = max(plains, key=len, default="")
        if not rich:
            return [Unit(plain=text)] if text else []
        if not text.strip():
            return rich[-1]
        source = [unit.html if unit.html is not None else html.from_plain(unit.plain or "") for unit in rich[-1]]
        return [Unit(plain=text, html="\n".join(source))]

    def _related(self, part: Part) -> list[Unit]:
        if not part.children:
            return self._leaf(part, top=False, related=False)
        start = part.parameters.get("start", "").strip("<> ")
        root = part.children[0]
        for child in part.children:
            if (
                start
                and (child.headers.first("content-id") or b"").decode("ascii", "ignore").strip().strip("<>") == start
            ):
                root = child
        units = self.units(root)
        for child in part.children:
            if child is not root:
                units += self.units(child, related=True)
        return units

    def _leaf(self, part: Part, *, top: bool, related: bool) -> list[Unit]:
        kind = part.content_type
        name = declared_name(part)
        if kind in _TNEF_TYPES or name.lower() == "winmail.dat":
            return self._tnef(part)
        if kind == "text/calendar":
            return self._calendar(part)
        if kind in MESSAGE_TYPES:
            self._message(part)
            return []
        if kind in _REPORTS:
            return self._report(part, top=top)
        if kind == "message/external-body":
            self._external(part)
            return []
        if kind == "message/partial":
            self.problems.append("one piece of a message sent in several (message/partial)")
        if kind == "text/rfc822-headers" or kind == "message/global-headers":
            self.body.returned.append(part.payload(self.problems))
        if kind.startswith(("application/pkcs7-mime", "application/x-pkcs7-mime")):
            self.problems.append("encrypted or sealed (S/MIME), cannot be read")
        if self._is_text(part, name, top=top):
            return self._text(part)
        if not name and not part.encoded.strip():
            return []
        self._file(part, inline=self._is_inline(part, related=related))
        return []

    def _is_text(self, part: Part, name: str, *, top: bool) -> bool:
        kind = part.content_type
        if not kind.startswith("text/") or kind in _TEXT_FILES:
            return False
        if not part.declared_type and name:
            return False
        if part.disposition == "attachment":
            return top and not name
        if name:
            # A named part is a file, unless nothing else can be the text and its disposition does not say otherwise.
            return self.texts == 0 and part.disposition != "inline" and kind in ("text/plain", "text/html")
        return True

    @staticmethod
    def _is_inline(part: Part, *, related: bool) -> bool:
        if part.disposition == "attachment":
            return related and part.headers.first("content-id") is not None
        return part.disposition == "inline" or related or part.headers.first("content-id") is not None

    def _text(self, part: Part) -> list[Unit]:
        self.texts += 1
        octets = part.payload(self.problems)
        charset = part.charset
        if part.content_type == "text/html" and known(charset) in (None, "us-ascii"):
            meta = _META_CHARSET.search(octets[:8192])
            charset = meta[1].decode("ascii") if meta else charset
        text, problem = decode(octets, charset)
        if problem:
            self.problems.append(f"text: {problem}")
        text = plain(text)
        if part.content_type == "text/html":
            return [Unit(html=text)]
        if part.content_type in ("text/enriched", "text/richtext"):
            return [Unit(plain=enriched(text))]
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        text, files = uuencoded(text)
        for name, content in files:
            self.body.attachments.append(make(name, "application/octet-stream", content))
        if not part.declared_type and _LOOKS_HTML.match(text) and "</" in text:
            return [Unit(html=text)]
        return [Unit(plain=text)]

    def _file(self, part: Part, *, inline: bool) -> None:
        self.body.attachments.append(from_part(part, part.payload(self.problems), inline=inline))

    def _message(self, part: Part) -> None:
        content = part.payload(self.problems)
        self.body.returned.append(content)
        self.body.attachments.append(from_part(part, content.lstrip(b"\r\n"), inline=False))

    def _report(self, part: Part, *, top: bool) -> list[Unit]:
        octets = part.payload(self.problems)
        text = plain(decode(octets, part.charset)[0])
        self.body.reports.append(Report(part.content_type, text))
        if top:
            return [Unit(plain=text)]
        self.body.attachments.append(from_part(part, octets, inline=False))
        return []

    def _external(self, part: Part) -> None:
        self.problems.append("a file is only referred to (message/external-body), it is not in the message")
        described = "\n".join(f"{key}: {value}" for key, value in part.parameters.items()).encode()
        content = part.payload(self.problems).strip()
        self.body.attachments.append(
            make(declared_name(part), part.content_type, described + (b"\n\n" + content if content else b""))
        )

    def _calendar(self, part: Part) -> list[Unit]:
        octets = part.payload(self.problems)
        text = plain(decode(octets, part.charset or "utf-8")[0])
        if text.strip():
            self.calendars.append(text)
            if not any(each.name.endswith(".ics") and each.content == octets for each in self.body.attachments):
                self.body.attachments.append(from_part(part, octets, inline=False))
        return []

    def _tnef(self, part: Part) -> list[Unit]:
        octets = part.payload(self.problems)
        found = tnef.read(octets)
        if found is None:
            self.problems.append("winmail.dat cannot be read")
            self.body.attachments.append(from_part(part, octets, inline=False))
            return []
        if not found.whole:
            self.problems.append("winmail.dat is cut or damaged")
        has_body = self.texts > 0
        units = self._unpacked(found)
        if not found.files and not units and not found.whole:
            self.body.attachments.append(from_part(part, octets, inline=False))
        # A plain text before it is the same message without formatting.
        return [] if has_body else units

    def _unpacked(self, found: tnef.Tnef) -> list[Unit]:
        for file in found.files:
            if file.embedded is not None:
                units = self._unpacked(file.embedded)
                if units:
                    body = self._compose(units)
                    name = f"{file.name or file.embedded.subject or 'message'}.txt"
                    self.body.attachments.append(make(name, "text/plain", body[0].encode()))
                continue
            kind = file.content_type if "/" in file.content_type else ""
            content_type = kind or _type_by_name(file.name)
            self.body.attachments.append(
                make(file.name, content_type, file.content, inline=bool(file.content_id), content_id=file.content_id)
            )
        if not found.text.strip() and not (found.html or "").strip():
            return []
        return [Unit(plain=plain(found.text) if found.text.strip() else None, html=found.html)]

    def _compose(self, units: list[Unit]) -> tuple[str, str | None, html_text.HtmlText | None]:
        """(text, HTML to show, text of the HTML with its hints when the message is one single unit)."""
        texts: list[str] = []
        shown: list[str] = []
        hinted: html_text.HtmlText | None = None
        for unit in units:
            of_html: html_text.HtmlText | None = None
            if unit.html is not None and unit.html.strip():
                strict, loose = html.clean(unit.html, self.problems)
                of_html = html_text.to_text(loose)
                shown.append(strict)
            if unit.plain is not None and unit.plain.strip() and not (of_html and is_stub(unit.plain, of_html.text)):
                texts.append(trim(unit.plain))
            elif of_html is not None:
                texts.append(of_html.text)
                self.body.text_is_html = len(units) == 1
            if of_html is None and unit.plain is not None and unit.plain.strip():
                shown.append(html.from_plain(trim(unit.plain)))
            if of_html is not None and len(units) == 1:
                hinted = of_html
        has_html = any(unit.html is not None and unit.html.strip() for unit in units)
        return "\n\n".join(text for text in texts if text), "\n".join(shown) if has_html else None, hinted

    def finish(self, tree: Part) -> Body:
        units = self.units(tree, top=True)
        units = [unit for unit in units if (unit.plain or "").strip() or (unit.html or "").strip()]
        body = self.body
        body.text, body.html, body.hinted_text = self._compose(units)
        if not body.text.strip() and self.calendars:
            body.text = "\n\n".join(filter(None, (calendar.summary(text) for text in self.calendars)))
            body.hinted_text = None
        return body


def gather(tree: Part, problems: list[str]) -> Body:
    """The text, the HTML, the files and the reports of a message."""
    return _Gatherer(problems).finish(tree)


def _type_by_name(name: str) -> str:
    from_name = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".txt": "text/plain"}
    return from_name.get(name[name.rfind(".") :].lower() if "." in name else "", "application/octet-stream")
