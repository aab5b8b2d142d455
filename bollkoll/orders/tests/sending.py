"""A form of a page as a browser sends it: what stands in it, in its order, with the button that was pressed."""

from html.parser import HTMLParser
from urllib.parse import urlencode

from django.http import QueryDict


class _Reader(HTMLParser):
    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark, self.inside, self.pairs = mark, False, []
        self.selects: list[tuple[str, list[tuple[str, bool]]]] = []
        self.textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs) -> None:
        facts = dict(attrs)
        if tag == "form":
            self.inside = facts.get("id") == self.mark
        if not self.inside or "disabled" in facts:
            return
        name = facts.get("name") or ""
        if tag == "input" and name:
            kind = facts.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in facts:
                self.pairs.append((name, facts.get("value") or ("on" if kind == "checkbox" else "")))
        elif tag == "select":
            self.selects.append((name, []))
        elif tag == "option" and self.selects:
            self.selects[-1][1].append((facts.get("value") or "", "selected" in facts))
        elif tag == "textarea":
            self.textarea = (name, [])

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.selects:
            name, options = self.selects.pop()
            chosen = [value for value, is_on in options if is_on] or [value for value, _on in options[:1]]
            self.pairs += [(name, chosen[-1])] if chosen else []
        elif tag == "textarea" and self.textarea:
            # The first line break after the tag is no part of it; browsers send CRLF.
            name, parts = self.textarea
            text = "".join(parts).removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.textarea = None
            self.pairs.append((name, text))


def form_of(page: str, mark: str = "type-form") -> QueryDict:
    """What a browser would send of the form with the id ``mark``, to be changed by hand as somebody who types would."""
    reader = _Reader(mark)
    reader.feed(page)
    return QueryDict(urlencode(reader.pairs), mutable=True)


def pressed(form: QueryDict, button: str) -> dict[str, list[str]]:
    """As a test client posts it, with the button that was pressed."""
    form = form.copy()
    form["do"] = button
    return dict(form.lists())
