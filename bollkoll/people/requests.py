"""A request as our middleware leaves it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from bollkoll.people.actor import Actor


class Request(HttpRequest):
    """For annotations only: nobody makes one. ``actor`` is who acts (``people.middleware``), ``htmx`` how it was asked."""

    actor: Actor
    htmx: HtmxDetails
