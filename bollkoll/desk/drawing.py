"""What the desk adds to rows: in the inflow who should take it and why, and three keys; elsewhere whom it is offered to."""

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.commitments.models import Commitment, Offer
from bollkoll.desk.queries import Suggestion
from bollkoll.people.models import Person
from bollkoll.ui.templatetags import ui


def suggestion(one: Suggestion | None, number: int) -> SafeString:
    """One line of buttons. They belong to the page's form ``accept``, so that a row needs no form of its own."""
    accept = reverse("desk:accept", args=[number])
    parts = ['<p class="row-suggestion">']
    button = f'form="accept" formaction="{accept}" name="person" data-accept'
    if one:
        why = escape(", ".join(one.reasons))
        accept_label, give_to = escape(_("Accept the suggested agent")), escape(_("Give to"))
        parts.append(
            f'<button class="button is-small" {button} value="{one.person.pk}" title="{why}" '
            f'data-row-key="a" data-row-key-label="{accept_label}">'
            f'{ui.icon("hand-over")}<span class="visually-hidden">{give_to}</span>'
            f'<span class="truncate">{escape(one.person.name)}</span></button>'
            f'<span class="row-why" title="{why}">{escape(one.short)}</span>'
        )
    take, sort = escape(_("Take it yourself")), escape(_("Sort and give"))
    take_this = escape(_("Take %(number)s yourself") % {"number": number})
    sort_this = escape(_("Sort %(number)s") % {"number": number})
    parts.append(
        f'<button class="button is-small is-quiet is-icon" {button} value="" '
        f'data-row-key="m" data-row-key-label="{take}" title="{take} (m)">{ui.icon("ball-full")}'
        f'<span class="visually-hidden">{take_this}</span></button>'
        f'<a class="button is-small is-quiet is-icon" href="{reverse("desk:deal_out", args=[number])}" data-dialog '
        f'data-row-key="t" data-row-key-label="{sort}" title="{sort} (t)">{ui.icon("tag")}'
        f'<span class="visually-hidden">{sort_this}</span></a></p>'
    )
    return mark_safe("".join(parts))


def to_take(ball: Commitment, best: Person | None) -> SafeString:
    """The same of what lies with the desk and is no case to sort: give it to who has most room, take it, or choose."""
    address = reverse("desk:give_ball", args=[ball.pk])
    button = f'form="accept" formaction="{address}" name="person" data-accept'
    take, give_to, choose = escape(_("Take it yourself")), escape(_("Give to")), escape(_("Give to somebody"))
    parts = ['<p class="row-suggestion">']
    if best:
        label, room = escape(_("Accept the suggested agent")), escape(_("has room"))
        parts.append(
            f'<button class="button is-small" {button} value="{best.pk}" data-row-key="a" data-row-key-label="{label}">'
            f'{ui.icon("hand-over")}<span class="visually-hidden">{give_to}</span>'
            f'<span class="truncate">{escape(best.name)}</span></button>'
            f'<span class="row-why">{room}</span>'
        )
    parts.append(
        f'<button class="button is-small is-quiet is-icon" {button} value="" data-row-key="m" '
        f'data-row-key-label="{take}" title="{take} (m)">{ui.icon("ball-full")}'
        f'<span class="visually-hidden">{take}</span></button>'
        f'<a class="button is-small is-quiet is-icon" href="{address}" data-dialog data-row-key="t" '
        f'data-row-key-label="{choose}" title="{choose} (t)">{ui.icon("people")}'
        f'<span class="visually-hidden">{choose}</span></a></p>'
    )
    return mark_safe("".join(parts))


def offer_line(offer: Offer, *, is_own: bool) -> SafeString:
    """Under a row: whom the ball is offered to, or that the reader is to accept it, and by when."""
    words = _("Offered to %(name)s, to be accepted") % {"name": offer.to} if is_own else _("To be accepted")
    when = ui.person_time(offer.accept_by)
    return format_html('<p class="row-offer">{}<span>{} {}</span></p>', ui.icon("hand-over", size="small"), words, when)
