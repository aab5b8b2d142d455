"""Shapes of input, split as the commands are. Views import from here."""

from bollkoll.cases.forms.dialogue import AnswerForm, NoteForm
from bollkoll.cases.forms.intake import NewCaseForm
from bollkoll.cases.forms.protection import InstitutionForm, NamePersonForm, ProtectForm, WatcherForm
from bollkoll.cases.forms.reproduction import ReproduceForm
from bollkoll.cases.forms.sorting import LinkForm, MergeForm, MoveMessageForm, SplitForm
from bollkoll.cases.forms.triage import (
    AssignForm,
    CloseForm,
    RemindForm,
    RenameForm,
    SolveForm,
    ThirdLineForm,
    TriageForm,
)

__all__ = [
    "AnswerForm",
    "AssignForm",
    "CloseForm",
    "InstitutionForm",
    "LinkForm",
    "MergeForm",
    "MoveMessageForm",
    "NamePersonForm",
    "NewCaseForm",
    "NoteForm",
    "ProtectForm",
    "RemindForm",
    "RenameForm",
    "ReproduceForm",
    "SolveForm",
    "SplitForm",
    "ThirdLineForm",
    "TriageForm",
    "WatcherForm",
]
