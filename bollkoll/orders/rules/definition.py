"""What an order type is made of: fields, approvals, steps, documents. Validated data, the same in a file and in the database.

Every part refuses what it does not know, so that a file edited by hand is never half understood: :func:`read` gives a
whole :class:`Definition` or raises :class:`Faults`, each with the path where it stands and plain words.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

KEY = r"^[a-z][a-z0-9_-]{0,39}$"
Key = Annotated[str, StringConstraints(pattern=KEY)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
WHO = re.compile(r"^(desk|orderer|contact_person|system|team:[a-z0-9_-]+|duty:[a-z0-9_-]+|person:\S+@\S+)$")
BLANKS = ("number", "institution", "orderer", "support", "today")
"""What every order knows and a document may name in braces, beside its own questions."""
BLANK = re.compile(r"\{([\w-]+)\}")
"""Where such a name stands."""
MOST_DAYS = 32_000
"""Days that something may be kept: 87 years."""
FIELD_KINDS = (
    "text", "long", "choice", "several", "date", "person", "institution", "environment", "environments", "file", "rows",
    "signature",
)  # fmt: skip


class Part(BaseModel):
    """Base of every part: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True, str_strip_whitespace=True)


class Words(Part):
    """A text in Swedish, and in English when there is one."""

    sv: Text
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and get_language() == "en" else self.sv


