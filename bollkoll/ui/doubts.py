"""Forms that say what is unusual in what was filled in, and ask, instead of forbidding what somebody may mean."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SURE = "sure"


class Doubting(forms.Form):
    """Beside a form: what :meth:`doubts` says is asked once everything else is right. Sent again with the box beside it ticked
    it is taken. The yes holds for those words: other doubts are asked anew."""

    is_doubted = False
    """Nothing is wrong with it; it is asked whether it is meant."""

    def doubts(self) -> Iterable[str]:
        """Sentences; what is marked safe may have links. Asked only of what is valid."""
        return ()

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        said = [str(conditional_escape(one)) for one in self.doubts()]
        key = sha256("\n".join(said).encode()).hexdigest()[:16]
        if said and key not in self._given():
            self.is_doubted = True
            self.add_error(None, asked(said, key))

    def _given(self) -> list[Any]:
        return self.data.getlist(SURE) if hasattr(self.data, "getlist") else [self.data.get(SURE)]


def asked(said: list[str], key: str) -> SafeString:
    """The sentences, with the box to tick."""
    words = format_html_join(" ", "{}", ((SafeString(one),) for one in said))
    box = format_html(
        '<label class="check"><input type="checkbox" name="{}" value="{}"> <span>{}</span></label>', SURE, key,
        _("Yes, I mean that. Save it so."),
    )  # fmt: skip
    return format_html('{} <span class="doubt">{}</span>', words, box)
