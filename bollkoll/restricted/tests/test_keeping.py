"""What is kept apart: sealed, read with a reason, never anywhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.kit.keyring import new_key
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.project import checkup
from bollkoll.restricted import commands, rotation
from bollkoll.restricted import keys as configured
from bollkoll.restricted.models import Disposal, Reading, RetentionRule, Secret
from bollkoll.restricted.tests.conftest import NUMBER

pytestmark = pytest.mark.django_db
REASON = "Behöver jämföra med Navet."


def everything_stored() -> str:
    """Every value of every table of the database, as text: the search index too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()]
    return "\n".join(found)


def test_the_value_is_nowhere_but_sealed(world, kept):
    case = world.taken()
    kept(case, label=f"Numret {NUMBER} i exempel 1")
    while subscribers.run_all():
        continue
    commands.reveal(world.actor(world.agent), Secret.objects.get(), reason=f"Jämför {NUMBER} med Navet.")
    whole = everything_stored()
    assert (
        "Numret 19850412-•••• i exempel 1" in whole.encode().decode("unicode_escape", "ignore") or "exempel 1" in whole
    )
    assert NUMBER not in whole
    assert NUMBER.replace("-", "") not in whole


def test_it_is_not_in_lists_search_export_print_or_either_page(world, kept):
    case = world.taken()
    kept(case)
    agent, reporter = world.client(world.agent), world.client(case.reporter)
    pages = [
        agent.get(reverse("cases:case", args=[case.number])),
        agent.get(reverse("cases:list") + "?state=all"),
        agent.get(reverse("cases:list") + "?q=exempel"),
        agent.get(reverse("restricted:case", args=[case.number])),
        reporter.get(reverse("portal:case", args=[case.number])),
        reporter.get(reverse("portal:print", args=[case.number])),
    ]
    for page in pages:
        assert page.status_code == 200
        assert NUMBER not in page.content.decode()
    assert "Studenten i exempel 1" in pages[0].content.decode()
    assert "Studenten i exempel 1" in pages[4].content.decode()


def test_a_reading_needs_a_reason_and_is_noted_with_it(world, kept):
    case = world.taken()
    secret = kept(case)
    client = world.client(world.agent)
    address = reverse("restricted:reveal", args=[secret.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "  .."}).status_code == 422
    assert not Reading.objects.exists()
    shown = client.post(address, {"reason": REASON})
    assert shown.status_code == 200
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert shown["Refresh"].startswith("60;")
    reading = Reading.objects.get()
    assert (reading.person, reading.reason) == (world.agent, REASON)
    event = Event.objects.get(kind="restricted.revealed")
    assert event.data == {"case": str(case.pk), "secret": str(secret.pk)}
    page = client.get(reverse("restricted:case", args=[case.number])).content.decode()
    assert REASON in page
    assert NUMBER not in page


def test_in_a_dialog_only_the_value_is_drawn(world, kept):
    secret = kept(world.taken())
    client = world.client(world.agent)
    shown = client.post(
        reverse("restricted:reveal", args=[secret.pk]), {"reason": REASON}, headers={"HX-Target": "dialog-body"}
    )
    assert "<html" not in shown.content.decode()
    assert NUMBER in shown.content.decode()
    assert "Refresh" not in shown


def test_the_reporter_who_gave_it_cannot_open_it_but_can_take_it_back(world, kept):
    case = world.taken()
    secret = kept(case)
    client = world.client(case.reporter)
    assert client.post(reverse("restricted:reveal", args=[secret.pk]), {"reason": REASON}).status_code == 403
    assert client.post(reverse("restricted:erase", args=[secret.pk])).status_code == 303
    secret.refresh_from_db()
    assert secret.ciphertext is None
    assert secret.gone_why == "erased"
    with pytest.raises(Refused):
        commands.reveal(world.actor(world.agent), secret, reason=REASON)


