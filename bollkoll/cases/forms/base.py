"""What every form of a case's verb has: who asks, which case, and the words around the fields."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries
from bollkoll.cases.models import Attachment, Case
from bollkoll.kit import personnummer
from bollkoll.kit.text import SUBJECT_LIMIT, clean
from bollkoll.people.actor import Actor
from bollkoll.ui.fields import Moment

FAR = timedelta(days=730)
"""Nothing is promised or waited for further ahead than this; a year mistyped is caught here."""
MOST_TEXT = 100_000


class CaseForm(forms.Form):
    """A form about one case. ``arguments()`` are the keyword arguments of the command of the same name."""

    heading: Any = ""
    intro: Any = ""
    action: Any = ""
    said: Any = ""
    icon = "check"
    is_danger = False
    is_paired = False
    """Two fields beside each other where there is room, but for those named in ``wide``."""
    wide: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    """Fields whose few choices stand in a row, over the whole width."""
    says_optional = True
    takes_files = False
    """Whether files may come along; the form then has ``files``, and ``keep`` of the views stores what is sent with it."""

    use_required_attribute = False

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any) -> None:
        self.actor, self.case = actor, case
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # somebody may have left while the form was open
            if "invalid_choice" in field.error_messages:
                said = _("What was chosen here cannot be chosen any more. Choose again.")
                field.error_messages["invalid_choice"] = said
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to what the actor may choose for this case."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DayField(forms.DateField):
    """A day, picked or typed; the value is the moment it begins at work: 08.00 local time."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        return ahead(timezone.make_aware(datetime.combine(day, time(8)))) if day else None


class MomentField(Moment):
    """A day and time, local; refused when it has passed or is absurdly far away."""

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        return ahead(moment) if moment else None


def ahead(moment: datetime) -> datetime:
    if moment <= timezone.now():
        raise forms.ValidationError(_("That time has passed."), code="past")
    if moment > timezone.now() + FAR:
        raise forms.ValidationError(_("That is more than two years away."), code="far")
    return moment


class LongText(forms.CharField):
    """Prose: as long as a page of text can be, its spaces kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        kwargs.setdefault("max_length", MOST_TEXT)
        super().__init__(strip=False, **kwargs)
        # Characters that cannot be stored are taken out, in the commands as well: nobody typed them on purpose.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit in the browser, which would cut a paste without a word; what is too long is said, with the text kept."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Line(LongText):
    """One line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(**kwargs)


class SubjectLine(Line):
    """The subject of a case. Nothing of it is cut: what is too long for a line belongs in the text."""

    def __init__(self, **kwargs: Any) -> None:
        said = _("The subject has %(show_value)d characters and may have %(limit_value)d. Put the rest in the text.")
        super().__init__(max_length=SUBJECT_LIMIT, error_messages={"max_length": said}, **kwargs)
        self.widget.attrs["data-identity"] = "never"

    def validate(self, value: Any) -> None:
        """A subject goes out in mail and stands in lists, where no identity number may be."""
        super().validate(value)
        if personnummer.has_certain(value or ""):
            raise ValidationError(
                _("A personal identity number may not stand in a subject. Put it under “Protected data” in the case."),
                "identity",
            )


class FilesField(forms.Field):
    """Files that were uploaded before the form was sent: the actor's own, by id. Strangers' ids are passed over."""

    widget = forms.MultipleHiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.actor: Actor | None = None

    def clean(self, value: Any) -> list[Attachment]:
        keys = value if isinstance(value, list | tuple) else []
        return queries.loose_files(self.actor, keys[:100]) if self.actor else []
