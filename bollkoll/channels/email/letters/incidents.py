"""Letters about incidents: to reporters what all are told, to those who work here that something waits for them."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.channels.email.letters.letter import Letter, News, absolute
from bollkoll.commitments.faces import faces
from bollkoll.commitments.models import Subject
from bollkoll.incidents import rules
from bollkoll.incidents.models import Decision, Incident, Note, Participant, Proposal, Said, Task
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.ui import dates


def _incident(news: News) -> Incident | None:
    return Incident.objects.filter(pk=news.event.data.get("incident")).select_related("subject").first()


def _room(incident: Incident) -> list[tuple[str, str]]:
    return [(_("Open the incident"), absolute(reverse("incidents:room", args=[incident.number])))]


# To the reporters


def reporters_told(news: News) -> Letter | None:
    """What is said to all who are affected; to somebody who came late, all that has been said, with its times."""
    said = Said.objects.filter(pk=news.event.data["said"]).select_related("incident").first()
    if said is None:
        return None
    what = ", ".join(str(one) for one in said.incident.services.all()) or services.organisation().system_name
    headings = {
        Said.Stage.START: _("Disturbance in %(what)s"),
        Said.Stage.UPDATE: _("News of the disturbance in %(what)s"),
        Said.Stage.END: _("The disturbance in %(what)s is over"),
    }
    heading = headings[Said.Stage(said.stage)] % {"what": what}
    name = news.person.first_name
    paragraphs = [_text(said, name)]
    if news.event.data.get("is_answer"):
        paragraphs = [rules.greeted(_raw(said), name=name, number=None, is_english=get_language() == "en")]
    if news.event.data.get("is_late"):
        heading = _("What has happened so far: %(what)s") % {"what": what}
        earlier = Said.objects.filter(incident=said.incident, at__lte=said.at, told__at__isnull=False)
        paragraphs = [f"{_when(one)}\n{_text(one, name)}" for one in earlier.distinct().order_by("at")]
    return Letter(
        heading=heading,
        paragraphs=paragraphs,
        links=[(_("Open the portal"), absolute(reverse("home")))],
        closing=[_("You get this mail because you have told us that you are affected. You need not reply.")],
        subject=heading,
    )


def _raw(said: Said) -> str:
    return said.text_en if get_language() == "en" and said.text_en else said.text_sv


def _text(said: Said, name: str) -> str:
    """With its places filled in: what was an answer to each is told with the own name here too."""
    return rules.filled(_raw(said), name=name, number=None)


def _when(said: Said) -> str:
    return capfirst(dates.clock_time(said.at, timezone.now(), get_language() or "sv"))


# To those who work here


def _staff(write: Callable[[News, Incident], tuple[str, list[str]] | None]) -> Callable[[News], Letter | None]:
    """A letter that names the incident and leads to its room; ``write`` gives the heading and what is under it."""

    def letter(news: News) -> Letter | None:
        incident = _incident(news)
        said = write(news, incident) if incident else None
        if incident is None or said is None:
            return None
        heading, paragraphs = said
        title = f"{heading}: {incident.title}"
        return Letter(heading=heading, paragraphs=[incident.title, *paragraphs], links=_room(incident), subject=title)

    return letter


@_staff
def declared(news: News, incident: Incident) -> tuple[str, list[str]]:
    where = ", ".join(str(one) for one in incident.services.all())
    return _("%(name)s has declared an incident") % {"name": news.by}, [where] if where else []


@_staff
def lead_handed_over(news: News, incident: Incident) -> tuple[str, list[str]]:
    entry = Note.objects.filter(pk=news.event.data["entry"]).first()
    return _("%(name)s has handed the lead over to you") % {"name": news.by}, [entry.text] if entry else []


@_staff
def communicator_set(news: News, incident: Incident) -> tuple[str, list[str]]:
    return _("You are the communicator"), [_("You write what the world and the reporters are told.")]


@_staff
def merged(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    target = incident.merged_into
    if target is None:
        return None
    leads = _("%(name)s leads it.") % {"name": target.lead} if target.lead else _("Nobody leads it.")
    return _("%(name)s has merged an incident into another") % {"name": news.by}, [
        f"#{target.number} {target.title}",
        leads,
    ]


@_staff
def step_assigned(news: News, incident: Incident) -> tuple[str, list[str]]:
    step = incident.process.filter(kind=news.event.data["step"]).first()
    return _("%(name)s gave you a step of the process") % {"name": news.by}, [
        capfirst(step.get_kind_display()) if step else ""
    ]


@_staff
def nagged(news: News, incident: Incident) -> tuple[str, list[str]]:
    words = {
        "lead": _("Nobody leads it."),
        "severity": _("Nobody has said how severe it is."),
        "publish": _("The first notice has not been published."),
    }
    return _("Something is missing"), [words[one] for one in news.event.data["missing"] if one in words]


@_staff
def decision_asked(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    row = Decision.objects.filter(pk=news.event.data["decision"], answered_at=None).first()
    if row is None or row.due_at is None:
        return None
    until = dates.exact(row.due_at, get_language() or "sv")
    words = _("%(name)s asks you to decide") % {"name": news.by}
    return words, [row.question, _("At the latest %(moment)s.") % {"moment": until}]


@_staff
def decided(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    row = Decision.objects.filter(pk=news.event.data["decision"]).first()
    if row is None or not row.answer:
        return None
    return _("%(name)s has decided") % {"name": news.by}, [row.question, row.answer, row.reason]


@_staff
def pulled_in(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    row = Participant.objects.filter(pk=news.event.data["participant"], state=Participant.State.ASKED).first()
    if row is None:
        return None
    words = _("%(name)s asks you to join an incident now") % {"name": news.by}
    return words, [row.wanted_for, _("Say in the room whether you can.")]


@_staff
def joined(news: News, incident: Incident) -> tuple[str, list[str]]:
    return _("%(name)s has joined") % {"name": news.by}, []


@_staff
def declined(news: News, incident: Incident) -> tuple[str, list[str]]:
    row = Participant.objects.filter(pk=news.event.data["participant"]).first()
    return _("%(name)s cannot join") % {"name": news.by}, [row.reason] if row and row.reason else []


@_staff
def task_added(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    row = Task.objects.filter(pk=news.event.data["task"], done_at=None).first()
    return (_("%(name)s gave you a task") % {"name": news.by}, [row.what]) if row else None


@_staff
def action_added(news: News, incident: Incident) -> tuple[str, list[str]] | None:
    row = incident.actions.filter(pk=news.event.data["action"]).first()
    return (_("The review gave you something to do"), [row.what]) if row else None


@_staff
def final_reopened(news: News, incident: Incident) -> tuple[str, list[str]]:
    return _("A reporter waits for the final answer again"), [_("What was sent did not reach them, or did not help.")]


def proposed(news: News) -> Letter | None:
    """A burst, to the incident managers."""
    row = Proposal.objects.filter(pk=news.event.data["proposal"], state=Proposal.State.OPEN)
    one = row.select_related("service").first()
    if one is None:
        return None
    blanks = {"count": one.count, "service": one.service, "minutes": one.minutes}
    heading = _("%(count)s reports of %(service)s within %(minutes)s minutes") % blanks
    places = ", ".join(row.code for row in one.institutions.all())
    return Letter(
        heading=heading,
        paragraphs=[places, _("It is a proposal: an incident is declared by somebody.")],
        links=[(_("See the proposal"), absolute(reverse("incidents:board")))],
        subject=heading,
    )


def stood_in(news: News) -> Letter | None:
    """The balls of somebody who is away, or has left, of an incident or a notice."""
    subject = Subject.objects.filter(pk=news.event.data["subject"]).first()
    absent = Person.objects.filter(pk=news.event.data["person"]).first()
    face = faces(Actor(news.person), [subject]).get(subject.pk) if subject else None
    if face is None or absent is None:
        return None
    heading = _("The ball is yours, as %(name)s cannot hold it now") % {"name": absent.name}
    return Letter(heading=heading, paragraphs=[face.title], links=[(_("Open"), absolute(face.url))], subject=heading)
