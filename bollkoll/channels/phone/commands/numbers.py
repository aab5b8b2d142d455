"""Numbers that people are recognised by, and where those turn who may not contact the support."""

from django.utils.translation import gettext as _

from bollkoll.channels.phone import rules
from bollkoll.channels.phone.events import NumberAdded, NumberRemoved, NumbersIndexed, WhereToTurnTold
from bollkoll.channels.phone.models import LocalSupport, Number
from bollkoll.kit.text import one_line
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person

MOST_NUMBERS = 10


@command
def index_numbers(actor: Actor, person: Person) -> list[str]:
    """Make the number of the person's account, or the numbers when several stand there, found. Returns the keys.

    Refused (``unchanged``) when they are already.
    """
    wanted = rules.keys(person.phone)
    if person.line and not wanted and (short := rules.extension(person.phone)):
        wanted = [short]
    known = {row.key: row for row in person.numbers.all()}
    gone = [row.pk for key, row in known.items() if row.is_account and key not in wanted]
    new = [key for key in wanted if key not in known]
    if not gone and not new:
        raise Refused(_("That is already so."), "unchanged")
    Number.objects.filter(pk__in=gone).delete()
    for key in new:
        Number.objects.create(person=person, key=key, shown=rules.shown(key), is_account=True, added_at=now())
    record(NumbersIndexed(person=person))
    return wanted


@command
def add_number(actor: Actor, person: Person, *, number: str) -> Number:
    """One more number that the person calls from; for those at the desk it may be an extension."""
    key = rules.key(number) or (rules.extension(number) if person.line else "")
    if not key:
        raise Refused(_("That is not a whole telephone number."), "not_a_number")
    if person.numbers.filter(key=key).exists():
        raise Refused(_("%(name)s already has that number.") % {"name": person}, "taken")
    if person.numbers.count() >= MOST_NUMBERS:
        raise Refused(_("That is more numbers than anybody has. Remove one first."), "too_many")
    made = Number.objects.create(person=person, key=key, shown=rules.shown(key), added_at=now())
    record(NumberAdded(person=person))
    return made


@command
def remove_number(actor: Actor, person: Person, *, number: Number) -> None:
    """Somebody does not call from there any more. The account's own number is changed with the account."""
    if not person.numbers.filter(pk=number.pk, is_account=False).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(NumberRemoved(person=person))


@command
def tell_where_to_turn(
    actor: Actor, institution: Institution, *, phone: str = "", email: str = "", page: str = ""
) -> LocalSupport:
    """Where the institution's own students and staff turn."""
    made, _is_new = LocalSupport.objects.update_or_create(
        institution=institution, defaults={"phone": one_line(phone, 40).text, "email": email, "page": page}
    )
    record(WhereToTurnTold(institution=institution))
    return made
