"""The incidents of the demonstration: two that are over, with what came of them, and one that goes on since this morning. What
the world was told of them is in ``notices.toml``."""

from datetime import datetime, timedelta

from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.demo import mornings, telling
from bollkoll.demo.stage import Stage
from bollkoll.incidents import commands
from bollkoll.incidents.models import Affected, Decision, Incident, Task
from bollkoll.incidents.queries import noticing
from bollkoll.log.acting import act
from bollkoll.people.actor import CLOCK, SYSTEM, Actor

REPORTS = [
    # institution, minutes after it began, title, what happened
    ("LU", 0, "Intyg kan inte skapas", "Studenten får \"Tjänsten är inte tillgänglig\" när registreringsintyget ska skapas."),
    ("SU", 4, "Registreringsintyg blir tomma", "Pdf:en öppnas men är tom. Gäller alla vi provat."),
    ("UmU", 11, "Fel vid uttag av intyg", "Det går inte att ta ut intyg för någon student sedan i förmiddags."),
    ("KTH", 23, "Intyg: sidan laddar och laddar", "Flera studenter hör av sig, ingen får ut sitt intyg."),
]  # fmt: skip
BURST = [
    # institution, minutes ago, title, what happened
    ("SU", 13, "Registrering på kurs ger fel", "Studenterna får ett felmeddelande när de ska registrera sig på kommande kurser."),
    ("LU", 9, "Det går inte att registrera studenter", "Vi får fel för varje student vi provar, i alla webbläsare."),
    ("LiU", 6, "Fel vid registrering", "Registreringen avbryts. Samma sak för tre kurser."),
    ("MIUN", 2, "Kan inte registrera", "Knappen Registrera gör ingenting sedan nyss."),
]  # fmt: skip
"""Something begins just now in Studiedeltagande, and nobody has looked at it yet."""
END_SV = (
    "Intygen fungerar igen sedan kl. 11.41. Orsaken var att tjänsten som skapar pdf-filer fick slut på minne efter "
    "gårdagens uppgradering. Intyg som blev tomma behöver tas ut på nytt. Tack för era exempel, de gjorde att vi hittade felet."
)


def plan(stage: Stage) -> None:
    """Put the past ones on the stage, to happen among all else at their own times."""
    began = _morning(stage, 23, 9, 12)
    stage.at(began + timedelta(minutes=3), lambda: _login(stage, began))
    _certificates(stage, _morning(stage, 20, 10, 12))
    for code, minutes, title, happened in BURST:
        if code in stage.contacts:
            stage.at(
                stage.now - timedelta(minutes=minutes),
                lambda code=code, title=title, happened=happened: _report(
                    stage, code, title, happened, "studiedeltagande"
                ),
            )


def _certificates(stage: Stage, began: datetime) -> None:
    known: list[Case] = []
    for code, minutes, title, happened in REPORTS:
        if code in stage.contacts:
            stage.at(
                began + timedelta(minutes=minutes),
                lambda code=code, title=title, happened=happened: known.append(_report(stage, code, title, happened)),
            )
    stage.at(began + timedelta(minutes=14), lambda: _declare(stage, began, known))


def _morning(stage: Stage, days: int, hour: int, minute: int) -> datetime:
    """A working day about so long ago."""
    day = timezone.localdate(stage.now) - timedelta(days=days)
    while not stage.calendar.hours(day):
        day -= timedelta(days=1)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def _login(stage: Stage, began: datetime) -> None:
    """Noticed by the support itself, critical from the first minute."""
    lead, speaker = Actor(stage.staff[0]), Actor(stage.staff[1])
    incident: Incident = commands.declare(
        lead, None, title="Ingen kan logga in", severity=1, is_everywhere=True, started_at=began, lead=stage.staff[0],
        services=[stage.services["ladok-for-personal"], stage.services["ladok-for-studenter"]],
        environments=[stage.environments["production"]], communicator=stage.staff[1],
    )  # fmt: skip

    def at(minutes: float, step) -> None:
        stage.at(began + timedelta(minutes=minutes), step)

    telling.tell(stage, telling.script()["incident"]["login"], began, stage.at, lambda: incident)
    at(7, lambda: commands.note(
        lead, incident, text="Inloggningen svarar \"certificate has expired\" i alla webbläsare.", verdict="reproduced",
        environment=stage.environments["production"],
    ))  # fmt: skip
    at(30, lambda: commands.record_decision(
        lead, incident, question="Byta certifikat mitt på förmiddagen?", answer="Ja, så snart det är utfärdat.",
        reason="Ingen kan logga in ändå.",
    ))  # fmt: skip
    at(67, lambda: commands.begin_monitoring(lead, incident))
    at(126, lambda: commands.resolve(lead, incident))
    at(140, lambda: commands.close(lead, incident))
    at(2 * 24 * 60, lambda: _review_login(stage, lead, speaker, incident))