class Condition(Part):
    """Only when another field has one of these values."""

    field: Key
    values: list[str] = Field(alias="is", min_length=1)

    @field_validator("values", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    def holds(self, given: dict[str, Any]) -> bool:
        value = given.get(self.field)
        return bool(set(value if isinstance(value, list) else [value]) & set(self.values))


class Choice(Part):
    """``stops``: with this answer nothing is ordered; the words say what to do instead."""

    key: Key
    title: Words
    stops: Words | None = None


class Column(Part):
    """A column of a table of rows. ``kind``: a text, or an institution of the register."""

    key: Key
    title: Words
    kind: Literal["text", "institution"] = "text"
    is_required: bool = Field(False, alias="required")
    pattern: str = ""


class FormField(Part):
    """One field of the order form.

    ``private``: goes to the restricted part, and nowhere else. ``names_user``: the person whom the order is for.
    ``least`` and ``most``: characters of a text, choices of several, rows of a table. ``not_before`` and ``not_after``: a
    day (``2026-08-01``), or days from today (``0``, ``14``). ``differs_from``: a field that may not say the same.
    ``in_title``: what is answered stands in the title of the order, of a table its first column.
    ``reapproval``: whether another value asks for new approval.
    """

    key: Key
    kind: Literal[FIELD_KINDS]  # type: ignore[valid-type]
    title: Words
    help: Words | None = None
    is_required: bool = Field(False, alias="required")
    is_private: bool = Field(False, alias="private")
    names_user: bool = False
    when: Condition | None = None
    choices: list[Choice] = []
    columns: list[Column] = []
    pattern: str = ""
    pattern_says: Words | None = None
    least: int | None = Field(None, ge=0)
    most: int | None = Field(None, ge=1)
    not_before: str = ""
    not_after: str = ""
    document: str = ""
    differs_from: str = ""
    reapproval: bool = True
    in_title: bool = False


class Stage(Part):
    """What approvals and steps have in common.

    ``who``: desk, orderer, contact_person, system, ``team:key``, ``duty:key`` or ``person:address``. ``after``: the stages
    that must be over first; by default the one before. ``due``: working hours. ``unless``: a fact that makes it needless.
    ``lasts``: stays done when the order is changed.
    """

    key: Key
    title: Words
    help: Words | None = None
    who: str
    after: list[Key] | None = None
    when: Condition | None = None
    unless: str = ""
    due: int = Field(16, ge=1, le=800)
    lasts: bool = False

    @property
    def is_approval(self) -> bool:
        return isinstance(self, Approval)


class Approval(Stage):
    """Somebody says yes or no. ``rule``: one of those asked (any), or each of them (all)."""

    rule: Literal["any", "all"] = "any"


class Step(Stage):
    """Something is done. ``evidence``: ``told`` asks by which way something was told, and whom. ``four_eyes_of``: a step
    whose performer may not do this one. ``reads``: protected fields that whoever does it must have opened. ``shares``: what
    is written and the files go to the orderer. ``document``: made and sent along. ``effect``: what the system does when it is
    done. ``ball``: the code of the ball, when it is not the usual one.
    """

    evidence: Literal["none", "text", "told", "file", "picture"] = "none"
    four_eyes_of: str = ""
    shares: bool = False
    reads: list[Key] = []
    document: str = ""
    effect: str = ""
    ball: Literal["", "fulfil", "sign", "renew", "confirm_need"] = ""


class Document(Part):
    """A document made of the order's own words: ``{fields}`` in braces are filled in. ``is_signed``: returned signed."""

    key: Key
    title: Words
    text: Words
    is_signed: bool = Field(False, alias="signed")


class Definition(Part):
    """A whole order type. ``requires``: named conditions that must hold when it is ordered and when it is carried out.
    ``search``: more words that it is found by. ``dated``: the day stands in the title of the order. ``frozen_by``: what is
    frozen at the services when this may not be done.

    ``retention_days``: how long after closing files and protected data are kept; ``private_retention_days``: what was filled
    in protected, and the personal lines of the locked record, when they go before.
    """

    key: Key
    title: Words
    summary: Words
    needs: Words | None = None
    usual: Words | None = None
    search: Words | None = None
    usual_days: int | None = Field(None, ge=1, le=250)
    orderers: list[Literal["contact_person", "local_support", "extra"]] = ["contact_person", "local_support"]
    is_listed: bool = Field(True, alias="listed")
    staffing: str = ""
    privacy: Literal["ordinary", "protected"] = "ordinary"
    seen_by: str = ""
    is_locked: bool = Field(False, alias="locked")
    retention_days: int | None = Field(None, ge=1, le=MOST_DAYS)
    private_retention_days: int | None = Field(None, ge=1, le=MOST_DAYS)
    requires: list[str] = []
    frozen_by: list[Literal["identity", "certificates", "merits", "base_data"]] = []
    subject: Words | None = None
    is_dated: bool = Field(False, alias="dated")
    fields: list[FormField] = []  # type: ignore[assignment]
    approvals: list[Approval] = []
    steps: list[Step] = []
    documents: list[Document] = []

    @property
    def stages(self) -> list[Stage]:
        return [*self.approvals, *self.steps]

    @property
    def private_days(self) -> int | None:
        """After how many days what is private goes, when the type says it."""
        return self.private_retention_days if self.private_retention_days is not None else self.retention_days

    @property
    def staffing_kind(self) -> str:
        return f"order:{self.staffing or self.key}"[:40]

    def field(self, key: str) -> FormField | None:
        return next((one for one in self.fields if one.key == key), None)

    def stage(self, key: str) -> Stage | None:
        return next((one for one in self.stages if one.key == key), None)

    def document(self, key: str) -> Document | None:
        return next((one for one in self.documents if one.key == key), None)

    def before(self, stage: Stage) -> list[str]:
        """Keys of the stages that must be over before this one."""
        if stage.after is not None:
            return list(stage.after)
        keys = [one.key for one in self.stages]
        place = keys.index(stage.key)
        return keys[max(place - 1, 0) : place]

    def from_on(self, key: str) -> list[str]:
        """The stage and everything that comes after it, directly or not, in order."""
        found = {key}
        for stage in self.stages:
            if found & set(self.before(stage)):
                found.add(stage.key)
        return [stage.key for stage in self.stages if stage.key in found]

    @property
    def user_field(self) -> FormField | None:
        return next((one for one in self.fields if one.names_user), None)

    def asked_fields(self, given: dict[str, Any]) -> Iterator[FormField]:
        """The fields that this order has: those without a condition, and those whose condition holds."""
        for one in self.fields:
            if one.when is None or one.when.holds(given):
                yield one


def bound(text: str, today: date) -> date | None:
    """A day as written in ``not_before`` and ``not_after``."""
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,4}", text):
        return today + timedelta(days=int(text))
    return date.fromisoformat(text)
