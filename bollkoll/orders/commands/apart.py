"""What orders keep elsewhere: what is private in the restricted part, what must be provable in a locked record."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.cases.models import Attachment, Case, Message
from bollkoll.kit.text import one_line
from bollkoll.log.acting import Refused, now
from bollkoll.log.models import Event
from bollkoll.orders.commands.effects import effect, refuse_frozen, sealer
from bollkoll.orders.commands.private import keeper
from bollkoll.orders.events import Changed
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries import evidence
from bollkoll.orders.queries.frozen import frozen_since, waits
from bollkoll.orders.queries.sealed import kept, labels, lies_once
from bollkoll.orders.queries.shown import in_text
from bollkoll.orders.rules.passwords import looks_like_password
from bollkoll.orders.rules.stopping import is_same
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.records import commands as records
from bollkoll.records.rules import Part
from bollkoll.restricted import commands as restricted
from bollkoll.restricted import queries as restricted_queries
from bollkoll.restricted.commands.keeping import opened
from bollkoll.restricted.models import Reading, Secret
from bollkoll.services import queries as services
from bollkoll.services.models import Freeze

KIND = "order"
FIELDS = {"source": Secret.Field.SOURCE, "target": Secret.Field.TARGET, "password": Secret.Field.PASSWORD}
"""What a private field is, by its key; others are other protected data."""


@keeper
def keep(actor: Actor, case: Case, field: str, value: str) -> None:
    """A private field goes to the restricted part, under the words of the form; an earlier value of it goes away."""
    if not value.strip():
        return
    order = Order.objects.select_related("version").get(pk=case.pk)
    asked = order.definition.field(field)
    with translation.override(case.reporter.language):
        label = str(asked.title) if asked else field
    if asked is not None and asked.differs_from:
        other = kept(order).get(asked.differs_from)
        if other is not None and other.is_there and is_same(opened(other), value):
            said = _(
                "“%(title)s” says the same as the identity that it is to differ from. Two different ones are needed."
            )
            raise Refused(said % {"title": asked.title}, "same")
    for before in Secret.objects.present().filter(case=case, label__in=labels(asked) if asked else [label]):
        restricted.erase(SYSTEM, before)
    restricted.store(
        actor, case, value=value, label=label, field=FIELDS.get(field, Secret.Field.OTHER),
        keep_for=order.definition.private_days, is_titled=True,
    )  # fmt: skip


@restricted_queries.needs
def still_needed(secret: Secret) -> str:
    """What was filled in protected is what the order is about, as long as it goes on."""
    order = Order.objects.running().filter(pk=secret.case_id).select_related("version").first()
    if order is None or secret.pk not in {one.pk for one in kept(order).values()}:
        return ""
    return _(
        "The order needs it as long as it goes on. Change the order, and what you write there takes its place; or withdraw the "
        "order first."
    )


@sealer
def seal(order: Order) -> None:
    """The whole procedure becomes a record: what was ordered, each turn of each step, by whom, when, with which evidence."""
    with translation.override("sv"):
        title = one_line(f"{order.definition.title} #{order.case.number}", 200).text
        records.seal(SYSTEM, order.case.subject, kind=KIND, title=title, parts=list(_parts(order)))


def _parts(order: Order) -> Iterator[Part]:
    case = order.case
    yield Part("Beställningstyp", f"{order.definition.title.sv}, version {order.version.number}")
    yield Part("Beställd", str(case.institution), by=case.reporter_id, at=order.ordered_at)
    yield from _ordered(order)
    for secret in Secret.objects.filter(case=case.pk).order_by("made_at", "pk"):
        yield Part("Skyddad uppgift", secret.label, by=secret.made_by_id, at=secret.made_at, is_personal=True)
    for reading in Reading.objects.filter(secret__case=case.pk).select_related("secret"):
        by, at = reading.person_id, reading.at
        yield Part("Skyddad uppgift lästes", reading.secret.label, by=by, at=at, is_personal=True)
        yield Part("Skyddad uppgift lästes: skäl", reading.reason, by=by, at=at, is_personal=True)
    freezes = frozen_since(order)
    for run in order.runs.select_related("done_by").order_by("opened_at", "place", "pk"):
        run.order = order
        yield from _turn(run)
        yield from _waited(run, freezes)


def _ordered(order: Order) -> Iterator[Part]:
    """What was ordered: at first, and each time that the orderer changed it, what the form said then."""
    changes = list(Event.objects.filter(kind=Changed.kind, topics__name=order.topic).order_by("pk"))
    if not changes:
        whose, text = order.case.reporter_id, in_text(order.definition, order.values)
        yield Part("Vad som beställdes", text, by=whose, at=order.ordered_at, is_personal=True)
        return
    said = {
        row.written_at: row for row in order.case.messages.exclude(kind=Message.Kind.NOTE).order_by("-written_at", "pk")
    }
    for label, event in (("Som det först beställdes", None), *(("Beställningen ändrades", one) for one in changes)):
        row = said.get(event.at if event else order.ordered_at)
        by, at = (event.actor_id, event.at) if event else (order.case.reporter_id, order.ordered_at)
        yield Part(label, row.text if row else "", by=by, at=at, is_personal=True)


def _waited(run: Run, freezes: list[Freeze]) -> Iterator[Part]:
    """What was frozen while a turn waited that is not done meanwhile."""
    if not waits(run.definition):
        return
    until = run.done_at or now()
    for freeze in freezes:
        what = freeze.get_what_display()
        if freeze.set_at < until and (freeze.lifted_at is None or freeze.lifted_at > run.opened_at):
            yield Part(f"{run.title}: fick vänta", f"Fryst: {what}", by=freeze.set_by_id, at=freeze.set_at)
            if freeze.lifted_at and freeze.lifted_at < until:
                said = f"Inte längre fryst: {what}"
                yield Part(f"{run.title}: kunde göras", said, by=freeze.lifted_by_id, at=freeze.lifted_at)


def _turn(run: Run) -> Iterator[Part]:
    """One turn of a step: what became of it; then its words and its files, which may be about persons."""
    title = str(run.definition.title)
    checked = run.order.definition.stage(run.checks) if run.checks else None
    checks = f", kontroll av ”{checked.title}”" if checked else ""
    yield Part(title, f"{run.outcome}{checks}", by=run.done_by_id, at=run.done_at)
    if run.text:
        yield Part(f"{title}: vad som skrevs", run.text, by=run.done_by_id, at=run.done_at, is_personal=True)
    for file in evidence.of_run(run):
        said = f"{file.name}, {file.size} byte" + (f" ({file.wrong})" if file.wrong else "")
        yield Part(f"{title}: fil", said, digest=file.sha256, by=run.done_by_id, at=run.done_at, is_personal=True)
    for asked in run.asked.exclude(decided_by=None).order_by("pk"):
        verdict = asked.get_verdict_display()
        yield Part(f"{title}: beslut", str(verdict), by=asked.decided_by_id, at=asked.decided_at)
        if asked.reason:
            yield Part(f"{title}: skäl", asked.reason, by=asked.decided_by_id, at=asked.decided_at, is_personal=True)


def no_password(text: str) -> None:
    """Raises ``Refused`` when what is written looks like a password: the dialogue is no other way than the file's."""
    if found := looks_like_password(text):
        raise Refused(
            _(
                "“%(start)s…” looks like a password, and a password is never written here. Say by which way it was told and "
                "whom, or leave it among the protected data, to be shown once."
            )
            % {"start": found[:3]},
            "clear",
        )


