"""The shape of what reporters write, split by where they write it."""

from bollkoll.portal.forms.matter import ColleagueForm, DidNotHelpForm, ListForm, ReplyForm, ThanksForm
from bollkoll.portal.forms.new import NEW, NewMatter

__all__ = ["NEW", "ColleagueForm", "DidNotHelpForm", "ListForm", "NewMatter", "ReplyForm", "ThanksForm"]
