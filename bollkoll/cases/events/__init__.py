"""What can happen to a case: one small class per kind, with its sentence, topics and audience.

Topics of a protected case are its own name and those of the persons it names: no list, no institution and no desk hears
of it.
"""

from bollkoll.cases.events.base import CaseFact, desk_side, reporters_side
from bollkoll.cases.events.closing import Closed, Confirmed, DidNotHelp, Reopened, Solved, Thanked
from bollkoll.cases.events.dialogue import (
    Answered,
    AnswerUndone,
    AnswerWritten,
    AutoReplied,
    FileChecked,
    FileRemoved,
    FileUploaded,
    Noted,
    Opened,
    Replied,
)
from bollkoll.cases.events.handing import (
    GivenBack,
    Offered,
    OfferLapsed,
    OfferReturned,
    OfferWithdrawn,
    TakenOver,
    ThirdLineChased,
)
from bollkoll.cases.events.protection import (
    PersonNamed,
    PersonUnnamed,
    Protected,
    Unprotected,
    WatcherAdded,
    WatcherRemoved,
)
from bollkoll.cases.events.reproduction import ReproductionTried
from bollkoll.cases.events.sorting import Linked, Merged, MessageMoved, SplitOff, Unlinked, Unmerged
from bollkoll.cases.events.triage import (
    Assigned,
    BallGiven,
    BallSet,
    DealtOutAgain,
    LooksCounted,
    Reminded,
    Renamed,
    StoodIn,
    Taken,
    Triaged,
    ViewRemoved,
    ViewSaved,
    WaitingForThirdLine,
)

__all__ = [
    "AnswerUndone",
    "AnswerWritten",
    "Answered",
    "Assigned",
    "AutoReplied",
    "BallGiven",
    "BallSet",
    "CaseFact",
    "Closed",
    "Confirmed",
    "DealtOutAgain",
    "DidNotHelp",
    "FileChecked",
    "FileRemoved",
    "FileUploaded",
    "GivenBack",
    "Linked",
    "LooksCounted",
    "Merged",
    "MessageMoved",
    "Noted",
    "OfferLapsed",
    "OfferReturned",
    "OfferWithdrawn",
    "Offered",
    "Opened",
    "PersonNamed",
    "PersonUnnamed",
    "Protected",
    "Reminded",
    "Renamed",
    "Reopened",
    "Replied",
    "ReproductionTried",
    "Solved",
    "SplitOff",
    "StoodIn",
    "Taken",
    "TakenOver",
    "Thanked",
    "ThirdLineChased",
    "Triaged",
    "Unlinked",
    "Unmerged",
    "Unprotected",
    "ViewRemoved",
    "ViewSaved",
    "WaitingForThirdLine",
    "WatcherAdded",
    "WatcherRemoved",
    "desk_side",
    "reporters_side",
]