@effect(
    "password_elsewhere",
    gettext_lazy("sees to it that the password went another way than the file"),
    guards=no_password,
)
def password_elsewhere(order: Order, run: Run, actor: Actor | None) -> None:
    """It lies protected for the orderer, to be shown once; or the step says how it was told on the telephone."""
    if not lies_once(order) and len(run.text) < 10:
        raise Refused(
            _(
                "Leave the password among the protected data for the orderer, to be shown once; or write whom you told it on the "
                "telephone, and when."
            ),
            "password",
        )


@effect(
    "stop_rules",
    gettext_lazy("refuses when a person is protected, a consent is missing, or identities are frozen"),
    frozen_by=("identity", "merits"),
)
def stop_rules(order: Order, run: Run, actor: Actor | None) -> None:
    """Asked at the moment when it is done, and not only when it was ordered."""
    values = order.values
    if values.get("protected") != "no":
        raise Refused(
            _("One of the persons has protected personal data: this is not done here. Stop the order and telephone."),
            "protected",
        )
    rows = values.get("consents") or []
    missing = [
        row.get("institution", "") for row in rows if str(row.get("consent", "")).casefold() not in ("ja", "yes")
    ]
    if not rows or missing:
        names = ", ".join(missing) or "–"
        raise Refused(
            _("A consent is missing: %(names)s. Return the order for correction.") % {"names": names}, "consent"
        )
    _not_while_frozen("identity", "merits")


@effect(
    "before_and_after",
    gettext_lazy("asks for two pictures, and refuses as the stop rules do"),
    frozen_by=("identity", "merits"),
)
def before_and_after(order: Order, run: Run, actor: Actor | None) -> None:
    """A picture before and one after, and nothing that stands in the way at that moment."""
    stop_rules(order, run, actor)
    files = Attachment.objects.filter(pk__in=[one["file"] for one in run.evidence], content_type__startswith="image/")
    if len(set(files.values_list("sha256", flat=True))) < 2:
        raise Refused(_("Two different pictures are needed: one from before and one from after."), "evidence")


@effect("not_frozen", gettext_lazy("refuses while changes of identities are frozen"), frozen_by=("identity",))
def not_frozen(order: Order, run: Run, actor: Actor | None) -> None:
    _not_while_frozen("identity")


def _not_while_frozen(*kinds: str) -> None:
    refuse_frozen([row for row in services.freezes() if row.what in (*kinds, "orders")])
