"""Institutions."""

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.events import InstitutionAdded, InstitutionChanged
from bollkoll.people.models import Institution


@command
def add_institution(
    actor: Actor,
    subject: None = None,
    *,
    code: str,
    name_sv: str,
    name_en: str = "",
    domain: str = "",
    is_verified: bool = True,
) -> Institution:
    """Add a member organisation."""
    if Institution.objects.filter(code__iexact=code.strip()).exists():
        raise Refused(_("There is already an institution with that abbreviation."), "taken")
    institution = Institution(
        code=code.strip(),
        name_sv=name_sv.strip(),
        name_en=name_en.strip(),
        domain=domain.strip(),
        is_verified=is_verified,
    )
    institution.clean()
    institution.save()
    record(InstitutionAdded(institution=institution))
    return institution


@command
def change_institution(
    actor: Actor,
    institution: Institution,
    *,
    code: str,
    name_sv: str,
    name_en: str = "",
    domain: str = "",
    is_verified: bool = True,
    is_ended: bool = False,
) -> Institution:
    """Names change; what belongs to the institution stays with it."""
    if Institution.objects.filter(code__iexact=code.strip()).exclude(pk=institution.pk).exists():
        raise Refused(_("There is already an institution with that abbreviation."), "taken")
    institution.code, institution.name_sv, institution.name_en = code.strip(), name_sv.strip(), name_en.strip()
    institution.domain, institution.is_verified = domain.strip(), is_verified
    institution.ended_at = (institution.ended_at or now()) if is_ended else None
    institution.clean()
    institution.save()
    record(InstitutionChanged(institution=institution))
    return institution
