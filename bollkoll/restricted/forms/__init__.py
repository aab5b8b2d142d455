"""The shape of what is put in the protected part, and of the reasons for reading it."""

from bollkoll.restricted.forms.keeping import GiveForm, ReasonForm, StoreForm
from bollkoll.restricted.forms.retention import RuleForm

__all__ = ["GiveForm", "ReasonForm", "RuleForm", "StoreForm"]
