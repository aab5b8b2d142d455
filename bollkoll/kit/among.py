"""``field__among=("waiting", "claimed")``: what ``in`` asks, with the words written into the question.

An index of only some rows is used when the database can see that the question asks for no others. SQLite looks at the text
of the question, in which ``in`` has only placeholders, and would read the whole table; PostgreSQL sees it either way.
Source: "Queries Using Partial Indexes" in SQLite's documentation.
"""

import re

from django.db.models import Field, Lookup

WORD = re.compile(r"[a-z_]+")
"""What may stand in the question as it is: the names of states, which the code itself gives."""


@Field.register_lookup
class Among(Lookup):
    """Raises ``ValueError`` for anything but a plain lower-case word."""

    lookup_name = "among"

    def get_prep_lookup(self) -> tuple[str, ...]:
        words = tuple(str(word) for word in self.rhs)
        if not words or not all(WORD.fullmatch(word) for word in words):
            raise ValueError(f"only plain words may be asked for so, not {words!r}")
        return words

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        words = ", ".join(f"'{word}'" for word in self.rhs)
        return f"{left} IN ({words})", params


@Field.register_lookup
class Checked(Among):
    """``field__checked=("new", "solved")``: the same, asked of rows that were found by other means, not by this field's index.

    SQLite guesses that few rows have one of some words, finds all of them and sorts them. Where a list is walked in its order
    until a page is full, that is the long way round. Source: "Unary plus" in SQLite's "The Query Optimizer Overview".
    """

    lookup_name = "checked"

    def as_sql(self, compiler, connection):
        question, params = super().as_sql(compiler, connection)
        return ("+" + question if connection.vendor == "sqlite" else question), params