def _review_login(stage: Stage, lead: Actor, speaker: Actor, incident: Incident) -> None:
    commands.write_review(
        lead, incident,
        happened="Inloggningen var nere från 09.12 till 10.18 för personal och studenter vid alla lärosäten.",
        causes="Certifikatet löpte ut och påminnelsen gick till en brevlåda som ingen läser längre.",
        worked="Första meddelandet låg ute efter fem minuter, och rättelsen kom så fort vi visste rätt tid.",
        better="Reservvägen för inloggning var inte provad sedan i våras och gick inte att slå på.",
    )  # fmt: skip
    commands.add_action(
        speaker, incident, what="Flytta certifikatens påminnelser till supportens egen brevlåda", owner=stage.staff[0]
    )
    for report in incident.reports.all():
        commands.decide_report(
            lead, incident, report=report, verdict="not", reason="Avbrottet var kortare än vad som ska rapporteras."
        )
    commands.finish_review(lead, incident)


def _report(stage: Stage, code: str, title: str, happened: str, service: str = "intyg") -> Case:
    return cases.open_case(
        Actor(stage.contacts[code][0]), title=title, kind="fault", service=stage.services[service],
        environment=stage.environments.get("production"), institution=stage.places[code], text=happened,
        report={"happened": happened, "affected": "some"},
    )  # fmt: skip


def _declare(stage: Stage, began: datetime, known: list[Case]) -> None:
    lead, speaker = Actor(stage.staff[1]), Actor(stage.staff[2])
    incident: Incident = commands.declare(
        lead, None, title="Intyg kan inte skapas", services=[stage.services["intyg"]],
        environments=[stage.environments["production"]], started_at=began, lead=stage.staff[1],
        communicator=stage.staff[2], cases=[case for case in known if case.is_open],
    )  # fmt: skip

    def at(minutes: float, step) -> None:
        stage.at(began + timedelta(minutes=minutes), step)

    drift = next((person for person in stage.teams["drift"].members.all()), None) if "drift" in stage.teams else None
    at(16, lambda: commands.set_severity(lead, incident, severity=2))
    telling.tell(stage, telling.script()["incident"]["certificates"], began, stage.at, lambda: incident)
    at(20, lambda: commands.note(
        lead, incident, text="Registreringsintyg för testperson: tom pdf, samma fel i Test.", verdict="reproduced",
        environment=stage.environments["production"],
    ))  # fmt: skip
    if drift is not None:
        at(22, lambda: commands.pull_in(lead, incident, person=drift, wanted_for="loggar från intygstjänsten"))
        at(25, lambda: commands.accept(Actor(drift), incident, participant=incident.participants.get()))
        at(31, lambda: commands.ask_for_decision(
            lead, incident, question="Får vi starta om intygstjänsten mitt på dagen?", person=stage.staff[0],
        ))  # fmt: skip
        at(35, lambda: commands.decide(
            Actor(stage.staff[0]), incident, decision=Decision.objects.get(incident=incident),
            answer="Ja, nu.", reason="Ingen får ut intyg ändå; omstarten tar fem minuter.",
        ))  # fmt: skip
        at(36, lambda: commands.add_task(lead, incident, what="Starta om intygstjänsten", owner=drift))
        at(44, lambda: commands.do_task(Actor(drift), incident, task=Task.objects.get(incident=incident)))
    at(40, lambda: _link_late(lead, incident, known))
    at(70, lambda: commands.begin_monitoring(lead, incident))
    at(89, lambda: commands.resolve(lead, incident))
    at(96, lambda: _answer(speaker, incident))
    at(24 * 60, lambda: _close(lead, incident))
    at(3 * 24 * 60, lambda: _review(stage, lead, incident))


def _link_late(lead: Actor, incident: Incident, known: list[Case]) -> None:
    linked = set(incident.links.values_list("case", flat=True))
    for case in known:
        if case.pk not in linked:
            commands.link_case(lead, incident, case=case)


