"""Fields of forms that every app uses."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CLOCK = re.compile(r"(\d{1,2})\.(\d{2})$")


class Several(forms.ModelMultipleChoiceField):
    """Any number of rows to choose. A number larger than any that a database keeps is no choice, and is said to be none:
    SQLite's driver would fall over it."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            said = max(value, key=lambda one: len(str(one)))
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(said)[:40]}
            ) from None


FIRST, LAST = 1970, 2200


def must_be_a_year(year: int) -> None:
    """A year that nobody can mean is refused: the first years cannot be counted in UTC, and a slip of the finger far ahead
    would be promised to the world."""
    if not FIRST <= year <= LAST:
        raise ValidationError(_("Look at the year: %(year)s.") % {"year": year}, "year")


class Day(forms.DateField):
    """A day, picked or typed, of a year that somebody can mean."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None:
            must_be_a_year(day.year)
        return day


class Moment(forms.DateTimeField):
    """A day and a time by the clock on the wall, of a year that somebody can mean."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):  # "14.20" as Swedes write it, which would be read as a fifth of a second past two
            value = CLOCK.sub(r"\1:\2", value.strip())
        moment = self._read(value)
        if moment is not None:
            must_be_a_year(moment.year)
        return moment

    def _read(self, value: Any) -> datetime | None:
        """Of an hour that comes twice when the clock goes back the first is meant; what the clock skips is an hour later."""
        try:
            return super().to_python(value)
        except ValidationError as problem:
            if problem.code != "ambiguous_timezone":
                raise
        here = timezone.get_current_timezone()
        with timezone.override(UTC):
            read = super().to_python(value)
        return read.replace(tzinfo=here).astimezone(UTC).astimezone(here) if read else None
