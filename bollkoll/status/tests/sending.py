"""A form as a browser has it: read from the page, changed, and sent with everything that stands in it."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The fields of the form whose button stands in the page's own part: the last ``data-once`` form with a text in it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.inside = False
        self.area = self.choice = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-once" in given
            if self.inside:
                self.forms.append({})
        name = given.get("name", "")
        if not self.inside:
            return
        fields = self.forms[-1]
        if tag == "input" and name and given.get("type") not in ("checkbox", "radio"):
            fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "input" and name and "checked" in given:
            fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "textarea":
            self.area = name
            fields[name] = [""]
        elif tag == "select":
            self.choice = name
        elif tag == "option" and "selected" in given and self.choice:
            fields[self.choice] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.forms[-1][self.area][0] += data.removeprefix("\n") if not self.forms[-1][self.area][0] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.area = ""
        if tag == "select":
            self.choice = ""


def on_page(answer: Any) -> dict[str, list[str]]:
    """What a browser would send of the page's largest form if nothing were touched."""
    reader = _Form()
    reader.feed(answer.text)
    return max(reader.forms, key=len)