def _answer(speaker: Actor, incident: Incident) -> None:
    rows = list(incident.affected.all())
    outcome = commands.answer_all(speaker, incident, affected=rows, text_sv=END_SV, is_final=True, then="solved")
    for told in outcome.written:
        if told.message is not None:
            cases.release_answer(CLOCK, told.message.case, message=told.message)
            commands.follow_answer(SYSTEM, incident, message=told.message.__class__.objects.get(pk=told.message.pk))


def _close(lead: Actor, incident: Incident) -> None:
    for row in Affected.objects.filter(incident=incident, final_at=None):
        commands.mark_told(lead, incident, affected=row, how="på telefon dagen efter")
    commands.close(lead, incident)


def _review(stage: Stage, lead: Actor, incident: Incident) -> None:
    commands.write_review(
        lead, incident,
        happened="Intyg kunde inte skapas mellan 10.12 och 11.41. Fyra lärosäten hörde av sig inom en halvtimme.",
        causes="Uppgraderingen kvällen innan halverade minnet för tjänsten som skapar pdf-filer. Larmet för minne var avstängt.",
        worked="Anmälarnas exempel gick att köra direkt. Drift var med i rummet inom tre minuter.",
        better="Första meddelandet dröjde sex minuter för att ingen visste vem som skrev det.",
    )  # fmt: skip
    commands.add_action(lead, incident, what="Slå på minneslarmet för intygstjänsten igen", owner=stage.staff[3])
    commands.add_action(lead, incident, what="Bestäm vem som är kommunikatör varje vecka", owner=stage.staff[0])
    for report in incident.reports.all():
        commands.decide_report(
            lead, incident, report=report, verdict="not",
            reason="Kort avbrott utan påverkan på uppgifter; under gränsen för vad som ska rapporteras.",
        )  # fmt: skip
    commands.finish_review(lead, incident)


def play(stage: Stage) -> None:
    """What goes on now: the burst of this morning was taken up a quarter of an hour ago."""
    service = stage.services["resultat"]
    since = stage.now - timedelta(hours=1)
    rows = Case.objects.open().filter(service=service, opened_at__gte=since, subject__is_protected=False)
    reported = [title for _code, _minutes, title, _happened in mornings.BURST]
    burst = list(rows.filter(title__in=reported).select_related("subject").order_by("opened_at"))
    lead = stage.staff[0]
    with act(Actor(lead), at=stage.now - timedelta(minutes=8), via="import"):
        incident: Incident = commands.declare(
            Actor(lead), None, title="Resultat går inte att spara", services=[service],
            environments=[stage.environments["production"]], lead=lead, communicator=stage.staff[1], cases=burst,
            started_at=burst[0].opened_at if burst else None,
        )  # fmt: skip
    began = stage.now - timedelta(minutes=mornings.BURST[0][1])
    telling.tell(stage, telling.script()["incident"]["saving"], began, telling.at_once, lambda: incident)
    with act(Actor(lead), at=stage.now - timedelta(minutes=6), via="import"):
        commands.set_severity(Actor(lead), incident, severity=2)
        commands.note(
            Actor(stage.staff[2]), incident, verdict="reproduced", environment=stage.environments["production"],
            text="Samma fel på testkursen: spara ger \"Ett oväntat fel har inträffat\". Attestering fungerar.",
        )  # fmt: skip
    with act(Actor(lead), at=stage.now - timedelta(minutes=5), via="import"):
        team = service.team
        if team is not None:
            commands.pull_in(Actor(lead), incident, team=team, wanted_for="loggar för sparande av resultat")
        commands.ask_for_decision(
            Actor(lead), incident, question="Ska gårdagens rättning backas?", person=stage.staff[1],
        )  # fmt: skip
    with act(Actor(lead), at=stage.now - timedelta(minutes=3), via="import"):
        commands.add_task(Actor(lead), incident, what="Hör med drift om köerna växer", owner=stage.staff[2])
        extra = stage.contacts.get("SLU") or stage.contacts["UU"]
        commands.also_affected(Actor(extra[0]), incident)
    for found in noticing.noticed(stage.now):
        if found.proposal is None:
            with act(CLOCK, at=stage.now, via="import"):
                commands.propose(CLOCK, None, service=found.service, cases=found.cases, burst=found.burst)
