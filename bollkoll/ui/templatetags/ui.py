"""Tags that draw the interface's components. Every text given to them is escaped."""

from __future__ import annotations

import datetime as dt
import functools
import re
import zlib
from typing import Any

from django import template
from django.forms import PasswordInput
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bollkoll.kit.personnummer import masked as mask
from bollkoll.kit.spent import fresh
from bollkoll.ui import dates
from bollkoll.ui.looks import CHANNELS, ENTRIES, KINDS, PRIORITIES, STATES
from bollkoll.ui.pieces import ball, icon, person_time

register = template.Library()
for piece in (ball, icon, person_time):
    register.simple_tag(piece)


@register.simple_tag
def exact_time(value: dt.datetime | dt.date | None) -> str:
    return dates.exact(value, get_language() or "sv", timezone.get_current_timezone()) if value else ""


@register.filter
def duration(value: dt.timedelta | float | None) -> str:
    return "" if value is None or value == "" else dates.duration(value, get_language() or "sv")


@register.filter
def masked(text: str) -> str:
    """Identity numbers hidden, where what people wrote is shown to more than those who read the case."""
    return mask(str(text or ""))


@register.filter
def breakable(address: str | None) -> SafeString:
    """An e-mail address that may break before its @ and its dots, and so nowhere else while there is room."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in re.split("(?=[@.])", address or "") if part))


@register.filter
def initials(name: str | None) -> str:
    """First letters of the first and last name: "Anna-Karin von Lind" is AL."""
    parts = [part for part in str(name or "").split() if part[:1].isalnum()]
    if not parts:
        return "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


@register.filter
def file_size(size: int | None) -> str:
    """Bytes in decimal units with the comma of the language: "1,2 MB"."""
    if size is None or size == "":
        return ""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    said = f"{amount:.1f}" if unit not in ("B", "kB") and amount < 100 else f"{amount:.0f}"
    return f"{said if (get_language() or 'sv').startswith('en') else said.replace('.', ',')} {unit}"


@register.simple_tag
def badge(text: Any, tone: str = "neutral", icon: str = "", icon_only: bool = False) -> SafeString:
    return _badge(text, tone, icon, icon_only=icon_only)


@register.simple_tag
def state(code: str, label: str = "", icon_only: bool = False) -> SafeString:
    name, tone, word = STATES.get(str(code), ("state-progress", "neutral", code))
    return _badge(label or word, tone, name, kind="state", icon_only=icon_only)


@register.simple_tag
def priority(code: str, label: str = "", icon_only: bool = False) -> SafeString:
    name, tone, word = PRIORITIES.get(str(code), ("bars-2", "neutral", code))
    return _badge(label or word, tone, name, kind="priority", icon_only=icon_only)


@register.simple_tag
def kind(code: str, label: str = "", icon_only: bool = False) -> SafeString:
    name, word = KINDS.get(str(code), ("tag", code))
    return _badge(label or word, "plain", name, kind="kind", icon_only=icon_only)


def _badge(text: Any, tone: str, name: str, kind: str = "badge", icon_only: bool = False) -> SafeString:
    drawn = icon(name) if name else ""
    if icon_only:
        return format_html(
            '<span class="badge is-{} is-bare {}" title="{}">{}<span class="visually-hidden">{}</span></span>',
            tone, f"as-{kind}", text, drawn, text,
        )  # fmt: skip
    return format_html('<span class="badge is-{} as-{}">{}<span>{}</span></span>', tone, kind, drawn, text)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials on one of six quiet colours, the same for a name everywhere. Decorative: the name stands beside it."""
    hue = zlib.crc32(str(name).encode()) % 6
    return format_html(
        '<span class="avatar hue-{}{}" aria-hidden="true" title="{}">{}</span>',
        hue, f" is-{size}" if size else "", name, initials(name),
    )  # fmt: skip


@register.simple_tag
def texts() -> SafeString:
    """The texts that the page's scripts show: the same on every page, so drawn once per language."""
    return _texts(get_language() or "sv")


