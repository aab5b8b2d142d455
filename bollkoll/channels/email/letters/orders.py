"""Letters about orders: who is asked for something, and what became of it. What was filled in stays behind the login."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.cases.models import Message
from bollkoll.channels.email.letters.letter import Letter, News, absolute, file_links, open_link
from bollkoll.log.models import Event
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries.before import begun_again
from bollkoll.services import queries as services


def asked(news: News) -> Letter | None:
    """Somebody is to approve or to do something. Nothing when that is over already. The link leads to a page with login."""
    run = Run.objects.live().select_related("order__version").filter(pk=news.event.data.get("run")).first()
    if run is None:
        return None
    stage = run.definition
    if run.is_approval:
        heading = _("An order waits for your approval")
    elif news.person.pk == news.case.reporter_id:
        heading = _("Your order needs something from you")
    else:
        heading = _("A step of an order waits for you")
    paragraphs = [f"{stage.title} · {news.case.institution}"]
    instead = (
        run.asked.filter(person=news.person, verdict="", instead_of__isnull=False).select_related("instead_of").first()
    )
    if instead is not None:
        paragraphs.append(_("You are asked instead of %(name)s.") % {"name": instead.instead_of})
    if run.is_approval:
        paragraphs.append(_("You find what is ordered on the page, and approve or decline there, logged in."))
    elif stage.help:
        paragraphs.append(str(stage.help))
    url = absolute(reverse("orders:step", args=[news.case.number, run.pk]))
    letter = Letter(heading=heading, paragraphs=paragraphs, links=[(_("Open the step"), url)])
    why = _written_with_it(news) or begun_again(run)
    if why is not None and (why.kind != Message.Kind.NOTE or news.is_staff):
        letter.quoted_from, letter.quote, letter.files = (
            str(why.author or services.organisation().name),
            why.text,
            file_links(why),
        )
    return letter


def _written_with_it(news: News) -> Message | None:
    """What was written to the person in the same act: why it is asked, with its files."""
    written = Event.objects.filter(kind="cases.answered", at=news.event.at, data__case=news.event.data["case"]).last()
    if written is None or news.person.pk not in written.audience:
        return None
    return Message.objects.select_related("author").filter(pk=written.data["message"]).first()


def returned(news: News) -> Letter | None:
    order = Order.objects.filter(pk=news.case.pk, stage=Order.Stage.CORRECTING).first()
    if order is None:
        return None
    url = absolute(reverse("orders:change_order", args=[news.case.number]))
    rows = order.correction.get("rows", "")
    return Letter(
        heading=_("Your order has come back to be corrected"),
        paragraphs=[_("Rows: %(rows)s") % {"rows": rows}] if rows else [],
        quoted_from=news.by,
        quote=order.correction.get("reason", ""),
        links=[(_("Correct the order"), url)],
    )


def declined(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s has declined the order") % {"name": news.by},
        paragraphs=[_("You find why on the page. You may change the order and ask again.")],
        links=open_link(news),
    )


def finished(news: News) -> Letter | None:
    is_user = Order.objects.filter(pk=news.case.pk, user=news.person).exists()
    heading = _("What was ordered for you is done") if is_user else _("Your order is carried out")
    closing = [] if is_user else [_("If something is not as it should be, write in the order.")]
    return Letter(heading=heading, links=open_link(news), closing=closing)


def cancelled(news: News) -> Letter | None:
    return Letter(heading=_("%(name)s has stopped the order") % {"name": news.by}, links=open_link(news))


def changed(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s has changed an order that you have taken a step of") % {"name": news.by},
        links=open_link(news),
    )


def check_refused(news: News) -> Letter | None:
    return Letter(
        heading=_("%(name)s has not signed what you did") % {"name": news.by},
        paragraphs=[_("You find why on the page. The step is done again.")],
        links=open_link(news),
    )
