"""Fields of forms that every app uses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


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
