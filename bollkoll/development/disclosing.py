"""What development has of a case: issues, what was lifted to a team, what the reporter was to be told."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.development.models import AgendaItem, IssueLink, Said
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@in_case(order=46)
def linked(actor: Actor, case: Case) -> Iterator[Section]:
    links = IssueLink.objects.filter(case=case).select_related("issue")
    columns = (("key", _("Issue"), "issue.key"), ("title", _("Subject"), "issue.title"))
    yield Section("issues", _("Development issues"), items([row for row in links if row.is_shown], *columns))
    hidden = [row for row in links if not row.is_shown]
    yield Section("internal_issues", _("Internal development issues"), items(hidden, *columns), Group.NOTES)


@in_case(order=47)
def lifted(actor: Actor, case: Case) -> Iterator[Section]:
    rows = AgendaItem.objects.filter(case=case).select_related("team", "lifted_by").order_by("lifted_at", "pk")
    columns = (("at", _("When"), "lifted_at"), ("who", _("Lifted by"), "lifted_by"), ("team", _("Team"), "team"))
    yield Section("lifted", _("Questions lifted to a team"), items(rows, *columns, text="question"), Group.NOTES)
    said = Said.objects.filter(item__case=case).select_related("author").order_by("said_at", "pk")
    told = (("at", _("When"), "said_at"), ("who", _("Who"), "author"))
    yield Section("said_of_it", _("What the team said"), items(said, *told, text="text"), Group.NOTES)


@about_person(AgendaItem, Said, order=40)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """What they lifted and said at teams' meetings."""
    seen = Q(case=None) | Q(case__in=Case.objects.visible_to(actor).values("pk"))
    rows = AgendaItem.objects.filter(seen, lifted_by=person).select_related("team").order_by("lifted_at")
    columns = (("at", _("When"), "lifted_at"), ("team", _("Team"), "team"))
    yield Section("lifted", _("Questions lifted to a team"), items(rows, *columns))
    items_seen = AgendaItem.objects.filter(seen).values("pk")
    said = Said.objects.filter(author=person, item__in=items_seen).order_by("said_at")
    yield Section("said", _("What they said at meetings"), items(said, ("at", _("When"), "said_at")))