def test_of_a_protected_case_only_those_it_names(world, kept):
    case = world.protected()
    secret = kept(case)
    other = world.client(world.other_agent)
    assert other.get(reverse("restricted:reveal", args=[secret.pk])).status_code == 404
    assert other.get(reverse("restricted:case", args=[case.number])).status_code == 404
    with pytest.raises(NotAllowed):
        commands.reveal(world.actor(world.other_agent), secret, reason=REASON)
    assert commands.reveal(world.actor(world.agent), secret, reason=REASON) == NUMBER


def test_what_is_for_one_person_is_shown_to_them_once(world, kept):
    case = world.taken()
    secret = kept(case, "Kx7-42", "Lösenord", by=world.agent, for_person=case.reporter, is_once=True)
    colleague = world.client(world.contact)
    assert colleague.post(reverse("restricted:reveal", args=[secret.pk])).status_code == 403
    client = world.client(case.reporter)
    assert "Kx7-42" in client.post(reverse("restricted:reveal", args=[secret.pk])).content.decode()
    assert client.post(reverse("restricted:reveal", args=[secret.pk])).status_code == 409
    secret.refresh_from_db()
    assert (secret.ciphertext, secret.gone_why) == (None, "read")


def test_what_is_found_while_writing_is_kept_at_once(world):
    case = world.taken()
    for person in (world.agent, case.reporter):
        answer = world.client(person).post(reverse("restricted:keep", args=[case.number]), {"value": NUMBER})
        assert (answer.status_code, answer.json()) == (201, {"label": "19850412-••••"})
    assert world.client(world.stranger).post(reverse("restricted:keep", args=[case.number])).status_code == 404
    assert Secret.objects.count() == 2


# Keys


def test_what_it_is_called_does_not_say_what_it_is(world):
    case = world.taken()
    client, store = world.client(world.agent), reverse("restricted:store", args=[case.number])
    sent = {"field": "password", "label": "Lösen Hemligt!2026", "value": "Hemligt!2026", "receiver": "once"}
    refused = client.post(store, sent)
    assert refused.status_code == 409 and "står själva uppgiften" in refused.content.decode()
    give = world.client(case.reporter).post(
        reverse("restricted:give", args=[case.number]),
        {"field": "other", "label": "kod KX7-42", "value": "kx7-42\nEva"},
    )
    assert give.status_code == 422 and "står själva uppgiften" in give.content.decode()
    keep = world.client(case.reporter).post(reverse("restricted:keep", args=[case.number]), {"value": "hemligt ord"})
    assert keep.status_code == 409 and not Secret.objects.exists()
    assert client.post(store, sent | {"label": "Lösenordet till filen"}).status_code == 303


def test_without_a_key_nothing_is_kept_and_nothing_is_offered(world, monkeypatch, kept):
    case = world.taken()
    monkeypatch.setattr(configured.settings.CONFIG, "restricted_keys", "")
    with pytest.raises(Refused) as refused:
        kept(case)
    assert refused.value.code == "no_key"
    assert (
        "restricted/cases"
        not in world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
    )
    assert any("BOLLKOLL_RESTRICTED_KEYS is empty" in said for _, said in configured.remarks())


def test_a_lost_key_is_said_plainly_and_loses_nothing_else(world, kept, keys, monkeypatch, capsys):
    [old] = keys()
    case = world.taken()
    secret = kept(case)
    keys(new_key())
    client = world.client(world.agent)
    answer = client.post(reverse("restricted:reveal", args=[secret.pk]), {"reason": REASON})
    assert answer.status_code == 409
    assert not Reading.objects.exists()
    assert ("WRONG", True) in [(level, secret.key_id in said) for level, said in configured.remarks()]
    assert rotation.run() == 1  # nothing is thrown away for want of a key
    assert "wait for a key" in capsys.readouterr().err
    assert kept(case, "850101-0000").is_there  # and new values are kept as before
    keys(new_key(), old)
    assert commands.reveal(world.actor(world.agent), secret, reason=REASON) == NUMBER


