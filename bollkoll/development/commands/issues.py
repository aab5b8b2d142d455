"""Issues of outside trackers, and the cases they concern."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.development import rules
from bollkoll.development.commands.owed import locked, put_right
from bollkoll.development.events import (
    IssueAdded,
    IssueChanged,
    IssueLinked,
    IssueShown,
    IssueUnlinked,
    ProductionChosen,
    TrackerChanged,
)
from bollkoll.development.models import Issue, IssueLink, ProductionEnvironment, Telling, Tracker, Version
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Environment, Team

UNCHANGED: object = object()


@command
def add_tracker(actor: Actor, subject: None = None, *, prefix: str, name: str, address: str) -> Tracker:
    """Where issues with a prefix are found. ``address`` holds ``{key}``."""
    tracker = Tracker()
    _fill_tracker(tracker, prefix, name, address)
    record(TrackerChanged(tracker=tracker.pk))
    return tracker


@command
def change_tracker(actor: Actor, tracker: Tracker, *, prefix: str, name: str, address: str) -> Tracker:
    """Another name or address. The prefix stays once there are issues, which are known by it."""
    if prefix.upper() != tracker.prefix and tracker.issues.exists():
        raise Refused(_("There are issues with this prefix. Add a tracker for the other one."), "in_use")
    _fill_tracker(tracker, prefix, name, address)
    record(TrackerChanged(tracker=tracker.pk))
    return tracker


def _fill_tracker(tracker: Tracker, prefix: str, name: str, address: str) -> None:
    prefix = prefix.strip().upper()
    if not rules.PREFIX.fullmatch(prefix):
        raise Refused(_("A prefix is letters and digits, beginning with a letter, such as LTRE."), "prefix")
    if Tracker.objects.filter(prefix=prefix).exclude(pk=tracker.pk).exists():
        raise Refused(_("There is already a tracker with that prefix."), "taken")
    if not address.startswith(("https://", "http://")) or "{key}" not in address:
        raise Refused(_("The address begins with https:// and has {key} where the key goes."), "address")
    tracker.prefix, tracker.name, tracker.address = prefix, texts.one_line(name, 80).text, address.strip()
    tracker.save()


@command
def choose_production(actor: Actor, subject: None = None, *, environment: Environment) -> ProductionEnvironment:
    """Say where the institutions work. What each case is owed follows."""
    row, _made = ProductionEnvironment.objects.update_or_create(pk=1, defaults={"environment": environment})
    record(ProductionChosen(environment=environment.pk))
    concerned = Case.objects.filter(issue_links__issue__fixed_in__releases__actual_at__isnull=False)
    for case in locked([*concerned, *Case.objects.filter(tellings__in=Telling.objects.open())]):
        put_right(case)
    return row


def known_key(key: str) -> tuple[Tracker, str, int]:
    """Tracker, key and number of what was typed. Raises :class:`Refused` when no tracker knows it."""
    found = rules.issue_key(key)
    if found is None:
        raise Refused(_("Write the key as the tracker does, such as LTRE-41494."), "key")
    prefix, number = found
    tracker = Tracker.objects.filter(prefix=prefix).first()
    if tracker is None:
        raise Refused(_("There is no tracker for %(prefix)s. Add it in the settings.") % {"prefix": prefix}, "tracker")
    return tracker, f"{prefix}-{number}", number


def _issue(key: str, title: str, team: Team | None = None) -> tuple[Issue, bool]:
    tracker, key, number = known_key(key)
    line = texts.one_line(title, 200).text
    facts = {"tracker": tracker, "number": number, "title": line, "team": team, "added_at": now()}
    issue, made = Issue.objects.get_or_create(key=key, defaults=facts)
    if not made and line and not issue.title:
        issue.title = line
        issue.save(update_fields=["title"])
        _tell_changed(issue)
    return issue, made


@command
def add_issue(actor: Actor, subject: None = None, *, key: str, title: str = "", team: Team | None = None) -> Issue:
    """Follow an issue that no case is linked to yet."""
    issue, made = _issue(key, title, team)
    if not made:
        raise Refused(_("%(key)s is already here.") % {"key": issue.key}, "taken")
    record(IssueAdded(issue=issue.pk))
    return issue


@command
def change_issue(
    actor: Actor,
    issue: Issue,
    *,
    title: str = UNCHANGED,  # type: ignore[assignment]
    status: str = UNCHANGED,  # type: ignore[assignment]
    fixed_in: Version | None = UNCHANGED,  # type: ignore[assignment]
    team: Team | None = UNCHANGED,  # type: ignore[assignment]
) -> Issue:
    """What is known of it now, for every case at once. What is not given stays.

    Something that will not be done is fixed in no version. Cases that a version in production now concerns get the ball
    to tell; those that it no longer concerns have theirs withdrawn.
    """
    if status is not UNCHANGED and status not in Issue.Status.values:
        raise Refused(_("Choose a status."), "status")
    given = {"title": title, "status": status, "fixed_in": fixed_in, "team": team}
    given["title"] = texts.one_line(title, 200).text if isinstance(title, str) else UNCHANGED
    for name, value in given.items():
        if value is not UNCHANGED:
            setattr(issue, name, value)
    if issue.status == Issue.Status.NOT_DONE and issue.fixed_in_id:
        raise Refused(_("What won't be done is not fixed in any version. Choose no version."), "not_done")
    issue.save()
    _tell_changed(issue)
    for case in locked(Case.objects.filter(issue_links__issue=issue)):
        put_right(case)
    return issue


def _tell_changed(issue: Issue) -> None:
    links = list(IssueLink.objects.filter(issue=issue).values_list("case", "is_shown"))
    record(
        IssueChanged(
            issue=issue.pk,
            cases=[str(case) for case, _shown in links],
            shown=[str(case) for case, shown in links if shown],
        )
    )


@command
def link_issue(actor: Actor, case: Case, *, key: str, title: str = "", is_shown: bool = True) -> IssueLink:
    """Say that the developers have it as this issue. A fix that is in production already is to be told at once."""
    if case.merged_into_id:
        raise Refused(_("The case has been merged into another. Link it there."), "merged")
    issue, _new = _issue(key, title)
    link, made = IssueLink.objects.get_or_create(
        issue=issue, case=case, defaults={"is_shown": is_shown, "added_at": now()}
    )
    if not made:
        raise Refused(_("%(key)s is already linked.") % {"key": issue.key}, "unchanged")
    record(IssueLinked(case=case, issue=issue.pk, is_shown=is_shown))
    put_right(case)
    return link


@command
def unlink_issue(actor: Actor, case: Case, *, issue: Issue) -> None:
    """It was another matter."""
    link = IssueLink.objects.filter(issue=issue, case=case).first()
    if link is None:
        raise Refused(_("They are not linked."), "unchanged")
    record(IssueUnlinked(case=case, issue=issue.pk, is_shown=link.is_shown))
    link.delete()
    put_right(case)


@command
def show_issue(actor: Actor, case: Case, *, issue: Issue, is_shown: bool) -> IssueLink:
    """Let the reporter see the issue, or keep it inside the support."""
    link = IssueLink.objects.filter(issue=issue, case=case).first()
    if link is None or link.is_shown == is_shown:
        raise Refused(_("That is already so."), "unchanged")
    link.is_shown = is_shown
    link.save(update_fields=["is_shown"])
    record(IssueShown(case=case, issue=issue.pk, is_shown=is_shown))
    return link
