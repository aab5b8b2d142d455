"""Actor: who acts, through which door, with which rights. Made once per request, mail or tick."""

from dataclasses import dataclass, field
from functools import cached_property

from bollkoll.people.models import Person, Role


@dataclass(frozen=True)
class Actor:
    """A person acting through a door (``web``, ``mail``, ``import``), or nobody: the clock or the system.

    Everything is asked of the actor and nothing of the request, so that every door gives the same rights.
    """

    person: Person | None
    via: str = "web"
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def is_machine(self) -> bool:
        """The clock and the system: they run what people have decided, so policies let them."""
        return self.person is None and self.via in ("clock", "system")

    @property
    def is_active(self) -> bool:
        return self.is_machine or bool(self.person and self.person.is_active)

    @property
    def is_agent(self) -> bool:
        return bool(self.person and self.person.is_agent)

    @property
    def is_third_line(self) -> bool:
        return bool(self.person and self.person.is_active and self.person.line == Person.Line.THIRD)

    @property
    def is_coordinator(self) -> bool:
        return bool(self.person and self.is_agent and self.person.is_coordinator)

    @property
    def is_administrator(self) -> bool:
        return bool(self.person and self.person.is_active and self.person.is_administrator)

    @property
    def is_staff(self) -> bool:
        return self.is_agent or self.is_third_line

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The actor's present roles at institutions."""
        if not self.person or not self.person.is_active:
            return ()
        if "roles" not in self._cache:
            roles = self.person.roles.filter(ended_at=None, institution__ended_at=None).select_related("institution")
            self._cache["roles"] = tuple(roles.order_by("pk"))
        return self._cache["roles"]

    @property
    def is_contact(self) -> bool:
        return bool(self.roles)

    @property
    def own_institutions(self) -> list[int]:
        """Institutions where the actor may open cases."""
        return [role.institution_id for role in self.roles]

    @property
    def seen_institutions(self) -> list[int]:
        """Institutions all of whose cases the actor may see: lokal support and lokal kontaktperson (issue B10)."""
        seeing = (Role.Kind.LOCAL_SUPPORT, Role.Kind.CONTACT_PERSON)
        return [role.institution_id for role in self.roles if role.kind in seeing]

    @property
    def led_institutions(self) -> list[int]:
        """Institutions whose accounts the actor keeps: lokal kontaktperson."""
        return [role.institution_id for role in self.roles if role.kind == Role.Kind.CONTACT_PERSON]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.via


CLOCK = Actor(None, "clock")
SYSTEM = Actor(None, "system")
NOBODY = Actor(None, "web")
