"""What is kept apart, who has read it, and how long it stays."""

from bollkoll.restricted.models.retention import Disposal, RetentionRule
from bollkoll.restricted.models.secret import Reading, Secret, SecretQuerySet

__all__ = ["Disposal", "Reading", "RetentionRule", "Secret", "SecretQuerySet"]
