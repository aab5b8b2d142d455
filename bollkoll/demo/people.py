"""Who is in the demonstration. Institutions are the real ones, unverified; every person is invented, and says so by name."""

import random

from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Institution, Person, Role

INSTITUTIONS = [
    ("BTH", "Blekinge tekniska högskola", "Blekinge Institute of Technology", "bth.se"),
    ("Chalmers", "Chalmers tekniska högskola", "Chalmers University of Technology", "chalmers.se"),
    ("FHS", "Försvarshögskolan", "Swedish Defence University", "fhs.se"),
    ("GIH", "Gymnastik- och idrottshögskolan", "The Swedish School of Sport and Health Sciences", "gih.se"),
    ("GU", "Göteborgs universitet", "University of Gothenburg", "gu.se"),
    ("HHS", "Handelshögskolan i Stockholm", "Stockholm School of Economics", "hhs.se"),
    ("HDa", "Högskolan Dalarna", "Dalarna University", "du.se"),
    ("HB", "Högskolan i Borås", "University of Borås", "hb.se"),
    ("HiG", "Högskolan i Gävle", "University of Gävle", "hig.se"),
    ("HH", "Högskolan i Halmstad", "Halmstad University", "hh.se"),
    ("HIS", "Högskolan i Skövde", "University of Skövde", "his.se"),
    ("HKR", "Högskolan Kristianstad", "Kristianstad University", "hkr.se"),
    ("HV", "Högskolan Väst", "University West", "hv.se"),
    ("JU", "Jönköping University", "Jönköping University", "ju.se"),
    ("KaU", "Karlstads universitet", "Karlstad University", "kau.se"),
    ("KI", "Karolinska institutet", "Karolinska Institutet", "ki.se"),
    ("Konstfack", "Konstfack", "University of Arts, Crafts and Design", "konstfack.se"),
    ("KKH", "Kungl. Konsthögskolan", "Royal Institute of Art", "kkh.se"),
    ("KMH", "Kungl. Musikhögskolan i Stockholm", "Royal College of Music in Stockholm", "kmh.se"),
    ("KTH", "Kungl. Tekniska högskolan", "KTH Royal Institute of Technology", "kth.se"),
    ("LiU", "Linköpings universitet", "Linköping University", "liu.se"),
    ("LNU", "Linnéuniversitetet", "Linnaeus University", "lnu.se"),
    ("LTU", "Luleå tekniska universitet", "Luleå University of Technology", "ltu.se"),
    ("LU", "Lunds universitet", "Lund University", "lu.se"),
    ("MAU", "Malmö universitet", "Malmö University", "mau.se"),
    ("MCHS", "Marie Cederschiöld högskola", "Marie Cederschiöld University", "mchs.se"),
    ("MIUN", "Mittuniversitetet", "Mid Sweden University", "miun.se"),
    ("MDU", "Mälardalens universitet", "Mälardalen University", "mdu.se"),
    ("RKH", "Röda Korsets högskola", "Swedish Red Cross University", "rkh.se"),
    ("SHH", "Sophiahemmet högskola", "Sophiahemmet University", "shh.se"),
    ("SKH", "Stockholms konstnärliga högskola", "Stockholm University of the Arts", "uniarts.se"),
    ("SU", "Stockholms universitet", "Stockholm University", "su.se"),
    ("SLU", "Sveriges lantbruksuniversitet", "Swedish University of Agricultural Sciences", "slu.se"),
    ("SH", "Södertörns högskola", "Södertörn University", "sh.se"),
    ("UmU", "Umeå universitet", "Umeå University", "umu.se"),
    ("UU", "Uppsala universitet", "Uppsala University", "uu.se"),
    ("ORU", "Örebro universitet", "Örebro University", "oru.se"),
    ("CSN", "Centrala studiestödsnämnden", "Swedish Board of Student Finance", "csn.se"),
]

STAFF = [
    # name, title, per cent, hours, coordinator
    ("Asta Exempel", "incident manager", 100, {}, True),
    ("Birger Påhitt", "supportspecialist", 100, {}, False),
    ("Cordelia Demoberg", "supportspecialist", 80, {str(d): ["08.00", "16.30"] for d in range(4)}, False),
    ("Dagny Låtsas", "supportspecialist", 100, {}, False),
    ("Embla Fiktiv", "supportspecialist", 100, {}, False),
    ("Folke Sagolund", "supportspecialist", 50, {str(d): ["08.00", "12.00"] for d in range(5)}, False),
]

