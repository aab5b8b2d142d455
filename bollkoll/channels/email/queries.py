"""Reading mail: what is found is what the actor may know of. Mail of a case is seen by those who may see the case."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.channels.email import telling
from bollkoll.channels.email.models import InboundMail
from bollkoll.log.models import Delivery
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.ui import dates

Outcome = InboundMail.Outcome

RESULTS = {
    telling.NO_MAIL: _("Not mailed: the person has chosen no mail."),
    telling.UNDELIVERABLE: _("Not mailed: mail to the person does not arrive."),
    telling.NO_ACCESS: _("Not mailed: the person may no longer see the case."),
    telling.ENDED: _("Not mailed: the account has ended."),
}


def hidden_cases(actor: Actor) -> QuerySet[Case]:
    """Protected cases that the actor is not named in."""
    return Case.objects.filter(subject__is_protected=True).exclude(
        pk__in=Case.objects.visible_to(actor).filter(subject__is_protected=True).values("pk")
    )


def inbound(actor: Actor) -> QuerySet[InboundMail]:
    """All mail that came in, as far as the actor may know of it: agents only."""
    if not actor.is_agent:
        return InboundMail.objects.none()
    return InboundMail.objects.exclude(case__in=hidden_cases(actor).values("pk"))


def held(actor: Actor) -> QuerySet[InboundMail]:
    return inbound(actor).filter(outcome=Outcome.HELD).select_related("person").order_by("-received_at", "-pk")


def held_since(actor: Actor) -> QuerySet:
    """What is held, to be counted: none of it is ever late (``ui.tallies``)."""
    return inbound(actor).filter(outcome=Outcome.HELD).values(due=Cast(Value(None), DateTimeField()))


def handled(actor: Actor) -> QuerySet[InboundMail]:
    """Mail that was read and is not held, newest first."""
    done = inbound(actor).exclude(outcome__in=(Outcome.HELD, Outcome.NONE))
    return done.select_related("person", "case__subject").order_by("-received_at", "-pk")


def held_message(actor: Actor, pk: UUID) -> InboundMail | None:
    return inbound(actor).select_related("person", "case__subject", "copy_of").filter(pk=pk).first()


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """The ledger: what was written to whom, newest first. Nothing of protected cases that the actor is not named in."""
    if not actor.is_agent:
        return Delivery.objects.none()
    hidden = [f"case:{pk}" for pk in hidden_cases(actor).values_list("pk", flat=True)]
    return Delivery.objects.exclude(topic__in=hidden).select_related("person", "event").order_by("-made_at", "-pk")


def narrowed(
    rows: QuerySet[Delivery], *, state: str = "", person: str = "", case: int | None = None
) -> QuerySet[Delivery]:
    """The ledger by result, by a part of the recipient's name or address, by case number."""
    if state == "bounced":
        rows = rows.filter(bounced_at__isnull=False)
    elif state:
        rows = rows.filter(work=state)
    if person:
        rows = rows.filter(Q(person__name__icontains=person) | Q(address__icontains=person))
    if case is not None:
        key = Case.objects.filter(subject__number=case).values_list("pk", flat=True).first()
        rows = rows.filter(topic=f"case:{key}") if key else rows.none()
    return rows


def of_topic(topic: str) -> QuerySet[Delivery]:
    """Who was told what of a case, in order. For pages that have found the case for their actor."""
    return Delivery.objects.filter(topic=topic).select_related("person", "event").order_by("made_at", "pk")


def of_person(actor: Actor, person: Person) -> QuerySet[Delivery]:
    return deliveries(actor).filter(person=person)


@dataclass(frozen=True)
class Line:
    """A delivery as the ledger shows it. ``number`` is that of its case."""

    delivery: Delivery
    tone: str
    icon: str
    words: str
    why: str
    about: str
    number: int | None = None


def line(delivery: Delivery, number: int | None = None) -> Line:
    tone, icon, words = outcome_of(delivery)
    return Line(delivery, tone, icon, words, why(delivery), kind_of(delivery), number)


LATE = timedelta(hours=1)
"""A mail that went out so long after it was written says so: a server was down, or no worker ran."""


def outcome_of(delivery: Delivery) -> tuple[str, str, str]:
    """How a delivery stands: tone, icon and words."""
    if delivery.bounced_at:
        return "urgent", "mail-alert", str(_("came back"))
    Stage = Delivery.Stage  # noqa: N806
    if delivery.work == Stage.DONE:
        late = delivery.finished_at - delivery.made_at if delivery.finished_at else LATE
        if late > LATE:
            after = dates.duration(late, get_language() or "sv")
            return "attention", "clock", str(_("sent %(time)s late") % {"time": after})
        return "done", "check", str(_("sent"))
    if delivery.work == Stage.FAILED:
        return "urgent", "mail-alert", str(_("not sent"))
    if delivery.work == Stage.CANCELLED:
        return "neutral", "minus", str(RESULTS.get(delivery.result, _("not sent")))
    return "calm", "clock", str(_("tried again later") if delivery.error else _("waits to be sent"))


def why(delivery: Delivery) -> str:
    """What the mail servers said, when something went wrong."""
    if delivery.result in RESULTS or delivery.result == "sent":
        return ""
    return delivery.result or delivery.error


def kind_of(delivery: Delivery) -> str:
    """What the mail was about, in a word or two."""
    return str(KINDS.get(delivery.event.kind if delivery.event else "", _("mail")))


KINDS = {
    "cases.opened": _("acknowledgement"),
    "cases.answered": _("answer to the reporter"),
    "cases.solved": _("question whether it helped"),
    "cases.replied": _("the reporter's reply"),
    "cases.noted": _("internal note"),
    "cases.assigned": _("given the case"),
    "cases.reminded": _("reminder"),
    "cases.watcher_added": _("follows the case"),
    "cases.reporter_gone": _("whoever reported has left"),
    "cases.offered": _("offered the case"),
    "orders.step_asked": _("asked for a step"),
    "orders.step_chased": _("reminded of a step"),
    "orders.asked_instead": _("asked for a step"),
    "orders.returned": _("returned to be corrected"),
    "orders.declined": _("order declined"),
    "orders.finished": _("order carried out"),
    "orders.cancelled": _("order stopped"),
    "orders.changed": _("order changed"),
    "orders.check_refused": _("check not signed"),
    "cases.taken_over": _("taken over"),
    "cases.offer_returned": _("returned"),
    "cases.given_back": _("given back"),
    "cases.offer_fell": _("offer fell"),
    "cases.offer_lapsed": _("not accepted in time"),
    "cases.third_line_chased": _("reminder to third line"),
    "cases.thanked": _("thanks"),
    "cases.input_asked_for": _("question to third line"),
    "cases.question_answered": _("input from third line"),
    "cases.question_returned": _("returned by third line"),
    "cases.question_passed_on": _("question to third line"),
    "cases.question_commented": _("more in a question to third line"),
    "cases.question_withdrawn": _("question withdrawn"),
    "cases.question_chased": _("reminder to third line"),
    "cases.question_raised": _("no input came"),
    "cases.question_moved": _("question to third line"),
    "people.invited": _("invitation"),
    "people.password_asked_for": _("link for a new password"),
    "people.password_changed": _("password changed"),
    "people.second_steps_removed": _("two-step login removed"),
    "people.address_asked_for": _("link to confirm an address"),
    "people.address_changed": _("address changed"),
}
