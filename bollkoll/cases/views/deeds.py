"""Every verb of a case but the dialogue: one line each, the form and the command of the same name."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import commands, forms, queries
from bollkoll.cases.models import Case, Message
from bollkoll.cases.views.doors import gone_to
from bollkoll.cases.views.verbs import deed, verb
from bollkoll.people.models import Person
from bollkoll.people.requests import Request

# Dealing out and sorting

take = deed(commands.take, _("The case is yours."))
assign = verb(commands.assign, forms.AssignForm)
triage = verb(commands.triage, forms.TriageForm)
rename = verb(commands.rename, forms.RenameForm)
change_institution = verb(commands.change_institution, forms.InstitutionForm)
remind = verb(commands.remind, forms.RemindForm)
mark_waiting_third_line = verb(commands.mark_waiting_third_line, forms.ThirdLineForm)
solve = verb(commands.solve, forms.SolveForm)
close = verb(commands.close, forms.CloseForm)

# What came in was not one case each


def _to_target(request: Request, case: Case, target: Case, form: Any) -> HttpResponse:
    return gone_to(request, target, form.said)


def _other(request: Request, case: Case) -> dict[str, Any]:
    number = request.POST.get("number", "")
    try:
        return {"other": queries.case(request.actor, int(number))}
    except (Case.DoesNotExist, ValueError, OverflowError):
        raise Http404("other") from None


merge = verb(commands.merge, forms.MergeForm, answer=_to_target)
unmerge = deed(
    commands.unmerge,
    _("The merge is undone: the case is open again. What came meanwhile stays in the other one."),
    answer=gone_to,
)
split = verb(commands.split, forms.SplitForm, answer=_to_target)
move_message = verb(commands.move_message, forms.MoveMessageForm)
link = verb(commands.link, forms.LinkForm)
unlink = deed(commands.unlink, _("The link is removed."), _other)

# What was tried


def _message(request: Request, case: Case) -> dict[str, Any]:
    try:
        return {"message": case.messages.get(pk=UUID(request.POST.get("message", "")))}
    except (Message.DoesNotExist, ValueError):
        raise Http404("message") from None


withdraw_attempt = deed(commands.withdraw_attempt, _("The attempt counts no longer. It can still be read."), _message)

# Who sees it and who follows


def _person(request: Request, case: Case) -> dict[str, Any]:
    key = request.POST.get("person", "")
    person = Person.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if person is None:
        raise Http404("person")
    return {"person": person}


protect = verb(commands.protect, forms.ProtectForm)
name_person = verb(commands.name_person, forms.NamePersonForm)
unname_person = deed(commands.unname_person, _("They no longer see the case."), _person)
add_watcher = verb(commands.add_watcher, forms.WatcherForm)
remove_watcher = deed(commands.remove_watcher, _("They no longer follow the case."), _person)