EXPERTS = [
    ("Gerda Fantasén", "verksamhetsexpert", "verksamhet"),
    ("Hilding Mönster", "verksamhetsexpert", "verksamhet"),
    ("Iris Skenbild", "utvecklare", "deltagande"),
    ("Jarl Provsten", "utvecklare", "deltagande"),
    ("Kajsa Modell", "utvecklare", "integration"),
    ("Love Attrapp", "utvecklare", "integration"),
    ("Moa Skiss", "utvecklare", "utbildning"),
    ("Nils Utkast", "utvecklare", "utbildning"),
    ("Ottilia Förlaga", "drifttekniker", "drift"),
    ("Per Kuliss", "drifttekniker", "drift"),
]

SHARED = ("Tyra Dubbelroll", ("RKH", "SHH"))
"""Local support of two small institutions at once."""

FIRST = [
    "Alma",
    "Anton",
    "Bodil",
    "Cecilia",
    "Dan",
    "Elin",
    "Erik",
    "Fatima",
    "Frida",
    "Gustav",
    "Hanna",
    "Henrik",
    "Ingrid",
    "Johan",
    "Jonna",
    "Karin",
    "Kerstin",
    "Lars",
    "Leila",
    "Linnea",
    "Magnus",
    "Maria",
    "Mattias",
    "Mirjam",
    "Niklas",
    "Olle",
    "Petra",
    "Ragnar",
    "Rebecka",
    "Samir",
    "Sara",
    "Sofia",
    "Stefan",
    "Tove",
    "Ulf",
    "Vera",
    "Viktor",
    "Yasmin",
]
SURNAMES = [
    "Tallkotte",
    "Blåbärsris",
    "Lingontuva",
    "Mossebäck",
    "Granbarr",
    "Solglimt",
    "Vinterglöd",
    "Kottefors",
    "Snöflinga",
    "Björklöv",
    "Älgört",
    "Havtorn",
    "Midsommar",
    "Skogsstjärna",
    "Pilfink",
    "Gråsparv",
    "Norrsken",
    "Regnbåge",
    "Sjögräs",
    "Stenmur",
    "Åkervinda",
    "Ängsklocka",
    "Hägg",
    "Rönnbär",
]


def address(name: str, domain: str) -> str:
    """An address in a domain that exists nowhere (RFC 2606)."""
    plain = name.lower().translate(str.maketrans({"å": "a", "ä": "a", "ö": "o", "é": "e", " ": "."}))
    return f"{plain}@{domain.rpartition('.')[0].lower() or domain}.example"


def institutions() -> dict[str, Institution]:
    return {
        code: people.add_institution(SYSTEM, code=code, name_sv=sv, name_en=en, domain=domain, is_verified=False)
        for code, sv, en, domain in INSTITUTIONS
    }


def staff() -> list[Person]:
    return [
        people.engage(
            SYSTEM,
            name=name,
            email=address(name, "bollkoll.x"),
            line=2,
            title=title,
            share=share,
            hours=hours,
            is_coordinator=leads,
            is_administrator=leads,
        )
        for name, title, share, hours, leads in STAFF
    ]


def experts() -> dict[str, list[Person]]:
    """Third line, by team key."""
    found: dict[str, list[Person]] = {}
    for name, title, team in EXPERTS:
        person = people.engage(SYSTEM, name=name, email=address(name, "bollkoll.x"), line=3, title=title)
        found.setdefault(team, []).append(person)
    return found


def contacts(places: dict[str, Institution], chance: random.Random) -> dict[str, list[Person]]:
    """One kontaktperson, one to three of lokal support and now and then an extra account for each institution."""
    names = [f"{first} {last}" for last in SURNAMES for first in FIRST]
    chance.shuffle(names)
    found: dict[str, list[Person]] = {}
    for code, _sv, _en, domain in INSTITUTIONS:
        big = code in ("UU", "LU", "GU", "SU", "KTH", "UmU", "LiU", "LNU", "KaU", "MAU")
        kinds = [Role.Kind.CONTACT_PERSON] + [Role.Kind.LOCAL_SUPPORT] * (3 if big else chance.choice((1, 1, 2)))
        kinds += [Role.Kind.EXTRA] * chance.choice((0, 0, 1, 2 if big else 0))
        for kind in kinds:
            name = names.pop()
            person = people.invite(
                SYSTEM,
                places[code],
                name=name,
                email=address(name, domain),
                kind=kind,
                phone=f"08-000 {chance.randrange(10, 99)} {chance.randrange(10, 99)}",
                title={"contact_person": "lokal kontaktperson", "extra": "systemförvaltare"}.get(
                    kind, "lokal Ladoksupport"
                ),
                language="en" if chance.random() < 0.04 else "sv",
            )
            found.setdefault(code, []).append(person)
    name, codes = SHARED
    for code in codes:
        people.invite(
            SYSTEM, places[code], name=name, email=address(name, "rkh.se"), kind=Role.Kind.LOCAL_SUPPORT,
            title="lokal Ladoksupport",
        )  # fmt: skip
    return found