def test_rotation_seals_everything_anew_and_the_old_key_can_go(world, kept, keys, capsys):
    [old] = keys()
    case = world.taken()
    secrets = [kept(case, f"värde {n}") for n in range(5)]
    new = new_key()
    keys(new, old)
    assert any("older key" in said for _, said in configured.remarks())
    assert rotation.run() == 0
    assert rotation.run() == 0
    assert "0 values" in capsys.readouterr().out.splitlines()[-2]
    keys(new)
    for number, secret in enumerate(secrets):
        assert commands.reveal(world.actor(world.agent), secret, reason=REASON) == f"värde {number}"
    assert list(configured.remarks()) == []
    assert Event.objects.filter(kind="restricted.rotated").count() == 1


def test_a_value_moved_to_another_row_does_not_open(world, kept):
    case = world.taken()
    one, other = kept(case, "ett"), kept(case, "två")
    with housekeeping("somebody with the database in their hands"):
        Secret.objects.filter(pk=other.pk).update(ciphertext=one.ciphertext)
    with pytest.raises(Refused) as refused:
        commands.reveal(world.actor(world.agent), other, reason=REASON)
    assert refused.value.code == "spoiled"


def test_the_check_never_prints_a_key(monkeypatch, capsys):
    monkeypatch.setenv("BOLLKOLL_RESTRICTED_KEYS", "not-a-key-but-secret")
    from bollkoll.project.config import BadConfig, load

    with pytest.raises(BadConfig) as wrong:
        load()
    assert "RESTRICTED_KEYS" in str(wrong.value)
    assert "not-a-key" not in str(wrong.value)
    checkup.run()
    assert "dGhpcyBrZXk" not in capsys.readouterr().out


# Retention


def closed(world, days: int, **more):
    case = world.taken(**more)
    cases.close(world.actor(world.agent), case, reason="klart")
    with housekeeping("time passes"):
        type(case).objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=days))
    return world.fresh(case)


def test_it_goes_by_itself_when_the_case_has_been_closed_long_enough(world, kept):
    old, young, still = closed(world, 91), closed(world, 89), world.taken()
    secrets = [kept(case) for case in (old, young, still)]
    clock.tick()
    assert [world.fresh(one).gone_why for one in secrets] == ["retention", "", ""]
    gone = Disposal.objects.get()
    assert (gone.case, gone.what, gone.days, gone.pieces) == (old, "secrets", 90, 1)
    assert Event.objects.filter(kind="restricted.disposed").count() == 1


def test_a_rule_of_the_kind_goes_before_that_of_all_and_before_what_was_delivered(world, kept):
    commands.set_rule(world.actor(world.admin), what="secrets", days=30, basis="RA-FS 2026:1")
    commands.set_rule(world.actor(world.admin), what="secrets", kind="question", days=3)
    fault, question = closed(world, 10, kind="fault"), closed(world, 10, kind="question")
    mine = kept(fault)
    theirs = kept(question)
    own = kept(fault, keep_for=5)
    for case in (fault, question):
        commands.dispose_secrets(CLOCK, case)
    assert [bool(world.fresh(one).gone_at) for one in (mine, theirs, own)] == [False, True, True]


def test_rules_are_kept_by_administrators(world):
    client = world.client(world.admin)
    address = reverse("restricted:set_rule_of_kind", args=["secrets", "fault"])
    assert client.post(address, {"days": "-1"}).status_code == 422
    assert client.post(address, {"days": "14", "basis": "Beslut 7"}).status_code == 303
    page = client.get(reverse("restricted:retention")).content.decode()
    assert "Beslut 7" in page
    assert client.post(address, {"days": ""}).status_code == 303
    assert not RetentionRule.objects.exists()
    assert client.get(reverse("restricted:set_rule_of_kind", args=["secrets", "x"])).status_code == 404
    assert world.client(world.agent).post(address, {"days": "1"}).status_code == 403


def test_the_machine_reads_nothing(world, kept):
    with pytest.raises(NotAllowed):
        commands.reveal(SYSTEM, kept(world.taken()), reason=REASON)
