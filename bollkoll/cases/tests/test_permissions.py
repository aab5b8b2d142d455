"""Who may do what to which case: one table for every command, one for every address."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.urls import urlpatterns
from bollkoll.log.acting import NotAllowed
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import CLOCK, NOBODY
from bollkoll.people.models import Role

pytestmark = pytest.mark.django_db

# What each role may do to an ordinary case that the extra account of UU has reported, and to a protected one of theirs
# that names only them and one agent. Nobody is offered anything; what those may is in test_handing.
# ("desk": verbs of the support; "note"; "reporter": verbs of the reporter's side; "clock": what only time does;
# "open": open a new case; "view": saved views; "file": files of one's own)
MAY = {
    # role:                  (ordinary case,                protected case,               without a case)
    "nobody":                ("",                           "",                           ""),
    "clock":                 ("desk note reporter clock release", "desk note reporter clock release", "open file count"),
    "reporter":              ("reporter",                   "reporter",                   "open file"),
    "local support":         ("reporter",                   "",                           "open file"),
    "contact person":        ("reporter",                   "",                           "open file"),
    "another extra account": ("",                           "",                           "open file"),
    "follower":              ("reporter",                   "",                           "open file"),
    "other institution":     ("",                           "",                           "open file"),
    "agent":                 ("desk note reporter release", "desk note reporter release", "open file view"),
    "agent not named":       ("desk note reporter release", "",                           "open file view"),
    "third line concerned":  ("note",                       "",                           "file"),
    "third line unconcerned": ("",                          "",                           "file"),
    "administrator":         ("",                           "",                           "file"),
    "somebody who has left": ("",                           "",                           ""),
}  # fmt: skip

DESK = "desk"
COMMANDS = {
    **dict.fromkeys(
        [
            "take",
            "assign",
            "give_ball",
            "triage",
            "rename",
            "change_institution",
            "answer",
            "undo_answer",
            "remind",
            "mark_waiting_third_line",
            "solve",
            "close",
            "merge",
            "unmerge",
            "split",
            "link",
            "unlink",
            "move_message",
            "protect",
            "name_person",
            "unname_person",
            "deal_out_again",
            "stand_in",
            "come_back",
            "ask_for_input",
            "mend_address",
            "hand_over",
            "give_back",
            "withdraw_offer",
            "repromise",
        ],
        DESK,
    ),
    **dict.fromkeys(["accept_offer", "return_offer", "pass_offer_on"], "offered"),
    **dict.fromkeys(["lapse_offer", "bring_into_sight", "find_reader"], "clock"),
    **dict.fromkeys(["note", "reproduce", "withdraw_attempt"], "note"),
    **dict.fromkeys(
        ["reply", "confirm_solved", "say_thanks", "say_it_did_not_help", "add_watcher", "remove_watcher"], "reporter"
    ),
    "release_answer": "release",
    "close_silent": "clock",
    "count_looks_anew": "count",
    "open_case": "open",
    **dict.fromkeys(["upload_file", "remove_file"], "file"),
    **dict.fromkeys(["save_view", "remove_view"], "view"),
}
WITHOUT_CASE = {"open", "file", "view", "count"}

OF_QUESTIONS = {
    **dict.fromkeys(["answer_question", "return_question", "pass_question_on"], "asked"),
    "comment_on_question": "thread",
    **dict.fromkeys(["withdraw_question", "ask_again"], "desk"),
    "chase": "clock",
}
MAY_OF_QUESTIONS = {
    # role:                  (a question to the team of "third line concerned", one in a protected case to another)
    "clock":                 ("asked thread desk clock", "asked thread desk clock"),
    "agent":                 ("thread desk", "thread desk"),
    "agent not named":       ("thread desk", ""),
    "third line concerned":  ("asked thread", ""),
}  # fmt: skip
"""Whoever is not here may do nothing to a question."""


OF_FILES = {"scan_again", "settle_scan"}
"""Told in ``test_scanning.py``."""


class Cast:
    """The roles of the table, and the two cases."""

    def __init__(self, world) -> None:
        self.world = world
        second = world.invite(world.uu, "Elsa Extra", Role.Kind.EXTRA)
        follower = world.invite(world.uu, "Fia Följare", Role.Kind.EXTRA)
        outside = world.engage("Egon Ensam", 3)
        left = world.engage("Lotta Lämnat", 2)
        world.password(left)
        self.ordinary = world.case(reporter=world.extra)
        agent = world.actor(world.agent)
        commands.add_watcher(agent, self.ordinary, person=follower)
        commands.mark_waiting_third_line(agent, self.ordinary, team=world.developers)
        self.protected = world.protected(reporter=world.extra)
        self.persons = {
            "nobody": None,
            "reporter": world.extra,
            "local support": world.local,
            "contact person": world.contact,
            "another extra account": second,
            "follower": follower,
            "other institution": world.stranger,
            "agent": world.agent,
            "agent not named": world.other_agent,
            "third line concerned": world.expert,
            "third line unconcerned": outside,
            "administrator": world.admin,
            "somebody who has left": left,
        }
        from bollkoll.people import commands as people

        people.end_person(world.actor(world.admin), left)

    def actor(self, role):
        if role == "clock":
            return CLOCK
        return self.world.actor(self.persons[role]) if self.persons[role] else NOBODY


def test_every_command_is_in_the_table():
    listed = {name for name in commands.__all__ if name != "AlreadyDone"}
    assert listed <= set(COMMANDS) | set(OF_QUESTIONS) | OF_FILES
    assert {name for name in COMMANDS if not hasattr(commands, name)} <= {"mend_address"}


@pytest.mark.parametrize("role", MAY)
def test_what_a_role_may_do(world, role):
    cast = Cast(world)
    ordinary, protected, without = (set(groups.split()) for groups in MAY[role])
    wrong = []
    for name, group in COMMANDS.items():
        command = getattr(commands, name, None)
        if command is None:
            continue
        subjects = (
            [(None, without)] if group in WITHOUT_CASE else [(cast.ordinary, ordinary), (cast.protected, protected)]
        )
        for case, allowed in subjects:
            expected = group in allowed
            if bool(command.policy(cast.actor(role), case)) != expected:
                wrong.append((name, "protected" if case == cast.protected else "ordinary", expected))
            if not expected:
                with pytest.raises(NotAllowed):
                    command(cast.actor(role), case)
    assert not wrong


def _questions(world, cast):
    """One in the ordinary case to the developers, and one in the protected case to somebody it names."""
    named, agent = world.engage("Nina Namngiven", 3), world.actor(world.agent)
    commands.name_person(agent, cast.protected, person=named)
    return (
        commands.ask_for_input(agent, cast.ordinary, text="Varför?", team=world.developers),
        commands.ask_for_input(agent, cast.protected, text="Varför?", person=named),
    )


@pytest.mark.parametrize("role", MAY)
def test_what_a_role_may_do_with_a_question(world, role):
    cast = Cast(world)
    wrong = []
    for question, groups in zip(_questions(world, cast), MAY_OF_QUESTIONS.get(role, ("", "")), strict=True):
        for name, group in OF_QUESTIONS.items():
            command, expected = getattr(commands, name), group in groups.split()
            if bool(command.policy(cast.actor(role), question)) != expected:
                wrong.append((name, question.pk, expected))
            if not expected:
                with pytest.raises(NotAllowed):
                    command(cast.actor(role), question)
    assert not wrong


READ_QUESTIONS = {
    # role:                  (list; ordinary: page, forms of third line, form of the desk; protected: the same)
    "nobody":                 (302, 302, 302, 302, 302, 302, 302),
    "reporter":               (403, 403, 403, 403, 403, 403, 403),
    "local support":          (403, 403, 403, 403, 403, 403, 403),
    "other institution":      (403, 403, 403, 403, 403, 403, 403),
    "agent":                  (200, 200, 403, 200, 200, 403, 200),
    "agent not named":        (200, 200, 403, 200, 404, 404, 404),
    "third line concerned":   (200, 200, 200, 403, 404, 404, 404),
    "third line unconcerned": (200, 404, 404, 404, 404, 404, 404),
    "administrator":          (403, 403, 403, 403, 403, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("role", READ_QUESTIONS)
def test_what_a_role_is_answered_about_a_question(world, role):
    cast = Cast(world)
    client = world.client(cast.persons[role])
    questions, expected = _questions(world, cast), READ_QUESTIONS[role]
    found = [client.get(reverse("cases:questions")).status_code]
    for question in questions:
        for name in ("question", "return_question", "withdraw_question"):
            found.append(client.get(reverse(f"cases:{name}", args=[question.pk])).status_code)
    assert tuple(found) == expected
    for question, page in zip(questions, (expected[1], expected[4]), strict=True):
        for name in ("answer_question", "comment_on_question", "use_input", "ask_again"):
            status = client.post(reverse(f"cases:{name}", args=[question.pk]), {"text": ""}).status_code
            assert status == page if page == 404 else status in (403, 404, 422) if page == 200 else status == 403


# Addresses: 200 seen, 302 led elsewhere, 403 may not, 404 may not even know.

READING = ["case", "part", "colleagues"]
FORMS = [
    "ask_for_input",
    "assign",
    "triage",
    "rename",
    "change_institution",
    "remind",
    "mark_waiting_third_line",
    "hand_over",
    "give_back",
    "solve",
    "close",
    "merge",
    "split",
    "move_message",
    "link",
    "protect",
    "name_person",
    "add_watcher",
]
OF_ALL_STAFF = ["reproduce"]
"""Forms of what third line does too: whoever reads the case at the desk opens them."""
OF_OFFERED = ["return_offer", "pass_offer_on"]
"""Only for whoever is offered the case."""
POSTS = [
    "accept_offer",
    "withdraw_offer",
    "take",
    "unmerge",
    "unlink",
    "unname_person",
    "remove_watcher",
    "answer",
    "undo_answer",
    "note",
    "presence",
    "withdraw_attempt",
]
SEES = {
    # role:                 (ordinary: reading, forms, posts; protected: reading, forms, posts)
    "nobody":                 (302, 302, 403, 302, 302, 403),
    "reporter":               (302, 302, 403, 302, 302, 403),
    "local support":          (302, 302, 403, 302, 302, 403),
    "other institution":      (302, 302, 403, 302, 302, 403),
    "agent":                  (200, 200, None, 200, 200, None),
    "agent not named":        (200, 200, None, 404, 404, 404),
    "third line concerned":   (200, 403, None, 404, 404, 404),
    "third line unconcerned": (404, 404, 404, 404, 404, 404),
    "administrator":          (302, 302, 403, 302, 302, 403),
    "somebody who has left":  (302, 302, 403, 302, 302, 403),
}  # fmt: skip


def test_every_address_of_a_case_is_in_the_table():
    names = {pattern.name for pattern in urlpatterns if "number" in pattern.pattern.converters}
    assert names == {*READING, *FORMS, *OF_ALL_STAFF, *OF_OFFERED, *POSTS, "message_html"}


@pytest.mark.parametrize("role", SEES)
def test_what_a_role_is_answered(world, role):
    cast = Cast(world)
    client = world.client(cast.persons[role])
    wrong = []

    def check(method, name, case, expected):
        more = {"name": "timeline"} if name == "part" else {}
        address = reverse(f"cases:{name}", kwargs={"number": case.number, **more})
        status = getattr(client, method)(address).status_code
        if status != expected:
            wrong.append((name, case.number, status, expected))

    for case, (reading, forms, posts) in ((cast.ordinary, SEES[role][:3]), (cast.protected, SEES[role][3:])):
        for name in (*READING, *OF_ALL_STAFF):
            check("get", name, case, reading)
        for name in FORMS:
            check("get", name, case, forms)
        for name in OF_OFFERED:
            check("get", name, case, 403 if forms == 200 else forms)
        for name in POSTS if posts else ():
            check("post", name, case, posts)
    assert not wrong
    assert client.get(reverse("cases:case", args=[999999])).status_code == (302 if SEES[role][0] == 302 else 404)


def test_a_reporter_who_follows_a_link_to_the_desk_comes_to_their_own_page(world):
    case = world.case()
    answer = world.client(world.local).get(reverse("cases:case", args=[case.number]))
    assert answer.headers["Location"] == reverse("portal:case", args=[case.number])


def test_a_stranger_is_asked_to_sign_in(world):
    case = world.case()
    answer = world.client().get(reverse("cases:case", args=[case.number]))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_third_line_reads_everything_internal_of_what_concerns_them_and_writes_only_notes(world):
    case = world.taken()
    world.note(case, text="Händelsekön igen.")
    commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
    client = world.client(world.expert)
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert "Händelsekön igen." in page
    assert "composer-note" in page
    assert "composer-answer" not in page
    assert client.post(reverse("cases:answer", args=[case.number]), {"text": "Hej", "then": "keep"}).status_code == 403
    assert client.post(reverse("cases:note", args=[case.number]), {"text": "Det är kön."}).status_code == 303


def test_a_case_that_becomes_protected_leaves_the_open_pages_of_those_who_no_longer_see_it(world):
    case = world.taken()
    before = Event.objects.order_by("-pk").first().pk
    commands.protect(world.actor(world.agent), case)
    told = set(Topic.objects.filter(event__gt=before).values_list("name", flat=True))
    assert {"desk", f"institution:{case.institution_id}", f"{case.topic}:shared"} <= told
    commands.name_person(world.actor(world.agent), case, person=world.other_agent)
    before = Event.objects.order_by("-pk").first().pk
    commands.unname_person(world.actor(world.agent), case, person=world.other_agent)
    told = set(Topic.objects.filter(event__gt=before).values_list("name", flat=True))
    assert f"person:{world.other_agent.pk}" in told and "desk" not in told
