"""Kept apart, read with a reason, erased; sealed anew when the key changes."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.kit import text as texts
from bollkoll.kit.ids import uuid7
from bollkoll.kit.keyring import NoKey, Spoiled
from bollkoll.kit.personnummer import mask
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.restricted import rules
from bollkoll.restricted.events import Erased, Revealed, Rotated, Stored
from bollkoll.restricted.keys import keyring
from bollkoll.restricted.models import Reading, Secret
from bollkoll.restricted.queries import needed

AT_ONCE = 200
"""Values sealed anew in one transaction."""


@command
def store(
    actor: Actor,
    case: Case,
    *,
    value: str,
    label: str,
    field: str = Secret.Field.OTHER,
    for_person: Person | None = None,
    is_once: bool = False,
    keep_for: int | None = None,
    is_titled: bool = False,
) -> Secret:
    """Put a value in the protected part of the case. Anything that looks like a number of a person is masked in ``label``.

    ``for_person``: somebody outside the desk who may open it; ``is_once``: it is gone when they have. ``keep_for``: days
    after closing, instead of the rule. ``is_titled``: the label is the words of a form, which cannot tell what was written in
    it. Raises :class:`Refused` when there is no key to seal it with, and when the label says what is to be hidden.
    """
    value = texts.clean(value).strip()
    if not value:
        raise Refused(_("Write what is to be kept."), "empty")
    if len(value) > rules.LONGEST_VALUE:
        raise Refused(_("That is too long for the protected part. Put the rest in a file."), "too_long")
    line, _was_cut = texts.one_line(mask(label), Secret.LONGEST_LABEL)
    if not is_titled and rules.tells(line, value):
        raise Refused(
            _(
                "Everybody who sees the case sees what it is called, and there stands the data itself. Call it something else."
            ),
            "label",
        )
    key = uuid7()
    try:
        name, sealed = keyring().seal(value, key.bytes)
    except NoKey:
        raise Refused(
            _("The protected part has no key, so nothing can be kept there. An administrator has to set one."), "no_key"
        ) from None
    secret = Secret.objects.create(
        id=key,
        case=case,
        field=field,
        label=line or str(Secret.Field(field).label),
        ciphertext=sealed,
        key_id=name,
        for_person=for_person,
        is_once=is_once,
        keep_for=keep_for,
        made_at=now(),
        made_by=actor.person,
    )
    record(Stored(case=case, secret=str(secret.pk)))
    return secret


@command
def reveal(actor: Actor, secret: Secret, *, reason: str) -> str:
    """The value, and a row that says who read it and why. Whoever it was put there for need not say why."""
    line, _was_cut = texts.one_line(mask(texts.clean(reason)), 300)
    is_receiver = secret.for_person_id == actor.person_id
    if not is_receiver and not rules.is_reason(line):
        raise Refused(_("Say why you need to read it: it is kept beside the data."), "reason")
    if not secret.is_there:
        raise Refused(_("The data is no longer there."), "gone")
    value = opened(secret)
    Reading.objects.create(secret=secret, person=actor.person, reason=line or _("It was for them."), at=now())
    record(Revealed(case=secret.case, secret=str(secret.pk)))
    if is_receiver and secret.is_once:
        take_away(secret, Secret.Gone.READ)
    return value


def opened(secret: Secret) -> str:
    """The value of a row. Raises :class:`Refused` when its key is missing or it has been changed by other hands."""
    try:
        return keyring().open(secret.key_id, bytes(secret.ciphertext or b""), secret.pk.bytes)
    except NoKey:
        raise Refused(
            _("The key that this was sealed with is missing, so nobody can read it. Tell an administrator."),
            "key_missing",
        ) from None
    except Spoiled:
        raise Refused(
            _("The sealed data has been changed and cannot be opened. Tell an administrator."), "spoiled"
        ) from None


@command
def erase(actor: Actor, secret: Secret) -> Secret:
    """Take the value away for good. That it was there stays. Its reporter does not take away what is still needed: they are told
    what to do instead."""
    if not secret.is_there:
        raise Refused(_("That is already so."), "unchanged")
    if not (actor.is_machine or actor.is_agent) and (why := needed(secret)):
        raise Refused(why, "needed")
    take_away(secret, Secret.Gone.ERASED)
    record(Erased(case=secret.case, secret=str(secret.pk)))
    return secret


def take_away(secret: Secret, why: str) -> None:
    """Inside a command: the value goes, the row stays."""
    secret.ciphertext, secret.key_id, secret.gone_at, secret.gone_why = None, "", now(), why
    secret.save(update_fields=["ciphertext", "key_id", "gone_at", "gone_why"])


@command
def rotate(actor: Actor, subject: None = None) -> int:
    """Seal up to ``AT_ONCE`` values anew with the newest key. Returns how many; 0 is told by :class:`Refused` ``done``.

    Values whose key is missing are passed over: they wait for it.
    """
    ring = keyring()
    if not ring:
        raise Refused(_("There is no key to seal with."), "no_key")
    old = Secret.objects.present().filter(key_id__in=ring.names[1:])
    rows = list(old.select_for_update(no_key=True, of=("self",)).order_by("pk")[:AT_ONCE])
    for secret in rows:
        value = opened(secret)
        secret.key_id, secret.ciphertext = ring.seal(value, secret.pk.bytes)
        secret.save(update_fields=["key_id", "ciphertext"])
    if not rows:
        raise Refused(_("Everything is sealed with the newest key."), "done")
    record(Rotated(count=len(rows)))
    return len(rows)
