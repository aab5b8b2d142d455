"""The letter about the morning, to those who were not there."""

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.cases.models import Case, Message
from bollkoll.channels.email.letters.letter import Letter, News, absolute
from bollkoll.kit.personnummer import masked
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

MOST_NOTES = 30


def stand_up_ended(news: News) -> Letter:
    """What stood there in numbers, and what was decided in the cases that the reader may see. Nothing of protected ones,
    to those who are named in them either: it is mail.
    """
    data = news.event.data
    day = formats.date_format(timezone.localtime(news.event.at), "j F")
    visible = Case.objects.visible_to(Actor(news.person)).filter(subject__is_protected=False)
    notes = Message.objects.filter(pk__in=data["noted"], case__in=visible).select_related("case__subject")
    dealt = visible.filter(pk__in=data["dealt"], assignee=news.person.pk).select_related("subject")
    decided = [_noted(note) for note in notes.order_by("written_at", "pk")[:MOST_NOTES]]
    yours = [
        _("You got %(case)s.") % {"case": masked(f"[#{case.number}] {case.title}")}
        for case in dealt.order_by("pk")[:MOST_NOTES]
    ]
    subject = _("The stand-up %(day)s") % {"day": day}
    return Letter(
        heading=subject,
        paragraphs=[_numbers(data), _since(data), *yours, *_others(visible, data, news.person), *decided],
        links=[(_("Read the stand-up"), absolute(reverse("desk:past_stand_up", args=[data["stand_up"]])))],
        subject=subject,
    )


def _others(visible: QuerySet[Case], data: dict, reader: Person) -> list[str]:
    """Who else has how many of what was dealt out; each of them has been told which."""
    rows = visible.filter(pk__in=data["dealt"], assignee__isnull=False).exclude(assignee=reader.pk)
    counted = rows.values_list("assignee__name").annotate(given=Count("pk")).order_by("assignee__sort")
    said = ", ".join(f"{name} {number}" for name, number in counted)
    return [_("Dealt out to others: %(who)s.") % {"who": said}] if said else []


def _noted(note: Message) -> str:
    return masked(f"[#{note.case.number}] {note.case.title}\n{note.text}")


def _numbers(data: dict) -> str:
    return _(
        "There stood: acute %(acute)s, promises broken or breaking %(promises)s, nobody's %(nobody)s, "
        "long with third line %(third_line)s, stuck %(stuck)s."
    ) % {name: data[name] for name in ("acute", "promises", "nobody", "third_line", "stuck")}


def _since(data: dict) -> str:
    thanks = ngettext("%(number)s thanks", "%(number)s thanks", data["thanked"]) % {"number": data["thanked"]}
    return _("Since the time before: new %(opened)s, solved %(solved)s, %(thanks)s.") % {
        "opened": data["opened"], "solved": data["solved"], "thanks": thanks,
    }  # fmt: skip