@functools.lru_cache(maxsize=8)
def _texts(language: str) -> SafeString:
    return get_template("ui/components/texts.html").render({})  # type: ignore[return-value]  # always a SafeString


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, help, error and the attributes that tie them together."""
    own = {name: options.pop(name, None) for name in ("label", "help", "hint", "wide", "hide_label", "cards", "inline")}
    optional = options.pop("optional", True)
    attrs = {name.rstrip("_").replace("_", "-"): value for name, value in options.items() if value not in (None, "")}
    if own["hint"]:
        attrs["data-hint"] = own["hint"]
    described = [f"{bound.auto_id}_help"] if (own["help"] or bound.help_text) else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described:
        attrs["aria-describedby"] = " ".join(described)
    widget = bound.field.widget
    input_type = getattr(widget, "input_type", "")
    shape = "text"
    if getattr(widget, "is_hidden", False):
        shape = "hidden"
    elif input_type in ("radio", "checkbox"):
        shape = "group" if hasattr(widget, "choices") else "check"
    if shape != "group" and bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        **own,
        "bound": bound,
        "label": own["label"] or bound.label,
        "help": own["help"] or bound.help_text,
        "shape": shape,
        "optional": optional and not bound.field.required and shape != "check",
        "required": bound.field.required,
        "widget": bound.as_widget(attrs=attrs) if shape != "group" else "",
        "choices": bound.subwidgets if shape == "group" else (),
        "group_attrs": attrs,
    }


@register.inclusion_tag("ui/components/errors.html")
def errors(form: Any) -> dict[str, Any]:
    """What is wrong with a form, first on the page, each line a link to its field. Passwords are never sent back."""
    found = [(bound.auto_id, bound.label, message) for bound in form for message in bound.errors] if form.errors else []
    general = list(form.non_field_errors()) if form.errors else []
    has_password = any(isinstance(field.widget, PasswordInput) for field in form.fields.values())
    is_doubted = getattr(form, "is_doubted", False)
    return {"found": found, "general": general, "has_password": has_password, "is_doubted": is_doubted}


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str = "once", form: Any = None) -> SafeString:
    """A key that lets the server recognise the same form sent twice; a refused form keeps its key, unless
    the key has carried out something else.

    ``form``: where a page has several, the one that the key belongs to. Only the form that was posted is bound, and only
    that keeps its key: another form with a key that has been used would seem to have been sent already.
    """
    request = context.get("request")
    sent = request.POST if request is not None and request.method == "POST" and (form is None or form.is_bound) else {}
    key = fresh(sent.get(name, ""))
    return format_html('<input type="hidden" name="{}" value="{}">', name, key)


@register.inclusion_tag("ui/components/empty.html")
def empty_state(
    title: str, text: str = "", icon: str = "check-circle", url: str = "", action: str = ""
) -> dict[str, Any]:
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Any = None, newer: str = "", older: str = "", shown: str = ""
) -> dict[str, Any]:
    """By page number (a Django Page) or by cursor (the addresses of newer and older)."""
    return {"request": context.get("request"), "page": page, "newer": newer, "older": older, "shown": shown}


@register.simple_block_tag(takes_context=True)
def entry(
    context: template.Context,
    content: str,
    kind: str,
    who: str = "",
    at: dt.datetime | None = None,
    role: str = "",
    to: str = "",
    id: str = "",
    channel: str = "",
    status: str = "",
    status_tone: str = "neutral",
    new: bool = False,
    icon: str = "",
    word: str = "",
) -> str:
    """One thing in a timeline. What the reporter sees and what stays inside differ in colour, shape, icon and words."""
    name, usual = ENTRIES.get(kind, ENTRIES["event"])
    shown = get_template("ui/components/entry.html")
    return shown.render(
        {
            "content": mark_safe(content),
            "kind": kind,
            "icon": icon or name,
            "word": word or usual,
            "who": who,
            "at": at,
            "role": role,
            "to": to,
            "id": id,
            "channel": CHANNELS.get(channel),
            "status": status,
            "status_tone": status_tone,
            "new": new,
        }
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str = "", wide: bool = False) -> str:
    """A native dialog, opened by an element with data-opens="id"."""
    facts = {"content": mark_safe(content), "id": id, "title": title, "wide": wide}
    return get_template("ui/components/dialog.html").render(facts)


@register.simple_tag(takes_context=True)
def theme_attribute(context: template.Context) -> SafeString:
    """data-theme from the cookie, so that the chosen theme is there before the first paint."""
    chosen = getattr(context.get("request"), "COOKIES", {}).get("theme")
    return mark_safe(f' data-theme="{chosen}"') if chosen in ("light", "dark") else mark_safe("")


@register.simple_tag(takes_context=True)
def current_page(context: template.Context, *names: str) -> SafeString:
    """aria-current for a link whose URL name is the page shown."""
    match = getattr(context.get("request"), "resolver_match", None)
    return mark_safe('aria-current="page"') if match and match.view_name in names else mark_safe("")
