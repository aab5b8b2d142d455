"""Operating information: notices and what has been said of them, planned work, templates, and where it is published."""

from bollkoll.status.models.notices import Notice, NoticeQuerySet, Part, Update
from bollkoll.status.models.plans import Series, Skip, Template
from bollkoll.status.models.publishing import Publication

__all__ = ["Notice", "NoticeQuerySet", "Part", "Publication", "Series", "Skip", "Template", "Update"]
