"""Asking third line for input, and what third line does with it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import CaseForm, FilesField, LongText, MomentField
from bollkoll.cases.models import Message, Question
from bollkoll.cases.queries import asking
from bollkoll.kit.personnummer import masked
from bollkoll.kit.spent import OnceInput
from bollkoll.kit.text import excerpt
from bollkoll.people.actor import Actor
from bollkoll.services.models import Team

MOST_SENT = 40
"""So many of the latest messages can be chosen to send along."""


def _key() -> str:
    return uuid4().hex


class AskForm(CaseForm):
    heading, action, icon = _("Ask third line for input"), _("Ask"), "ask"
    intro = _("The case stays with you. The reporter sees neither the question nor what third line says.")

    whom = forms.ChoiceField(label=_("Whom"))
    text = LongText(label=_("Question"), widget=forms.Textarea(attrs={"rows": 5, "data-identity": "on"}))
    sent = forms.MultipleChoiceField(
        label=_("Let them also read"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the reporter wrote first they always see, with its files; nothing else of the case."),
    )
    look_again_at = MomentField(
        label=_("Remind them"),
        required=False,
        help_text=_("When nothing is said: after the usual time. If that does not help either, the ball comes to you."),
    )
    once = forms.CharField(required=False, max_length=64, widget=OnceInput, initial=_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="ask_%s", **kwargs)  # the composer on the same page has a text too

    def prepare(self) -> None:
        self.teams = {} if self.case.subject.is_protected else {f"team:{t.pk}": t for t in asking.teams_to_ask()}
        self.persons = {f"person:{p.pk}": p for p in asking.persons_to_ask(self.case)}
        self.messages = {str(m.pk): m for m in list(asking.may_be_sent(self.case))[-MOST_SENT:]}
        away = _t("away")
        people = [
            (key, " · ".join(filter(None, (p.name, p.title, away if p.is_away else ""))))
            for key, p in self.persons.items()
        ]
        groups: list[tuple[Any, Any]] = [("", _("choose"))]
        if self.teams:
            groups.append((_("Teams"), [(key, team.name) for key, team in self.teams.items()]))
        if people:
            groups.append((_("Persons"), people))
        else:
            self.intro = _("The case is protected and names nobody in third line. Name the person first, then ask.")
        self.fields["whom"].choices = groups
        service = self.case.service
        if service and f"team:{service.team_id}" in self.teams:
            self.fields["whom"].initial = f"team:{service.team_id}"
        if self.messages:
            self.fields["sent"].choices = [(key, _label(one)) for key, one in self.messages.items()]
        else:
            del self.fields["sent"]

    def clean_text(self) -> str:
        return _written(self.cleaned_data["text"])

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        whom = given.pop("whom")
        given["team"], given["person"] = self.teams.get(whom), self.persons.get(whom)
        given["sent"] = [self.messages[key] for key in given.get("sent") or ()]
        return given


def _label(message: Message) -> str:
    author = message.author.name if message.author else ""
    words = excerpt(masked(message.text), 80)
    return f"{capfirst(message.get_kind_display())}, {author} {timezone.localtime(message.written_at):%-d/%-m}: {words}"


def _written(text: str) -> str:
    if not text.strip():
        raise forms.ValidationError(_("Write something first."), code="empty")
    return text


class QuestionForm(CaseForm):
    """A form about one question."""

    says_optional = False

    def __init__(self, *args: Any, actor: Actor, question: Question, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, actor=actor, case=question.case, **kwargs)


class AnswerQuestionForm(QuestionForm):
    action, icon = _("Send the input"), "reply"
    said = _("Thank you. The agent has your input.")

    text = LongText(label=_("Your input"))
    files = FilesField()

    def prepare(self) -> None:
        self.fields["files"].actor = self.actor

    def clean_text(self) -> str:
        return _written(self.cleaned_data["text"])


class CommentForm(AnswerQuestionForm):
    action, icon, said = _("Write"), "message", _("It stands in the question.")

    text = LongText(label=_("Write more in the question"))


class AskAgainForm(CommentForm):
    said = _("The question waits for input again.")


class ReturnForm(QuestionForm):
    heading, action, icon = _("Return the question"), _("Return"), "undo"
    intro = _("The agent gets it back at once, with your reason.")
    said = _("The question is returned.")

    reason = LongText(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def clean_reason(self) -> str:
        return _written(self.cleaned_data["reason"])


class PassOnForm(ReturnForm):
    heading, action, icon = _("Pass the question on"), _("Pass on"), "hand-over"
    intro = _("The other team is asked instead, and sees what you have seen.")
    said = _("The question is passed on.")

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    field_order = ["team", "reason"]

    def prepare(self) -> None:
        teams = asking.teams_to_ask()
        self.fields["team"].queryset = teams if self.question.person_id else teams.exclude(pk=self.question.team_id)


class WithdrawForm(QuestionForm):
    heading, action, icon = _("Withdraw the question"), _("Withdraw"), "x"
    intro = _("Third line is told that the input is no longer needed.")
    said = _("The question is withdrawn.")
    says_optional = True

    reason = LongText(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
