"""No store of personal data is forgotten: what is kept of persons is told to them, or is in a list that says why not."""

from django.apps import apps
from django.db import models

from bollkoll.log import disclosing
from bollkoll.people.models import Login, Person

NOT_TOLD = {
    "services.Organisation": "the support's own address",
    "services.Team": "the address of a team",
    "phone.LocalSupport": "the public address of an institution's own support",
    "account.EmailConfirmation": "has no address of its own",
    "incidents.ReportRule": "names nobody",
}
"""Models that may look as if they were about somebody, and are not."""


def _points_at_somebody(model: type[models.Model]) -> bool:
    """A reference to a person or a login, or an address. Columns named ``address`` or ``email`` hold one whatever their kind."""
    for field in model._meta.local_fields:
        if isinstance(field, models.EmailField) or field.name in (
            "email",
            "email_key",
            "address_key",
            "sender_address",
        ):
            return True
        if field.is_relation and field.related_model in (Person, Login):
            return True
    return False


def test_whatever_is_kept_of_a_person_is_told_to_them_or_said_why_not():
    found = {model._meta.label for model in apps.get_models(include_auto_created=True) if _points_at_somebody(model)}
    told = {model._meta.label for model in disclosing.answered_for()}
    assert found - told - set(NOT_TOLD) == set(), "register it in the app's disclosing.py (about_person)"


def test_the_list_of_exceptions_is_no_longer_than_it_must_be():
    known = {model._meta.label for model in apps.get_models()}
    assert set(NOT_TOLD) <= known
    assert not set(NOT_TOLD) & {model._meta.label for model in disclosing.answered_for()}


def test_an_app_with_something_of_a_case_has_its_say():
    """Every app with a table that refers to a case says what it has of one."""
    case = apps.get_model("cases", "Case")
    owners = {
        model._meta.app_config.name
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is case
    }
    said = {giver.name.split(".disclosing")[0] for giver in disclosing.CASE.values()}
    own = {"bollkoll.disclosure"}  # that it has been handed out before is no part of the case
    assert owners - said - own == set()
