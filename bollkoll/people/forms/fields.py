"""What all forms here share: texts are one clean line, and an hour is written as people write it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.text import clean

HOUR = re.compile(r"^([01]?\d|2[0-3])(?:[.:]?([0-5]\d))?$")


class Lines:
    """A form whose texts lose control characters and direction marks, and on one line doubled spaces, first of all."""

    def _clean_fields(self) -> None:
        self.data = self._without_control(self.data)
        super()._clean_fields()

    def _without_control(self, data: Any) -> Any:
        data = data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if isinstance(field, forms.CharField) and key in data:
                text = clean(data[key])
                is_text = isinstance(field.widget, forms.Textarea)
                data[key] = text if is_text else " ".join(text.split())
        return data


class HourField(forms.CharField):
    """A time of day as text, "08.00". Reads 8, 8.30, 08:30 and 0830; empty stays empty."""

    default_error_messages = {"hour": _("Write the hour like 08.00 or 16.30.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "placeholder": "00.00"}))
        super().__init__(max_length=5, required=False, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text:
            return ""
        found = HOUR.match(text)
        if not found:
            raise forms.ValidationError(self.error_messages["hour"], code="hour")
        return f"{int(found[1]):02d}.{found[2] or '00'}"
