"""What the demonstration's support is: teams, services, environments, what it tells reporters."""

from datetime import date, timedelta

from bollkoll.demo import seasons
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person
from bollkoll.services import commands as services
from bollkoll.services.models import Membership, Service, Team

WHO_MAY_SV = (
    "Hit vänder sig lärosätenas lokala Ladoksupport och lokala kontaktpersoner. Är du lärare, administratör eller student? "
    "Då hjälper supporten vid ditt eget lärosäte dig. Går det inte att logga in hjälper lärosätets it-support."
)
WHO_MAY_EN = (
    "This support is for the local support and the local contact persons of the member institutions. If you are a teacher, "
    "an administrator or a student, the support at your own institution will help you. For login trouble, turn to its IT support."
)

TEAMS = [
    ("andra-linjen", "Andra linjen", 2),
    ("deltagande", "Team Studiedeltagande och resultat", 3),
    ("integration", "Team Externa integrationer, studentinformation och grunddata", 3),
    ("utbildning", "Team Utbildningsplanering", 3),
    ("drift", "Drift", 3),
    ("verksamhet", "Verksamhetsstöd", 3),
]

SERVICES = [
    # key, Swedish, English, third-line team, specialist (index in STAFF), hint in Swedish, hint in English
    ("resultat", "Resultat", "Results", "deltagande", 1, "Rapportering, attestering, rättelser", "Reporting, certifying, corrections"),
    ("studiedeltagande", "Studiedeltagande", "Study participation", "deltagande", 2, "Registrering, avbrott, uppehåll, antagning", "Registration, withdrawal, leave, admission"),
    ("utbildning", "Utbildningsinformation och -planering", "Education information and planning", "utbildning", 3, "Kurser, tillfällen, kurspaketering, planer", "Courses, occasions, packages, syllabuses"),
    ("examen", "Examen", "Degrees", "deltagande", 1, "Ansökan, bevis, prövning", "Applications, certificates, assessment"),
    ("studentinformation", "Studentinformation", "Student information", "integration", 4, "Uppgifter om studenten, kontaktuppgifter", "Facts about the student, contact details"),
    ("kataloginformation", "Kataloginformation", "Directory information", "integration", 4, "Användare, organisation, behörigheter, grunddata", "Users, organisation, permissions, base data"),
    ("uppfoljning", "Uppföljning", "Follow-up", "verksamhet", 5, "Rapporter, statistik, uppföljningsdatabas", "Reports, statistics, follow-up database"),
    ("integrationer", "Integrationer och API", "Integrations and API", "integration", 4, "CSN, UHR/NyA, EMREX, lärplattformar, händelseflöden", "CSN, UHR/NyA, EMREX, learning platforms, event feeds"),
    ("studieavgifter", "Studieavgifter", "Tuition fees", "deltagande", 2, "Avgiftsskyldighet, betalningar", "Fee liability, payments"),
    ("aktivitetstillfallen", "Aktivitetstillfällen", "Activity occasions", "deltagande", 1, "Tentamen, anmälan, anonyma koder, grupper", "Examinations, sign-up, anonymous codes, groups"),
    ("intyg", "Intyg", "Transcripts", "deltagande", 5, "Registrerings- och resultatintyg", "Registration and result transcripts"),
    ("tillgodoraknande", "Tillgodoräknande", "Credit transfer", "deltagande", 3, "Ansökan, beslut, utbildningar", "Applications, decisions, education"),
    ("ladok-for-studenter", "Ladok för studenter", "Ladok for students", "deltagande", 5, "Studenternas egna sidor", "The students' own pages"),
    ("ladok-for-personal", "Ladok för personal", "Ladok for staff", "drift", 3, "Inloggning, sökning, utseende, snabbhet", "Login, search, layout, speed"),
    ("identiteter", "Identiteter", "Identities", "integration", 4, "Dubbletter, byte av identitet", "Duplicates, change of identity"),
]  # fmt: skip

ENVIRONMENTS = [
    ("production", "Produktion", "Production"),
    ("test", "Test", "Test"),
    ("training", "Utbildning", "Training"),
    ("integration", "Integrationstest", "Integration test"),
]


def build(staff: list[Person], experts: dict[str, list[Person]], teams: dict[str, Team]) -> dict[str, Service]:
    """Teams get their members, services those who answer for them; returns the services by key."""
    for person in staff:
        services.add_member(SYSTEM, teams["andra-linjen"], person=person)
    for key, persons in experts.items():
        for person in persons:
            services.add_member(SYSTEM, teams[key], person=person)
    found = {}
    for key, sv, en, team, specialist, hint_sv, hint_en in SERVICES:
        found[key] = services.add_service(
            SYSTEM, key=key, name_sv=sv, name_en=en, hint_sv=hint_sv, hint_en=hint_en, team=teams[team],
            specialist=staff[specialist],
        )  # fmt: skip
        if not Membership.objects.filter(team=teams[team], person=staff[specialist]).exists():
            services.add_member(SYSTEM, teams[team], person=staff[specialist], part=Membership.Part.FOLLOWS)
    for order, (key, sv, en) in enumerate(ENVIRONMENTS):
        services.add_environment(SYSTEM, key=key, name_sv=sv, name_en=en, order=order)
    return found


def teams() -> dict[str, Team]:
    return {
        key: services.add_team(
            SYSTEM, key=key, name=name, line=line, email=f"{key}@bollkoll.example" if line == 3 else ""
        )
        for key, name, line in TEAMS
    }


def tell_reporters(today: date) -> None:
    """One notice that stands now, and the staffing calendar."""
    services.publish_notice(
        SYSTEM,
        kind="fault",
        first_day=today - timedelta(days=3),
        last_day=today + timedelta(days=25),
        text_sv="Inför terminsslutet kommer många ärenden om resultat. Skicka gärna exempel direkt, så går det fortare för alla.",
        text_en="Towards the end of term many cases concern results. Send examples at once, and it goes faster for everybody.",
    )
    seasons.build(today)
