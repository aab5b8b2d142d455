"""Shape of what somebody asks for: which notices, where to, in which language."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.channels.bulletins import queries, rules, webhooks
from bollkoll.channels.bulletins.models import Subscription

KIND_WORDS = {
    "disturbance": pgettext_lazy("what one subscribes to", "disturbances"),
    "planned": pgettext_lazy("what one subscribes to", "planned work"),
    "information": pgettext_lazy("what one subscribes to", "other information"),
}


LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]


class ChoiceForm(forms.Form):
    """What one wants to hear of. Nothing ticked in a group: all of it."""

    kinds = forms.MultipleChoiceField(
        label=_("What"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(kind, capfirst(KIND_WORDS[kind])) for kind in rules.KINDS],
    )  # fmt: skip
    environments = forms.MultipleChoiceField(
        label=_("Environments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple)
    institutions = forms.MultipleChoiceField(
        label=_("Institutions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    is_shared = forms.BooleanField(
        label=_("Several people read this mailbox"), required=False,
        help_text=_("Then one of them cannot unsubscribe for the others: all are told first, and have a week to say no."),
    )  # fmt: skip

    def __init__(self, *args: Any, subscription: Subscription | None = None, **kwargs: Any) -> None:
        if subscription is not None:
            kwargs["initial"] = {
                **{name: [str(key) for key in subscription.chosen.get(name, ())] for name in rules.RESPECTS},
                "language": subscription.language,
                "is_shared": subscription.is_shared,
            }
        super().__init__(*args, **kwargs)
        self.subscription = subscription
        for name, choices in queries.choices().items():
            self.fields[name].choices = choices
        if subscription is not None and (subscription.is_shared or subscription.is_webhook):
            del self.fields["is_shared"]

    @property
    def chosen(self) -> dict[str, list]:
        """As :class:`Subscription` keeps it: a group with everything ticked is no choice either."""
        given = {name: self.cleaned_data[name] for name in rules.RESPECTS}
        for name, ticked in given.items():
            if len(ticked) == len(self.fields[name].choices):
                given[name] = []
        return {name: ticked if name == "kinds" else [int(key) for key in ticked] for name, ticked in given.items()}


class AskForm(ChoiceForm):
    """``url``: for a webhook; then ``address`` is who answers for it."""

    address = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    url = forms.CharField(
        label=_("Address of the webhook"), max_length=500, required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
        help_text=_("For machines: each notice is sent there as signed JSON. Leave it empty to get mail."),
    )  # fmt: skip
    only_me = forms.BooleanField(label=_("Only I read it"), required=False)
    """Asked when the address looks like one that several read."""
    field_order = [
        "address",
        "is_shared",
        "only_me",
        "kinds",
        "environments",
        "services",
        "institutions",
        "language",
        "url",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rules.looks_shared((self.data.get("address") or "").strip()):
            del self.fields["only_me"]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        if url and not webhooks.is_allowed(url):
            raise forms.ValidationError(
                _("Write an address that begins with https:// and has no name, password or # in it.")
            )
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_said = cleaned.get("is_shared") != cleaned.get("only_me")
        if "only_me" in self.fields and not cleaned.get("url") and not is_said:
            self.add_error(
                "is_shared",
                _(
                    "This address looks like one that several people read. Tick whether they do, or whether only you do."
                ),
            )
        if cleaned.get("url"):
            cleaned["is_shared"] = False
        return cleaned


class SubscriberFilter(forms.Form):
    q = forms.CharField(label=_("Address"), required=False, max_length=254)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("active")), ("unconfirmed", _("not confirmed")), ("failing", _("failing")), ("ended", _("ended"))],
    )  # fmt: skip
