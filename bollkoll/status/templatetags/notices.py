"""How kinds, states and degrees of notices look: always icon, word and colour together."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bollkoll.status.models import Notice
from bollkoll.status.models.notices import Degree
from bollkoll.ui.templatetags.ui import badge

register = template.Library()

KINDS = {"disturbance": "alert", "planned": "calendar", "information": "info"}
STATES = {
    "scheduled": ("calm", "calendar"), "under_way": ("attention", "settings"), "ongoing": ("urgent", "alert"),
    "monitoring": ("attention", "eye"), "resolved": ("done", "check-circle"), "cancelled": ("neutral", "x"),
}  # fmt: skip
DEGREES = {
    "operational": ("done", "check-circle"), "read_only": ("calm", "lock"), "maintenance": ("calm", "settings"),
    "degraded": ("attention", "clock"), "partial": ("attention", "alert"), "down": ("urgent", "x"),
}  # fmt: skip
UPDATES = {
    "first": "megaphone", "update": "message", "correction": "edit", "begun": "play", "delayed": "calendar",
    "resolved": "check-circle", "cancelled": "x", "reopened": "undo",
}  # fmt: skip


@register.simple_tag
def notice_state(notice: Notice, icon_only: bool = False) -> SafeString:
    """Where it stands; of information that goes on and of plans that wait, in words of their own."""
    tone, name = STATES[notice.state]
    word: Any = notice.get_state_display()
    if notice.kind == Notice.Kind.INFORMATION and not notice.is_over:
        tone, name, word = "neutral", "info", notice.get_kind_display()
    elif not notice.is_public and not notice.is_over:
        tone, name, word = "note", "eye-off", _("not announced")
    return badge(word, tone, name, icon_only=icon_only)


@register.simple_tag
def degree(code: str) -> SafeString:
    tone, name = DEGREES[code]
    return badge(Degree(code).label, tone, name)


@register.filter
def kind_icon(kind: str) -> str:
    return KINDS[kind]


@register.filter
def update_icon(kind: str) -> str:
    return UPDATES[kind]


@register.filter
def update_word(update: Any) -> Any:
    return update.get_kind_display()
