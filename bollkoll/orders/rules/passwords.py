"""What looks like a password where none may stand. Pure; it would rather see one too many than one too few."""

import re

SHORTEST = 6
SAID = re.compile(r"(?:lösenord\w*|password|passphrase|lösen|pin(?:-?kod)?)\s*(?:är|is|:|=)\s*(\S{3,})", re.I)
"""``lösenord: …`` and ``password is …``: whatever follows."""
PLAIN = re.compile(
    r"""[\w.+-]+@[\w.-]+\.\w+ | https?://\S+ | [A-ZÅÄÖ]{2,10}-\d+ | \+?[\d\s()-]+ | \d{1,4}(?:[-/.:]\d{1,4})+ | \#\d+
    | [\w.-]+\.(?:p12|pfx|pem|crt|cer|key|zip|txt|pdf|png|jpg) | [A-Za-zÅÄÖåäö]+(?:[-/'’][A-Za-zÅÄÖåäö]+)*""",
    re.X,
)
"""Addresses, links, keys of issues, telephone numbers, days and times, file names, and words."""


def looks_like_password(text: str) -> str:
    """The first that does; empty when nothing does."""
    if said := SAID.search(text):
        return said[1]
    for word in text.split():
        bare = word.strip(".,;:!?()[]\"”“'")
        if len(bare) >= SHORTEST and PLAIN.fullmatch(bare) is None and _kinds(word) >= 3:
            return bare
    return ""


def _kinds(word: str) -> int:
    """Small letters, capitals, digits, marks: how many of them there are."""
    marks = any(not letter.isalnum() for letter in word.strip(".,;:?()"))
    return sum((any(map(str.islower, word)), any(map(str.isupper, word)), any(map(str.isdigit, word)), marks))
