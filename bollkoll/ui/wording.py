"""Django's own words that we say otherwise in Swedish: what stands here is found by whoever gathers the texts, and our
catalogue goes before Django's. The English stays Django's."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

OF_NUMBERS = (
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
)
OF_LENGTH = (
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
