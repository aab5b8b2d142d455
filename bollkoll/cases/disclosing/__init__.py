"""What cases have: of a case, and of a person."""

from bollkoll.cases.disclosing import of_case, of_person
from bollkoll.cases.disclosing.of_case import held

__all__ = ["held", "of_case", "of_person"]
