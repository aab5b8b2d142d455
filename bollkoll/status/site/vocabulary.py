"""The words for how it is: each degree, state and kind has a word, an icon and a tone, always together."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORST_FIRST = ("down", "partial", "read_only", "degraded", "maintenance", "operational")
DEGREES = frozenset(WORST_FIRST)
RANK = {degree: len(WORST_FIRST) - place for place, degree in enumerate(WORST_FIRST)}

DEGREE_WORDS: dict[str, str | Promise] = {
    "operational": pgettext_lazy("site degree", "Works"),
    "degraded": pgettext_lazy("site degree", "Degraded"),
    "partial": pgettext_lazy("site degree", "Partly down"),
    "read_only": pgettext_lazy("site degree", "Read-only"),
    "down": pgettext_lazy("site degree", "Down"),
    "maintenance": pgettext_lazy("site degree", "Planned work"),
}
TONES = {
    "operational": "done",
    "degraded": "attention",
    "partial": "attention",
    "read_only": "attention",
    "down": "urgent",
    "maintenance": "calm",
}
"""Also the level of a page, of its favicon and of the banner."""

KIND_WORDS: dict[str, str | Promise] = {
    "disturbance": pgettext_lazy("site notice", "Disturbance"),
    "planned": pgettext_lazy("site notice", "Planned work"),
    "information": pgettext_lazy("site notice", "Information"),
}
STATE_WORDS: dict[str, str | Promise] = {
    "scheduled": pgettext_lazy("site notice", "Planned"),
    "under_way": pgettext_lazy("site notice", "Under way"),
    "ongoing": pgettext_lazy("site notice", "Ongoing"),
    "monitoring": pgettext_lazy("site notice", "Fixed, being watched"),
    "resolved": pgettext_lazy("site notice", "Resolved"),
    "cancelled": pgettext_lazy("site notice", "Cancelled"),
}
OVER_WORDS: dict[str, str | Promise] = {
    "planned": pgettext_lazy("site notice", "Finished"),
    "information": pgettext_lazy("site notice", "Ended"),
}
"""What is no disturbance is not resolved."""

UPDATE_WORDS: dict[str, str | Promise] = {
    "first": pgettext_lazy("site update", "Published"),
    "update": pgettext_lazy("site update", "Update"),
    "correction": pgettext_lazy("site update", "Correction"),
    "begun": pgettext_lazy("site update", "Begun"),
    "delayed": pgettext_lazy("site update", "Takes longer"),
    "resolved": pgettext_lazy("site update", "Resolved"),
    "cancelled": pgettext_lazy("site update", "Cancelled"),
    "reopened": pgettext_lazy("site update", "Opened again"),
}
MOVED = pgettext_lazy("site update", "Moved")
"""Instead of what takes longer, when the work has not begun or is to begin anew."""
SEVERITY_WORDS: dict[str, str | Promise] = {
    "none": pgettext_lazy("site severity", "none"),
    "minor": pgettext_lazy("site severity", "minor"),
    "major": pgettext_lazy("site severity", "major"),
    "critical": pgettext_lazy("site severity", "critical"),
}
FACT_WORDS: dict[str, str | Promise] = {
    "starts_at": pgettext_lazy("site", "Starts"),
    "expected_end_at": pgettext_lazy("site", "Expected to be over"),
    "ended_at": pgettext_lazy("site", "Over"),
    "next_update_at": pgettext_lazy("site", "Next word at the latest"),
    "degree": pgettext_lazy("site", "Affected"),
    "severity": pgettext_lazy("site", "Severity"),
    "institutions": pgettext_lazy("site", "For whom"),
    "environments": pgettext_lazy("site", "Where"),
    "workaround": pgettext_lazy("site", "What you can do meanwhile"),
}
ICONS = {
    "operational": '<circle cx="10" cy="10" r="8"/><path d="m6.2 10.3 2.6 2.6 5-5.4"/>',
    "degraded": '<path d="M10 2.6 18.3 17H1.7z"/><path d="M10 8v4m0 2.4v.1"/>',
    "partial": '<circle cx="10" cy="10" r="8"/><path fill="currentColor" stroke="none" d="M10 2a8 8 0 0 1 0 16z"/>',
    "read_only": '<path d="M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10z"/>'
    '<circle cx="10" cy="10" r="2.4"/>',
    "down": '<circle cx="10" cy="10" r="8"/><path d="m7 7 6 6m0-6-6 6"/>',
    "maintenance": '<path d="M12.6 7.4 4.9 15.1a1.6 1.6 0 0 1-2.2-2.2l7.7-7.7a4.2 4.2 0 0 1 5.3-3.4L13 4.5l.4 2.1 '
    '2.1.4 2.7-2.7a4.2 4.2 0 0 1-5.6 5.1"/>',
    "information": '<circle cx="10" cy="10" r="8"/><path d="M10 9v5m0-8.1V6"/>',
    "clock": '<circle cx="10" cy="10" r="8"/><path d="M10 5.5V10l3 2"/>',
}
