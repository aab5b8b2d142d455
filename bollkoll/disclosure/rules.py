"""Pure rules of handing out."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=7)
"""So long the finished file can be fetched; then it goes, and what is known of it stays."""
LONGEST_REASON = 500
SHORTEST_REASON = 5


class Ground(models.TextChoices):
    """What the right to have it rests on. Of a case; a person's own data rest on the last."""

    PUBLIC = "public", _("public access to official documents (TF ch. 2)")
    PARTY = "party", _("a party’s own matter (FL 10 §)")
    AUTHORITY = "authority", _("another authority, supervision or archive")
    OTHER = "other", _("something else, said in the reason")
    SUBJECT = "subject", _("a person’s right to their own data (GDPR art. 15)")


OF_CASES = (Ground.PUBLIC, Ground.PARTY, Ground.AUTHORITY, Ground.OTHER)


def is_reason(text: str) -> bool:
    """Whether somebody has said why: a few letters at least, not only marks."""
    return sum(character.isalnum() for character in text) >= SHORTEST_REASON
