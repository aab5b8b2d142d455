"""What is kept of a person as a person: account, addresses, roles, work, logins."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Max, Min
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.log.disclosing import Item, Line, Section, about_person, items
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence, Alias, Employment, Invitation, Login, NewAddress, Person, Role


@about_person(Person, Alias, Role, order=10)
def account(actor: Actor, person: Person) -> Iterator[Section]:
    """Who it is, and what they are where."""
    lines = [
        Line("name", _("Name"), person.name),
        Line("email", _("E-mail"), person.email),
        Line("phone", _("Telephone"), person.phone),
        Line("title", _("Title"), person.title),
        Line("language", _("Language"), str(person.get_language_display())),
        Line("line", _("Line"), str(person.get_line_display()) if person.line else ""),
        Line("is_coordinator", capfirst(_("incident manager")), person.is_coordinator or None),
        Line("is_administrator", capfirst(_("administrator")), person.is_administrator or None),
        Line("telling", capfirst(_("mail about cases")), str(person.get_telling_display())),
        Line("created_at", _("Since"), person.created_at),
        Line("ended_at", _("Ended"), person.ended_at),
        Line("undeliverable", _("Mail came back"), person.undeliverable_why),
    ]
    yield Section("account", _("The account"), [Item([line for line in lines if line.value not in (None, "")])])
    aliases = person.aliases.order_by("address")
    yield Section("addresses", _("More addresses"), items(aliases, ("address", _("E-mail"), "address")))
    roles = person.roles.select_related("institution").order_by("began_at", "pk")
    yield Section(
        "roles",
        _("Roles"),
        items(
            roles,
            ("role", _("Role"), lambda role: capfirst(role.get_kind_display())),
            ("institution", _("Institution"), "institution.name"),
            ("from", _("From"), "began_at"),
            ("to", _("To"), "ended_at"),
        ),
    )


@about_person(Employment, Absence, order=12)
def work(actor: Actor, person: Person) -> Iterator[Section]:
    """Hours and absences of those who work here."""
    employed = Employment.objects.filter(person=person)
    hours = (
        "hours",
        _("Hours"),
        lambda row: ", ".join(f"{day}: {'–'.join(at)}" for day, at in row.hours.items() if at),
    )
    yield Section("employment", _("Working time"), items(employed, ("share", _("Per cent"), "share"), hours))
    absences = Absence.objects.filter(person=person).select_related("deputy")
    columns = (("from", _("From"), "first_day"), ("to", _("To"), "last_day"), ("kind", _("Kind"), "get_kind_display"))
    yield Section("absences", _("Absences"), items(absences, *columns, ("deputy", _("Stands in"), "deputy")))
    stands = Absence.objects.filter(deputy=person)
    yield Section("stood_in", _("Stood in for somebody"), items(stands, *columns[:2]))


@about_person(Login, Invitation, NewAddress, EmailAddress, Authenticator, UserSession, Event, order=14)
def ways_in(actor: Actor, person: Person) -> Iterator[Section]:
    """Logins, second steps, sessions; and what the log has, which is ids and moments."""
    logins = person.logins.order_by("pk")
    made = ("made_at", _("Made"), "created_at")
    yield Section(
        "logins", _("Logins"), items(logins, ("email", _("E-mail"), "email"), made, ("works", _("Works"), "is_active"))
    )
    invited = person.invitations.order_by("made_at")
    yield Section(
        "invitations", _("Invitations"), items(invited, ("at", _("Made"), "made_at"), ("used", _("Used"), "used_at"))
    )
    asked = NewAddress.objects.filter(person=person)
    columns = (("email", _("E-mail"), "email"), ("until", _("Until"), "expires_at"))
    yield Section("new_address", _("Address that is not confirmed, or was theirs"), items(asked, *columns))
    addresses = EmailAddress.objects.filter(user__person=person)
    yield Section("login_addresses", _("Addresses of logins"), items(addresses, ("email", _("E-mail"), "email")))
    steps = Authenticator.objects.filter(user__person=person).order_by("pk")
    used = ("used", _("Used"), "last_used_at")
    yield Section("second_steps", _("Second steps"), items(steps, ("kind", _("Kind"), "get_type_display"), made, used))
    sessions = UserSession.objects.filter(user__person=person).order_by("created_at")
    yield Section(
        "sessions",
        _("Where they are logged in"),
        items(sessions, ("from", _("From"), "created_at"), ("ip", _("Address"), "ip"), ("by", _("By"), "user_agent")),
    )
    came = Event.objects.filter(kind="people.signed_in", actor=person.pk).order_by("at", "pk")
    way = ("way", _("How"), lambda event: event.data.get("way", ""))
    yield Section("signed_in", _("Times they logged in"), items(came, ("at", _("When"), "at"), way))
    done = Event.objects.filter(actor=person.pk).values("kind").order_by("kind")
    counted = done.annotate(number=Count("pk"), first=Min("at"), last=Max("at"))
    yield Section(
        "log",
        _("What the log has of what they did"),
        [
            Item(
                [
                    Line("kind", _("Kind"), row["kind"]),
                    Line("number", _("Times"), row["number"]),
                    Line("first", _("First"), row["first"]),
                    Line("last", _("Last"), row["last"]),
                ]
            )
            for row in counted
        ],
    )
