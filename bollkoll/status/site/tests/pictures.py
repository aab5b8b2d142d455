"""Pictures to publish in tests and measurements: fictional notices, believable wording."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bollkoll.status.site.telling import iso

NOW = datetime(2026, 11, 29, 21, 43, tzinfo=UTC)
SERVICES = {
    "resultat": ("Resultat", "Results"),
    "studiedeltagande": ("Studiedeltagande", "Study participation"),
    "utbildningsinformation": ("Utbildningsinformation", "Education information"),
    "examen": ("Examen", "Degrees"),
    "studentinformation": ("Studentinformation", "Student information"),
    "kataloginformation": ("Kataloginformation", "Catalogue information"),
    "uppfoljning": ("Uppföljning", "Follow-up"),
    "integrationer": ("Integrationer och API", "Integrations and API"),
    "studieavgifter": ("Studieavgifter", "Tuition fees"),
    "aktivitetstillfallen": ("Aktivitetstillfällen", "Activity sessions"),
    "intyg": ("Intyg", "Certificates"),
    "tillgodoraknande": ("Tillgodoräknande", "Credit transfer"),
    "ladok-for-studenter": ("Ladok för studenter", "Ladok for students"),
    "ladok-for-personal": ("Ladok för personal", "Ladok for staff"),
    "identiteter": ("Identiteter", "Identities"),
}
ENVIRONMENTS = {
    "prod": ("Produktion", "Production"),
    "test": ("Test", "Test"),
    "utb": ("Utbildning", "Training"),
    "int": ("Integrationstest", "Integration test"),
}
INSTITUTIONS = """
BTH Chalmers FHS GIH GU HHS HDa HB HiG HH HIS HKR HV JU KaU KI Konstfack KKH KMH KTH LiU LNU LTU LU MAU MCHS MIUN MDU RKH
SHH SKH SU SLU SH UmU UU ORU CSN
""".split()  # noqa: SIM905  # reads better as it is
FEW_INSTITUTIONS = ["KTH", "LU", "UU"]
FEW_SERVICES = ["resultat", "integrationer", "ladok-for-studenter", "examen"]
NAMES = {"UU": ("Uppsala universitet", "Uppsala University"), "LU": ("Lunds universitet", "Lund University")}


def said(sv: str, en: str = "") -> dict[str, str]:
    return {"sv": sv, "en": en}


def uuid(number: int) -> str:
    return str(UUID(int=number, version=4))


def update(number: int, at: datetime, kind: str, sv: str, en: str = "", **more: Any) -> dict[str, Any]:
    return {"id": uuid(number), "at": iso(at), "kind": kind, "text": said(sv, en), "corrects": None, "facts": {}} | more


def notice(number: int, heading: dict[str, str], updates: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    first, last = updates[0]["at"], updates[-1]["at"]
    return {
        "id": uuid(number), "number": number, "kind": "disturbance", "state": "ongoing", "severity": "major",
        "title": heading, "environments": ["prod"], "parts": [], "institutions": None, "workaround": said(""),
        "starts_at": first, "expected_end_at": None, "ended_at": None, "published_at": first, "changed_at": last,
        "next_update_at": None, "updates": updates, "source": "system",
    } | more  # fmt: skip


def picture(
    *notices: dict[str, Any], position: int = 100, made_at: datetime = NOW, is_whole: bool = False, **more: Any
) -> dict[str, Any]:
    """A picture of these notices, newest first; with a few services and institutions, or with all of them."""
    institutions = INSTITUTIONS if is_whole else FEW_INSTITUTIONS
    services = [key for key in SERVICES if is_whole or key in FEW_SERVICES]
    return {
        "version": 1,
        "made_at": iso(made_at),
        "position": position,
        "organisation": {
            "name": said("Andra linjens support", "Second-line support"),
            "system": "Ladok",
            "phone": "010-555 01 20",
            "support_url": "https://support.example/",
            "base_url": "https://status.example/status",
            "hours": {"sv": ["Helgfri måndag–fredag 8.00–16.30"], "en": ["Working days, Monday–Friday 8:00–16:30"]},
            "who_may": said(
                "Är du student, lärare eller administratör? Vänd dig till ditt eget lärosäte. Bara lärosätenas lokala "
                "support kontaktar oss.",
                "Are you a student, a teacher or an administrator? Turn to your own institution. Only the institutions' "
                "local supports contact us.",
            ),
        },
        "services": [{"key": key, "name": said(*names)} for key, names in SERVICES.items() if key in services],
        "environments": [{"key": key, "name": said(*names)} for key, names in ENVIRONMENTS.items()],
        "institutions": [{"code": code, "name": said(*NAMES.get(code, (code, code)))} for code in institutions],
        "notices": list(notices),
    } | more


def disturbance(number: int = 1, **more: Any) -> dict[str, Any]:
    """Results are down, with a correction and a promised next word."""
    begun = NOW - timedelta(minutes=70)
    updates = [
        update(
            number * 100 + 1, begun, "first",
            "Vi har fel i Resultat: det går inte att rapportera eller attestera. Vi felsöker.",
            "There is a fault in Results: reporting and certifying do not work. We are looking for the cause.",
        ),
        update(
            number * 100 + 2, begun + timedelta(minutes=20), "update",
            "Felet gäller bara attestering. Systemet beräknas vara uppe igen senast klockan 05.00 den 27 juni.",
            "The fault concerns certifying only. It is expected to be up again at 5:00 on 27 June at the latest.",
        ),
        update(
            number * 100 + 3, begun + timedelta(minutes=25), "correction",
            "Rätt datum är 30 november.", "The right date is 30 November.", corrects=uuid(number * 100 + 2),
            facts={"expected_end_at": ["2026-06-27T03:00:00Z", "2026-11-30T04:00:00Z"]},
        ),
    ]  # fmt: skip
    return notice(
        number, said("Resultat går inte att attestera", "Results cannot be certified"), updates,
        **{
            "parts": [
                {"service": "resultat", "degree": "down", "environment": None, "note": said("")},
                {"service": "integrationer", "degree": "partial", "environment": None,
                 "note": said("alla integrationer utom CSN och NyA", "all integrations except CSN and NyA")},
            ],
            "workaround": said("Spara resultaten som utkast. De försvinner inte.", "Save results as drafts. They stay."),
            "expected_end_at": "2026-11-30T04:00:00Z", "next_update_at": iso(NOW + timedelta(minutes=47)),
        } | more,
    )  # fmt: skip


def planned(number: int = 2, *, begins: datetime = NOW + timedelta(days=3), **more: Any) -> dict[str, Any]:
    first = update(
        number * 100 + 1, NOW - timedelta(days=2), "first",
        "Ladok uppgraderas och är stängt. Systemet beräknas normalt vara uppe igen senast klockan 06.00.",
        "Ladok is upgraded and closed. It is normally up again at 6:00 at the latest.",
    )  # fmt: skip
    return notice(
        number, said("Uppgradering av Ladok", "Ladok upgrade"), [first],
        **{
            "kind": "planned", "state": "scheduled", "severity": "none", "starts_at": iso(begins),
            "expected_end_at": iso(begins + timedelta(hours=2)),
            "parts": [{"service": key, "degree": "maintenance", "environment": None} for key in SERVICES],
        } | more,
    )  # fmt: skip


def past(number: int, rng: random.Random, days: float) -> dict[str, Any]:
    """A notice that is over, some days ago."""
    begun = NOW - timedelta(days=days)
    ended = begun + timedelta(minutes=rng.randint(12, 600))
    degree = rng.choice(["degraded", "partial", "down", "read_only"])
    services = rng.sample(list(SERVICES), rng.choice([1, 1, 1, 2, 3]))
    names = " och ".join(SERVICES[key][0] for key in services)
    in_english = " and ".join(SERVICES[key][1] for key in services)
    updates = [
        update(number * 100 + 1, begun, "first", f"Vi har störningar i {names}. Vi felsöker och återkommer.",
               f"There are disturbances in {in_english}. We are looking into it."),
        update(number * 100 + 2, begun + (ended - begun) / 2, "update",
               "Orsaken är hittad och åtgärdas. Vi återkommer med ny information senare i dag.",
               "The cause has been found and is being fixed. More information follows later today."),
        update(number * 100 + 3, ended, "resolved", "Alla tjänster är nu åter i full drift och vi analyserar orsakerna.",
               "All services are in full operation again, and we are analysing the causes."),
    ]  # fmt: skip
    return notice(
        number, said(f"Störningar i {names}", f"Disturbances in {in_english}"), updates, state="resolved",
        severity=rng.choice(["minor", "major", "critical"]), ended_at=iso(ended), changed_at=iso(ended),
        parts=[{"service": key, "degree": degree, "environment": None} for key in services],
        environments=rng.choice([["prod"], ["prod"], ["test"], ["prod", "utb"]]),
        institutions=rng.choice([None, None, None, ["UU"], rng.sample(INSTITUTIONS, 5)]),
    )  # fmt: skip


def long_history(notices: int = 500, position: int = 100) -> dict[str, Any]:
    """What is going on, what is planned, and so many notices in the ninety days before."""
    rng = random.Random(4)
    old = sorted((past(1000 + n, rng, rng.uniform(0.2, 89.5)) for n in range(notices)), key=lambda n: n["published_at"])
    return picture(disturbance(), planned(), *reversed(old), position=position, is_whole=True)
