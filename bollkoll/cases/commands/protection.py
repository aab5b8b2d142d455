"""Who sees it and who follows it."""

from django.utils.translation import gettext as _

from bollkoll.cases import queries
from bollkoll.cases.commands.asking import take_back_unseen
from bollkoll.cases.events import (
    InstitutionChanged,
    PersonNamed,
    PersonUnnamed,
    Protected,
    Unprotected,
    WatcherAdded,
    WatcherRemoved,
)
from bollkoll.cases.models import Case, Named, Watcher
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person, Role


@command
def protect(actor: Actor, case: Case, *, is_protected: bool = True) -> Case:
    """Make the case protected (only named persons see it; whoever protects it, its agent and the reporter are named), or not."""
    if case.subject.is_protected == is_protected:
        raise Refused(_("That is already so."), "unchanged")
    if is_protected:
        for person_id in filter(None, {actor.person_id, case.assignee_id, case.reporter_id}):
            Named.objects.get_or_create(case=case, person_id=person_id, defaults={"added_at": now()})
    case.subject.is_protected = is_protected
    case.subject.save(update_fields=["is_protected"])
    take_back_unseen(case)
    record(Protected(case=case) if is_protected else Unprotected(case=case))
    return case


@command
def name_person(actor: Actor, case: Case, *, person: Person) -> Named:
    """Let one more person see a protected case."""
    named, made = Named.objects.get_or_create(case=case, person=person, defaults={"added_at": now()})
    if not made:
        raise Refused(_("%(name)s may already see it.") % {"name": person}, "unchanged")
    record(PersonNamed(case=case, person=person.pk))
    return named


@command
def unname_person(actor: Actor, case: Case, *, person: Person) -> None:
    """Take a person off a protected case. Somebody must be left, and whoever holds it stays."""
    if person.pk in (case.assignee_id, case.reporter_id):
        raise Refused(_("%(name)s holds or reported the case.") % {"name": person}, "needed")
    if not Named.objects.filter(case=case, person=person).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    if person.is_agent and not Person.objects.second_line().filter(pk__in=case.named.values("person")).exists():
        raise Refused(_("Nobody at the support would see the case any more. Name somebody else first."), "last")
    take_back_unseen(case)
    record(PersonUnnamed(case=case, person=person.pk))


@command
def change_institution(actor: Actor, case: Case, *, institution: Institution) -> Case:
    """The case is of another of the reporter's institutions: from now on those who see that one's matters see it, and those
    of the one before do not. Colleagues who are not there stop following, and are no longer named in a protected case.
    """
    before = case.institution_id
    if institution.pk == before:
        raise Refused(_("That is already so."), "unchanged")
    if case.kind == Case.Kind.ORDER:
        raise Refused(_("An order is made for the institution that it names. Let the orderer order it anew."), "order")
    if not queries.other_institutions(case).filter(pk=institution.pk).exists():
        raise Refused(
            _("%(name)s has no account at %(institution)s.") % {"name": case.reporter, "institution": institution},
            "not_there",
        )
    if case.merged_into_id or case.merges_in.filter(undone_at=None).exists():
        raise Refused(_("The case is merged with another. Undo that first."), "merged")
    case.institution = institution
    case.save(update_fields=["institution"])
    there = institution.roles.active().values("person")
    for rows in (Watcher.objects.filter(case=case), Named.objects.filter(case=case)):
        rows.filter(person__line=0).exclude(person__in=there).delete()
    record(InstitutionChanged(case=case, institution=institution.pk, before=before))
    return case


@command
def add_watcher(actor: Actor, case: Case, *, person: Person) -> Watcher:
    """Let somebody follow the case: a colleague of the reporter's institution, or one at the desk."""
    at_institution = person.roles.active().filter(institution=case.institution_id).exists()
    at_desk = bool(person.line) and (actor.is_agent or actor.is_machine)
    if not person.is_active or not (at_institution or at_desk):
        raise Refused(_("Only colleagues at the same institution can be added."), "not_a_colleague")
    if case.subject.is_protected and not case.named.filter(person=person).exists():
        raise Refused(_("The case is protected: only named persons may follow it."), "protected")
    watcher, made = Watcher.objects.get_or_create(case=case, person=person, defaults={"added_at": now()})
    if not made or person.pk == case.reporter_id:
        raise Refused(_("%(name)s already follows the case.") % {"name": person}, "unchanged")
    record(WatcherAdded(case=case, person=person.pk))
    return watcher


@command
def remove_watcher(actor: Actor, case: Case, *, person: Person) -> None:
    """Stop following: oneself, or a colleague by the reporter or the desk."""
    led = person.pk == actor.person_id or actor.is_agent or actor.person_id == case.reporter_id
    led = led or any(r.kind != Role.Kind.EXTRA and r.institution_id == case.institution_id for r in actor.roles)
    if not led:
        raise Refused(_("Ask the reporter to remove them."), "not_yours")
    if not Watcher.objects.filter(case=case, person=person).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(WatcherRemoved(case=case, person=person.pk))
