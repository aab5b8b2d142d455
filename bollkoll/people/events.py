"""What can happen to people and institutions."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact
from bollkoll.people.models import Institution, Person


@dataclass(frozen=True, kw_only=True)
class PersonFact(Fact):
    person: Person

    def topics(self) -> list[str]:
        places = {f"institution:{role.institution_id}" for role in self.person.roles.all()}
        return [f"person:{self.person.pk}", "people", *sorted(places)]


@dataclass(frozen=True, kw_only=True)
class Invited(PersonFact):
    """Told by the channel that carries the one-time link, which is never in the log."""

    kind = "people.invited"
    sentence = _("{actor} invited {person}")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class Engaged(PersonFact):
    kind = "people.engaged"
    sentence = _("{actor} added {person} to the support")
    line: int


@dataclass(frozen=True, kw_only=True)
class Changed(PersonFact):
    kind = "people.changed"
    sentence = _("{actor} changed {person}")


@dataclass(frozen=True, kw_only=True)
class RoleChanged(PersonFact):
    kind = "people.role_changed"
    sentence = _("{actor} changed the role of {person}")
    institution: Institution
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(PersonFact):
    kind = "people.role_ended"
    sentence = _("{actor} ended the role of {person}")
    institution: Institution


@dataclass(frozen=True, kw_only=True)
class Ended(PersonFact):
    kind = "people.ended"
    sentence = _("{actor} ended the account of {person}")


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(PersonFact):
    """Told to the person, so that a change somebody else made is noticed."""

    kind = "people.password_changed"
    sentence = _("{actor} changed the password")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(PersonFact):
    kind = "people.invitation_used"
    sentence = _("{actor} chose a password by a one-time link")


@dataclass(frozen=True, kw_only=True)
class PasswordAskedFor(PersonFact):
    """The password is said to be forgotten. The link goes by mail to the person, and is never in the log."""

    kind = "people.password_asked_for"
    sentence = _("a new password for {person} was asked for")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class AddressAskedFor(PersonFact):
    """Told to the new address, with a link that is never in the log."""

    kind = "people.address_asked_for"
    sentence = _("{actor} wants another address")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class AddressGivenUp(PersonFact):
    kind = "people.address_given_up"
    sentence = _("{actor} keeps the address after all")


@dataclass(frozen=True, kw_only=True)
class AddressChanged(PersonFact):
    """Told to the old address, so that a change somebody else made is noticed."""

    kind = "people.address_changed"
    sentence = _("{actor} changed the address of {person}")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class SignedIn(PersonFact):
    kind = "people.signed_in"
    sentence = _("{actor} logged in")
    way: str
    """``password``, ``passkey``; with ``+code`` or ``+key`` when a second step was taken."""


@dataclass(frozen=True, kw_only=True)
class SecondStepsRemoved(PersonFact):
    """Told to the person, so that it is noticed when it was not asked for."""

    kind = "people.second_steps_removed"
    sentence = _("{actor} removed the two-step login of {person}")

    def audience(self) -> list[int]:
        return [self.person.pk]


@dataclass(frozen=True, kw_only=True)
class RightsChanged(PersonFact):
    kind = "people.rights_changed"
    sentence = _("{actor} changed what {person} may do")
    line: int
    is_coordinator: bool
    is_administrator: bool


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged(PersonFact):
    kind = "people.preferences_changed"
    sentence = _("{actor} changed the own settings")


@dataclass(frozen=True, kw_only=True)
class SignedOut(PersonFact):
    kind = "people.signed_out"
    sentence = _("{person} was signed out of one place")


@dataclass(frozen=True, kw_only=True)
class SignedOutEverywhere(PersonFact):
    kind = "people.signed_out_everywhere"
    sentence = _("{person} was signed out everywhere")


@dataclass(frozen=True, kw_only=True)
class AbsenceSet(PersonFact):
    kind = "people.absence_set"
    sentence = _("{actor} noted an absence of {person}")
    absence: int


@dataclass(frozen=True, kw_only=True)
class AbsenceRemoved(PersonFact):
    kind = "people.absence_removed"
    sentence = _("{actor} removed an absence of {person}")
    absence: int
    had_begun: bool
    """They were noted as away that day."""


@dataclass(frozen=True, kw_only=True)
class Undeliverable(PersonFact):
    kind = "people.undeliverable"
    sentence = _("mail to {person} bounced")


@dataclass(frozen=True, kw_only=True)
class Deliverable(PersonFact):
    kind = "people.deliverable"
    sentence = _("{actor} said that mail reaches {person} again")


@dataclass(frozen=True, kw_only=True)
class AliasAdded(PersonFact):
    kind = "people.alias_added"
    sentence = _("{actor} added an address of {person}")


@dataclass(frozen=True, kw_only=True)
class InstitutionFact(Fact):
    institution: Institution

    def topics(self) -> list[str]:
        return [f"institution:{self.institution.pk}", "institutions"]


@dataclass(frozen=True, kw_only=True)
class InstitutionAdded(InstitutionFact):
    kind = "people.institution_added"
    sentence = _("{actor} added the institution {institution}")


@dataclass(frozen=True, kw_only=True)
class InstitutionChanged(InstitutionFact):
    kind = "people.institution_changed"
    sentence = _("{actor} changed the institution {institution}")
