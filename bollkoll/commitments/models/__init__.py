"""The register of balls, and what the auditor has found wrong with it."""

from bollkoll.commitments.models.audit import Violation
from bollkoll.commitments.models.passing import Offer, OfferQuerySet
from bollkoll.commitments.models.register import Commitment, CommitmentQuerySet, Counter, Subject

__all__ = ["Commitment", "CommitmentQuerySet", "Counter", "Offer", "OfferQuerySet", "Subject", "Violation"]
