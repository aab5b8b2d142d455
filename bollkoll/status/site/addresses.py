"""Where everything stands on the site, as paths from its root. They never change: people and machines keep them."""

from functools import cache

WORDS = {
    "sv": {
        "service": "tjanst",
        "environment": "miljo",
        "institution": "larosate",
        "notice": "meddelande",
        "history": "historik",
        "planned": "planerat",
        "subscribe": "prenumerera",
    },
    "en": {
        "service": "service",
        "environment": "environment",
        "institution": "institution",
        "notice": "notice",
        "history": "history",
        "planned": "planned",
        "subscribe": "subscribe",
    },
}
API = "api/v2"


def front(language: str) -> str:
    return f"{language}/"


def place(language: str, kind: str, key: str = "", page: int = 1) -> str:
    """``place("sv", "institution", "uu")`` is ``sv/larosate/uu/``."""
    path = f"{language}/{WORDS[language][kind]}/"
    if key:
        path += f"{slug(key)}/"
    return path if page == 1 else f"{path}{page}/"


def scope(language: str, kind: str, key: str) -> str:
    """Where a scope's page, feeds, calendar and banner lie."""
    return front(language) if kind == "all" else place(language, kind, key)


def notice(language: str, identity: str, page: int = 1) -> str:
    """By its id, which it has from the first moment, also when it was written without the database."""
    return place(language, "notice", identity, page)


@cache
def slug(key: str) -> str:
    """A key as a folder: lower case, nothing that could lead elsewhere."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in key.lower())
    return kept.strip("-") or "x"
