"""What each state, priority and kind looks like: icon, tone, word. Colour is never alone."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "new": ("state-new", "calm", pgettext_lazy("case state", "New")),
    "in_progress": ("state-progress", "calm", pgettext_lazy("case state", "In progress")),
    "waiting_reporter": ("state-waiting", "attention", pgettext_lazy("case state", "Waiting for reporter")),
    "waiting_third_line": ("state-third", "attention", pgettext_lazy("case state", "Waiting for third line")),
    "solved": ("state-solved", "done", pgettext_lazy("case state", "Solved")),
    "closed": ("state-closed", "neutral", pgettext_lazy("case state", "Closed")),
    "draft": ("edit", "neutral", pgettext_lazy("case state", "Draft")),
    "held": ("pause", "attention", pgettext_lazy("case state", "Held")),
}
PRIORITIES = {
    "acute": ("bolt", "urgent", pgettext_lazy("priority", "Acute")),
    "high": ("bars-3", "attention", pgettext_lazy("priority", "High")),
    "normal": ("bars-2", "neutral", pgettext_lazy("priority", "Normal")),
    "low": ("bars-1", "neutral", pgettext_lazy("priority", "Low")),
}
KINDS = {
    "fault": ("bug", pgettext_lazy("case kind", "Fault report")),
    "question": ("question", pgettext_lazy("case kind", "Question")),
    "change": ("edit", pgettext_lazy("case kind", "Change request")),
    "order": ("clipboard", pgettext_lazy("case kind", "Order")),
    "incident": ("bolt", pgettext_lazy("case kind", "Incident")),
}
SIDES = {"us": "ball", "reporter": "person", "third": "people", "none": "alert"}
ENTRIES = {
    "message": ("message", _("From the reporter")),
    "answer": ("reply", _("Answer to the reporter")),
    "note": ("lock", _("Internal note")),
    "input": ("people", _("Internal: third line")),
    "event": ("live-dot", ""),
}
CHANNELS = {
    "mail": ("mail", _("by e-mail")),
    "portal": ("globe", _("in the portal")),
    "phone": ("phone", _("by phone")),
}
