"""Whom third-line questions are asked of: a team with somebody in it, or a person who is here and may see the case."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.cases.queries.asking import team_of, third_line_of
from bollkoll.log.acting import Refused
from bollkoll.people import queries as people
from bollkoll.people.models import Person
from bollkoll.services.models import Team


def whom_to_ask(case: Case, team: Team | None, person: Person | None) -> tuple[Team | None, Person | None]:
    """The team and the person that are asked, somebody who is away replaced. Raises :class:`Refused`."""
    if person is None:
        if team is None:
            raise Refused(_("Choose whom to ask."), "nobody")
        must_answer(case, team)
        return team, None
    person = Person.objects.get(pk=person.pk)
    if not person.is_active or person.line != Person.Line.THIRD:
        raise Refused(_("%(name)s does not work in third line.") % {"name": person}, "not_third_line")
    if not _may_be_asked(case, person):
        raise Refused(_("%(name)s may not see this protected case. Name them first.") % {"name": person}, "protected")
    own = team_of(person)
    if not people.is_away(person):
        return own, person
    instead = instead_of(case, own, person)
    if instead == (None, None):
        raise Refused(_("%(name)s is away and nobody stands in. Ask somebody else.") % {"name": person}, "away")
    return instead


def instead_of(case: Case, team: Team | None, person: Person) -> tuple[Team | None, Person | None]:
    """Who answers for somebody who is not here: ``(None, None)`` when nobody does."""
    deputy = people.deputy_of(person)
    if deputy is not None and deputy.line == Person.Line.THIRD and _may_be_asked(case, deputy):
        return team or team_of(deputy), deputy
    if team is None or case.subject.is_protected or not _is_there(team, but=person):
        return None, None
    return team, None


def _may_be_asked(case: Case, person: Person) -> bool:
    return not case.subject.is_protected or case.named.filter(person=person).exists()


def _is_there(team: Team, but: Person | None = None) -> bool:
    members = third_line_of(team)
    return team.ended_at is None and (members.exclude(pk=but.pk) if but else members).exists()


def must_answer(case: Case, team: Team) -> None:
    if team.line != 3 or team.ended_at is not None:
        raise Refused(_("%(name)s is not a third-line team.") % {"name": team}, "not_third_line")
    if case.subject.is_protected:
        raise Refused(
            _("The case is protected: only persons who are named in it can be asked, not a whole team."), "protected"
        )
    if not _is_there(team):
        raise Refused(_("Nobody in %(name)s can answer. Ask somebody else.") % {"name": team}, "nobody")
