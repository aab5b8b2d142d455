"""What all forms here share: texts are one clean line, and an hour is written as people write it."""

import re
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.text import clean

DASH = re.compile(r"[-–—]")
HOUR = re.compile(r"^([01]?\d|2[0-3])(?:[.:]?([0-5]\d))?$")


class Lines(forms.BaseForm):
    """A form whose texts lose control characters and direction marks, and on one line doubled spaces, first of all."""

    def full_clean(self) -> None:
        if self.is_bound:
            self.data = self._without_control(self.data)
        super().full_clean()

    def _without_control(self, data: Any) -> Any:
        data = data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if isinstance(field, forms.CharField) and key in data:
                text = clean(data[key])
                is_text = isinstance(field.widget, forms.Textarea)
                data[key] = text if is_text else " ".join(text.split())
        return data


class HoursField(forms.CharField):
    """Hours of one day as people write them, ``08.00–16.30``; several with commas between, as many as ``at_most``.

    Reads 8-16.30, 08:00 – 16:30 and 0800-1630. Gives ``[["08.00", "16.30"]]``; an empty list when nothing is written.
    """

    default_error_messages = {
        "shape": _("Write the hours like 08.00–16.30."),
        "order": _("The hours have to follow each other, each closing after it opens."),
    }

    def __init__(self, *, at_most: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"placeholder": "08.00–16.30", "autocomplete": "off"}))
        super().__init__(max_length=60, required=False, **options)
        self.at_most = at_most

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join("–".join(pair) for pair in value or [])

    def clean(self, value: Any) -> list[list[str]]:
        text = super().clean(value).strip()
        pairs = [self._pair(part) for part in text.split(",")] if text else []
        moments = [moment for pair in pairs for moment in pair]
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise forms.ValidationError(self.error_messages["order"], code="order")
        if len(pairs) > self.at_most:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return pairs

    def _pair(self, part: str) -> list[str]:
        found = [HOUR.match(hour.strip()) for hour in DASH.split(part.strip())]
        if len(found) != 2 or not all(found):
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return [f"{int(hour[1]):02d}.{hour[2] or '00'}" for hour in found if hour]
