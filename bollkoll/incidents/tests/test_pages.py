"""The pages: the board, the room and its verbs, the ledger, the review; who sees them and how much they ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.incidents import commands
from bollkoll.incidents.models import Incident, Note, Participant, ProcessStep, Proposal
from bollkoll.log.acting import Refused
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import freezes

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}


def get(client, name, *args, **headers):
    return client.get(reverse(f"incidents:{name}", args=args), headers={**SWEDISH, **headers})


DIALOGS = (
    "change_facts", "set_severity", "hand_over_lead", "set_communicator", "merge", "split", "attempt", "ask_for_decision",
    "record_decision", "pull_in", "add_task", "link_case", "set_freeze", "add_action", "skip_review",
)  # fmt: skip


def test_every_page_and_dialog_is_drawn(world, incident, declare):
    declare(title="En annan")
    client = world.client(world.agent)
    for name in ("board", "past", "declare"):
        assert get(client, name).status_code == 200, name
    for name in ("room", "ledger", "answer_all", "review", "export", "download", *DIALOGS):
        page = get(client, name, incident.number)
        assert page.status_code == 200, name
    for part in ("head", "work", "timeline", "aside"):
        assert get(client, "part", incident.number, part).status_code == 200, part
    assert get(client, "part", incident.number, "x").status_code == 404
    assert get(world.client(world.coordinator), "report_rules").status_code == 200
    assert get(client, "join_incident", world.case().number).status_code == 200


def test_one_press_declares_from_a_proposal(world, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    client = world.client(world.agent)
    inflow = client.get(reverse("desk:inflow"), headers=SWEDISH).content.decode()
    assert "Utlys en incident" in inflow
    form = get(client, "declare").content.decode()
    assert "Utlys" in form
    board = get(client, "board").content.decode()
    link = board.partition("?proposal=")[2].partition('"')[0]
    page = client.get(reverse("incidents:declare") + f"?proposal={link}", headers=SWEDISH)
    initial = page.context["form"].initial
    assert initial["lead"] == world.agent.pk
    posted = {
        "proposal": link, "title": initial["title"], "services": [one.pk for one in initial["services"]],
        "lead": world.agent.pk, "state": "ongoing", "severity": "", "once": "a",
    }  # fmt: skip
    answer = client.post(reverse("incidents:declare"), posted)
    incident = Incident.objects.get()
    assert answer["Location"] == reverse("incidents:room", args=[incident.number])
    assert incident.links.count() == 4
    now = client.get(reverse("desk:now"), headers=SWEDISH).content.decode()
    assert incident.title in now
    assert "1 incident pågår" in now


def test_two_who_declare_the_same_proposal_get_one_incident_and_the_later_is_shown_the_way(world, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    first, second = world.client(world.agent), world.client(world.other_agent)
    address = reverse("incidents:declare")
    form = {"proposal": Proposal.objects.get().pk, "title": "Betyg syns inte", "services": [world.service.pk],
            "lead": world.agent.pk, "state": "ongoing", "severity": "", "once": "a"}  # fmt: skip
    first.get(address, form), second.get(address, form)
    done = first.post(address, form)
    room = reverse("incidents:room", args=[Incident.objects.get().number])
    assert done["Location"] == room
    refused = second.post(address, form | {"title": "Intyg saknas", "lead": world.other_agent.pk}, headers=SWEDISH)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert f"{world.agent.name} har redan utlyst incident #{Incident.objects.get().number}" in shown
    assert f'<a href="{room}">' in shown and 'value="Intyg saknas"' in shown
    assert first.post(address, form)["Location"] == room  # the same form once more
    assert first.post(address, form | {"title": "Något annat"}).status_code == 409
    assert second.get(address, {"proposal": form["proposal"]})["Location"] == room
    assert Incident.objects.count() == 1
    assert Incident.objects.get().lead == world.agent


def test_a_proposal_that_was_dismissed_meanwhile_is_told_of_and_the_next_press_goes_without_it(world, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    proposal, client = Proposal.objects.get(), world.client(world.agent)
    commands.dismiss(world.actor(world.other_agent), proposal, reason="Känt sedan tidigare.")
    form = {"title": "Betyg", "state": "ongoing", "severity": "", "services": [world.service.pk]}
    refused = client.post(reverse("incidents:declare"), form | {"proposal": proposal.pk}, headers=SWEDISH)
    assert refused.status_code == 409
    assert "utan det" in refused.content.decode() and 'name="proposal"' not in refused.content.decode()
    assert client.post(reverse("incidents:declare"), form).status_code == 303


def test_the_room_shows_its_process_its_cases_and_where_it_hurts(world, incident):
    text = get(world.client(world.agent), "room", incident.number).content.decode()
    for words in ("Processen", "Informera löpande", "UU", "LU", "Resultat", world.agent.name):
        assert words in text, words


def test_a_note_is_written_and_a_refused_one_keeps_its_text(world, incident):
    client = world.client(world.agent)
    url = reverse("incidents:note", args=[incident.number])
    assert client.post(url, {"text": "Kön är full.", "once": "k"}).status_code == 303
    client.post(url, {"text": "Kön är full.", "once": "k"})
    assert Note.objects.count() == 1
    refused = client.post(url, {"text": " ", "once": "l"})
    assert refused.status_code == 409
    assert "Kön är full." in get(client, "room", incident.number).content.decode()


def test_third_line_is_pulled_in_and_writes_only_after_it_has_joined(world, incident):
    actor, client = world.actor(world.agent), world.client(world.expert)
    commands.pull_in(actor, incident, team=world.developers, wanted_for="köerna")
    assert "köerna" in get(client, "room", incident.number).content.decode()
    note = reverse("incidents:note", args=[incident.number])
    assert client.post(note, {"text": "Hej"}).status_code == 403
    row = Participant.objects.get()
    assert client.post(reverse("incidents:accept", args=[incident.number]), {"row": row.pk}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.person) == ("accepted", world.expert)
    assert client.post(note, {"text": "Hej"}).status_code == 303
    assert client.post(reverse("incidents:resolve", args=[incident.number])).status_code == 403


def test_somebody_by_name_is_pulled_in_declines_and_stands_in_the_room(world, incident):
    agent, expert = world.client(world.agent), world.client(world.expert)
    agent.post(
        reverse("incidents:pull_in", args=[incident.number]),
        {"who": f"person-{world.expert.pk}", "wanted_for": "köerna"},
    )
    row = Participant.objects.get()
    assert world.expert.name in get(agent, "room", incident.number).content.decode()
    expert.post(reverse("incidents:decline", args=[incident.number]), {"row": row.pk, "reason": "sitter på tåget"})
    assert "sitter på tåget" in get(agent, "room", incident.number).content.decode()


def test_somebody_or_a_team_is_one_choice_and_both_at_once_are_refused_with_what_to_do(world, incident):
    client, actor = world.client(world.agent), world.actor(world.agent)
    form = get(client, "pull_in", incident.number).context["form"]
    offered = {value for _label, rows in form.fields["who"].choices if isinstance(rows, list) for value, _name in rows}
    assert {f"team-{world.developers.pk}", f"person-{world.expert.pk}"} <= offered
    assert list(form.fields) == ["who", "wanted_for"]
    url = reverse("incidents:pull_in", args=[incident.number])
    for nobody in ("", "person-0", "team-x", "both"):
        assert client.post(url, {"who": nobody}).status_code == 422
    with pytest.raises(Refused) as refusal:
        commands.pull_in(actor, incident, person=world.expert, team=world.developers)
    assert refusal.value.code == "both" and world.expert.name in str(refusal.value.message)
    assert client.post(url, {"who": f"team-{world.developers.pk}"}).status_code == 303
    assert Participant.objects.get().team == world.developers
    form = get(client, "pull_in", incident.number).context["form"]
    assert f"team-{world.developers.pk}" not in form.known, "it is asked already"


@pytest.mark.parametrize("kind", ProcessStep.Kind.values)
def test_a_step_is_offered_to_exactly_those_who_may_have_it(world, incident, kind):
    client, actor = world.client(world.agent), world.actor(world.agent)
    form = client.get(reverse("incidents:assign_step", args=[incident.number]), {"kind": kind}).context["form"]
    offered = set(form.fields["person"].queryset)
    permitted = set()
    for person in Person.objects.all():
        try:
            commands.assign_step(actor, incident, kind=kind, person=person)
        except Refused:
            continue
        permitted.add(person)
    assert offered == permitted
    assert (world.expert in offered) == (kind == "reproduce")


def test_a_decision_is_asked_for_and_kept_with_its_reason(world, incident):
    client = world.client(world.agent)
    asked = {"question": "Får vi starta om?", "person": world.expert.pk}
    client.post(reverse("incidents:ask_for_decision", args=[incident.number]), asked)
    row = incident.decisions.get()
    assert (row.ball.person, row.ball.step) == (world.expert, "decide")
    answer = {"row": row.pk, "answer": "Ja", "reason": "Det tar fem minuter."}
    assert (
        world.client(world.expert).post(reverse("incidents:decide", args=[incident.number]), answer).status_code == 303
    )
    row.refresh_from_db()
    assert (row.answer, row.answered_by, row.ball.end) == ("Ja", world.expert, "kept")
    text = get(client, "room", incident.number).content.decode()
    assert "Det tar fem minuter." in text


def test_one_who_leads_two_is_warned_of(world, incident, declare):
    declare(title="Intyg saknas", lead=world.agent)
    client = world.client(world.coordinator)
    assert "leder flera incidenter samtidigt" in get(client, "board").content.decode()
    assert "leder 2 incidenter samtidigt" in get(client, "room", incident.number).content.decode()


def test_the_board_is_sorted_by_the_next_promise(world, declare):
    first, second = declare(title="Ett", lead=world.agent), declare(title="Två", lead=world.other_agent)
    for one, minutes in ((first, 50), (second, 4)):
        commands.follow_notice(
            world.actor(world.agent), one, at=timezone.now(), next_update_at=timezone.now() + timedelta(minutes=minutes),
            is_first=True, is_resolved=False,
        )  # fmt: skip
    rows = get(world.client(world.agent), "board").context["rows"]
    assert [row.incident.title for row in rows] == ["Två", "Ett"]


def test_what_is_frozen_is_shown_and_lifted(world, incident):
    client = world.client(world.agent)
    assert "Alla lärosäten läser det här" in get(client, "set_freeze", incident.number).content.decode()
    client.post(
        reverse("incidents:set_freeze", args=[incident.number]), {"what": "identity", "reason": "Felaktiga svar"}
    )
    frozen = services.freezes("identity").get()
    assert frozen.because == incident.topic
    assert "Felaktiga svar" in get(client, "room", incident.number).content.decode()
    client.post(reverse("incidents:lift_freeze", args=[incident.number]), {"row": frozen.pk})
    assert not services.freezes().exists()


def test_a_freeze_that_should_have_been_over_stands_and_says_so(world, incident, monkeypatch):
    agent = world.client(world.agent)
    at = timezone.now() + timedelta(hours=2)
    said = {"what": "orders", "until": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")}
    assert agent.post(reverse("incidents:set_freeze", args=[incident.number]), said).status_code == 303
    assert "Beräknas vara över" in get(agent, "room", incident.number).content.decode()
    monkeypatch.setattr(freezes.timezone, "now", lambda: at + timedelta(minutes=1))
    assert "Skulle ha varit över" in get(agent, "room", incident.number).content.decode()
    assert services.freezes("orders").exists()


def test_strangers_contacts_and_administrators_have_no_board(world, incident):
    assert get(world.client(), "board").status_code == 302
    for person in (world.local, world.admin):
        assert get(world.client(person), "room", incident.number).status_code == 403


def counted(client, name, *args):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert get(client, name, *args).status_code == 200
    return len(queries)


def test_the_pages_ask_as_much_however_many_there_are(world, incident, declare):
    client = world.client(world.agent)
    get(client, "board")
    few = [
        counted(client, "board"),
        counted(client, "room", incident.number),
        counted(client, "ledger", incident.number),
    ]
    for number in range(4):
        declare(title=f"Nr {number}", lead=world.other_agent, services=[world.service])
        commands.link_case(SYSTEM, incident, case=world.case(world.extra, service=world.service))
        commands.note(world.actor(world.agent), incident, text=f"Nr {number}")
        commands.add_task(world.actor(world.agent), incident, what=f"Nr {number}")
    many = [
        counted(client, "board"),
        counted(client, "room", incident.number),
        counted(client, "ledger", incident.number),
    ]
    assert many[0] <= few[0] + 1
    assert many[1] <= few[1] + 3
    assert many[2] <= few[2] + 1


def test_a_case_says_which_incident_it_belongs_to_on_both_sides(world, incident):
    case = incident.links.get(case__reporter=world.local).case
    page = world.client(world.agent).get(reverse("cases:case", args=[case.number]), headers=SWEDISH)
    assert incident.title in page.content.decode()
    matter = world.client(world.local).get(reverse("portal:case", args=[case.number]), headers=SWEDISH)
    assert "En störning" in matter.content.decode()
    assert incident.title not in matter.content.decode()
