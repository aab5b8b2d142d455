"""Who calls: by number, name or institution; and whom an exchange means."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet

from bollkoll.channels.phone import rules
from bollkoll.channels.phone.models import Number
from bollkoll.kit.text import fold_key, one_line, sort_key
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person, Role

MOST_FOUND = 12
FIRST = (F("ended_at").asc(nulls_first=True), "sort", "pk")
"""Those who have an account before those who had one."""


@dataclass(frozen=True)
class Caller:
    """Somebody who may be calling. ``roles`` are their present places; ``number`` is the one that was sought."""

    person: Person
    roles: tuple[Role, ...]
    number: str = ""

    @property
    def may_contact(self) -> bool:
        """Contacts, and colleagues of ours; nobody whose account has ended."""
        return self.person.is_active and bool(self.roles or self.person.line)


def find(actor: Actor, typed: str) -> list[Caller]:
    """Who it may be, by what is typed so far: a number in any dress, or words of name and institution together.

    Four queries at most, however many there are. Those who may contact the support come first.
    """
    words = one_line(typed, 100).text
    if not actor.is_agent or len(words) < 2:
        return []
    found = Person.objects.all()
    if rules.is_number_like(words):
        numbers = Number.objects.filter(_like(words))
        found = found.filter(pk__in=numbers.values("person"))
    else:
        keys = [(word, sort_key(word)) for word in words.split()[:5]]
        for word, key in keys:
            if key:
                found = found.filter(_named(word, key))
        if not any(key for _word, key in keys):
            return []
    return callers(found.order_by(*FIRST)[:MOST_FOUND], words)


def _like(words: str) -> Q:
    digits, begins = rules.digits_of(words), rules.beginning(words)
    like = Q(key__startswith=begins) if begins else Q()
    if len(digits) >= 4:
        like |= Q(key__contains=digits.lstrip("0"))
    return like or Q(key=digits)


def _named(word: str, key: str) -> Q:
    """By a part of the name, or by institution. Two letters are an abbreviation or the beginning of a name."""
    place, name = (
        Q(code__istartswith=word),  # on the way to the whole of it
        Q(sort__startswith=key) | Q(sort__contains=f"0{key}"),
    )  # a space is a 0 in the key
    if len(word) > 2:
        place, name = place | Q(sort__contains=key), Q(sort__contains=key)
        if word.isascii() and word.isalpha():
            name = Q(sort__regex=_with_rings_and_dots(key))
    places = Institution.objects.filter(place)
    there = Role.objects.active().filter(institution__in=places.values("pk"))
    return name | Q(pk__in=there.values("person"))


def _with_rings_and_dots(key: str) -> str:
    """A pattern that finds å, ä and ö where a and o were typed: one hears a name, and may have another keyboard."""
    found = {"a": ("a", sort_key("å"), sort_key("ä")), "o": ("o", sort_key("ö"))}
    return "".join(f"({'|'.join(found[letter])})" if letter in found else letter for letter in key)


def callers(persons: QuerySet[Person], sought: str = "") -> list[Caller]:
    """The persons with their places and numbers: three queries."""
    roles = Role.objects.active().filter(institution__ended_at=None).select_related("institution").order_by("pk")
    rows = persons.prefetch_related(Prefetch("roles", roles, to_attr="present_roles"), "numbers")
    found = [
        Caller(person, tuple(person.present_roles), _number(person, sought))  # type: ignore[attr-defined]
        for person in rows
    ]
    return sorted(found, key=lambda caller: not caller.may_contact)


def _number(person: Person, sought: str) -> str:
    """The number of theirs that was sought, else the first, as it is written."""
    known = list(person.numbers.all())
    begins = rules.beginning(sought) if sought and rules.is_number_like(sought) else ""
    best = next((number for number in known if begins and number.key.startswith(begins)), known[0] if known else None)
    return best.shown if best else person.phone


def by_number(key: str) -> list[Caller]:
    """Everybody who calls from a number, those who may contact the support first; nobody for a hidden one."""
    if not key:
        return []
    owners = Number.objects.filter(key=key).values("person")
    return callers(Person.objects.filter(pk__in=owners).order_by(*FIRST)[:MOST_FOUND], key)


def agent_named(text: str) -> Person | None:
    """The agent whom an exchange means: by e-mail, by a whole number, by extension, or by the end of one number alone."""
    desk = Person.objects.second_line()
    if "@" in text:
        return desk.filter(Q(email_key=fold_key(text)) | Q(aliases__key=fold_key(text))).first()
    key, short = rules.key(text), rules.extension(text)
    wanted = Q(numbers__key=key) if key else Q(numbers__key=short) if short else None
    exact = list(desk.filter(wanted).distinct()[:2]) if wanted else []
    if not exact and len(short) >= 3:
        exact = list(desk.filter(numbers__key__endswith=short).distinct()[:2])
    return exact[0] if len(exact) == 1 else None


def numbers(person: Person) -> list[Number]:
    """The numbers that were added beside the one of the account."""
    return list(person.numbers.filter(is_account=False))
