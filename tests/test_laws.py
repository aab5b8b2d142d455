"""The laws of the house: what holds for every file, kept by machine."""

import ast
import importlib
import inspect
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation
from importlinter.cli import lint_imports

from bollkoll.log.facts import REGISTRY, Fact

HOME = Path(__file__).resolve().parent.parent
PACKAGE = HOME / "bollkoll"
APPS = [
    *("people", "services", "commitments", "knowledge", "cases", "development", "restricted", "records", "disclosure"),
    *("orders", "incidents", "status", "portal", "desk", "channels.email", "channels.phone", "channels.bulletins"),
]
LONGEST, LONGEST_TEST = 330, 500
"""Lines of a file. One that outgrows its page is split by process (STYLE.md); tests are read by their names."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "lib"}
NETWORK = {
    "smtplib",
    "imaplib",
    "poplib",
    "ftplib",
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "httpx",
    "requests",
}
NETWORK |= {"aiosmtpd", "imap_tools", "django.core.mail"}
OFFLINE = {"commands", "queries", "models", "rules", "policy", "events"}
IMPORTS_INSIDE = {
    "project/cli.py": "each command loads what it needs, after the environment is set",
    "kit/languages.py": "needs Babel, a build tool that is not there at run time",
}
TRANSACTIONS = {"cases/search.py": "the search index is no part of the story: nothing is recorded"}
PROSE = {"text", "title", "name", "email", "address", "words", "subject_line", "body", "note", "phone"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository that exists now, new ones too, ignored ones not."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(HOME / name for name in sorted(set(names)) if (HOME / name).is_file())


def sources() -> Iterator[tuple[str, ast.Module]]:
    """``(path within the package, tree)`` of our own code."""
    for path in tracked():
        is_ours = path.suffix == ".py" and path.is_relative_to(PACKAGE)
        if is_ours and not {"migrations", "tests"} & set(path.parts):
            yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_the_import_contracts_hold(monkeypatch, capsys):
    monkeypatch.chdir(HOME)
    assert lint_imports(cache_dir=None) == 0, capsys.readouterr().out


def test_imports_are_at_the_top():
    """``apps.py`` may import in ``ready``, since models are not loaded before; others have a reason in the list."""
    found = [
        f"{path}:{line}"
        for path, tree in sources()
        if path not in IMPORTS_INSIDE and not path.endswith("apps.py")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, _ in imported(function)
    ]
    assert found == []


def test_what_decides_never_touches_the_network():
    """A command that waited for another machine would keep its locks meanwhile."""
    found = [
        f"{path}:{line} {name}"
        for path, tree in sources()
        if OFFLINE & {part.removesuffix(".py") for part in Path(path).parts}
        for line, name in imported(tree)
        if name in NETWORK or name.split(".")[0] in NETWORK
    ]
    assert found == []


def test_only_the_log_opens_transactions():
    """Elsewhere ``act`` does: a transaction around an act would take locks after the appenders' lock (decision 0002)."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if not path.startswith("log/") and path not in TRANSACTIONS
        for node in ast.walk(tree)
        if getattr(node, "attr", getattr(node, "id", "")) == "atomic"
    ]
    assert found == []


def test_rows_are_locked_so_that_others_may_refer_to_them():
    """``FOR UPDATE`` would hold up every event that refers to the row, and with it every writer (decision 0002)."""
    found = []
    for path, tree in sources():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "select_for_update":
                words = {keyword.arg: keyword.value for keyword in call.keywords}
                is_weak = isinstance(words.get("no_key"), ast.Constant) and words["no_key"].value is True
                if not is_weak and path != "log/subscribers.py":  # nothing refers to a cursor
                    found.append(f"{path}:{call.lineno}")
    assert found == []


def test_files_have_names_that_say_something():
    assert [
        str(path) for path in tracked() if VAGUE & {part.split(".")[0] for part in path.relative_to(HOME).parts}
    ] == []


def test_files_are_short_enough_to_read():
    found = {}
    for path in tracked():
        if path.suffix not in {".py", ".js", ".css", ".html", ".sh"} or "migrations" in path.parts:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > (LONGEST_TEST if "tests" in path.parts else LONGEST):
            found[str(path.relative_to(HOME))] = lines
    assert found == {}


TEMPLATES = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.I),
    "inline style": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "script address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "safe without a reason": re.compile(r"\|\s*safe\b"),
}
MAIL = re.compile(r"/templates/email/mail/")
"""Mail carries its styles in itself: mail programs fetch no style sheets. No content policy reaches it."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_hold_nothing_that_the_content_policy_refuses(path):
    text = path.read_text(encoding="utf-8")
    wrong = {what: found.group()[:80] for what, pattern in FORBIDDEN.items() if (found := pattern.search(text))}
    if MAIL.search(str(path)):
        wrong = {what: found for what, found in wrong.items() if "style" not in what}
    assert wrong == {}


def test_no_file_names_a_package_host_or_a_machine():
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "npm" + "js.org",
        "index" + "-url",
        "extra" + "-index",
        "find" + "-links",
    ]
    places = [str(HOME), "/ro" + "ot/", "/home/" + "ubuntu", "/wo" + "rk/"]
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2", ".mo"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(HOME)}: {word}" for word in (*hosts, *places) if word in text]
    assert found == []


REQUIREMENTS = sorted((HOME / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path):
    text = re.sub(r"\\\n\s*", " ", path.read_text())
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    wrong = [line[:60] for line in lines if not re.match(r"[\w.\-\[\]]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert wrong == []


def _kinds(base: type[Fact] = Fact) -> Iterator[type[Fact]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


FACTS = sorted(
    (kind for kind in _kinds() if kind.__module__.startswith("bollkoll.") and ".tests." not in kind.__module__),
    key=lambda kind: (kind.__module__, kind.__qualname__),
)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.kind or kind.__qualname__)
def test_a_fact_is_of_a_kind_with_a_sentence_and_holds_no_prose(kind):
    own = "kind" in kind.__dict__
    if not own and kind.__subclasses__():  # a base of several kinds
        return
    label = apps.get_containing_app_config(kind.__module__).label
    assert REGISTRY[kind.kind] is kind
    assert re.fullmatch(rf"{label}\.[a-z_]+", kind.kind)
    with translation.override("en"):
        sentence = str(kind.sentence)
    fields = set(kind.__dataclass_fields__)
    assert sentence.strip()
    assert {name.split(".")[0] for name in re.findall(r"\{(\w[\w.]*)\}", sentence)} <= fields | {"actor"}
    assert fields & PROSE == set(), (
        "events hold ids, enums and numbers, so that erasing a person never rewrites the log"
    )


VERBS = [
    (app, name, verb)
    for app in APPS
    if (PACKAGE / app.replace(".", "/") / "commands.py").exists()
    or (PACKAGE / app.replace(".", "/") / "commands").exists()
    for module in [importlib.import_module(f"bollkoll.{app}.commands")]
    for name, verb in inspect.getmembers(module, inspect.isfunction)
    if not name.startswith("_") and verb.__module__.startswith(f"bollkoll.{app}.commands")
]


def test_every_verb_has_its_policy_by_the_same_name():
    """Those without are called inside the commands of other packages, in their act and under their policy."""
    lawless = {
        f"{app}.{name}"
        for app, name, verb in VERBS
        if "actor" in inspect.signature(verb).parameters and not hasattr(verb, "policy")
    }
    assert lawless == set()
    for app, name, verb in VERBS:
        if hasattr(verb, "policy"):
            assert getattr(importlib.import_module(f"bollkoll.{app}.policy"), name) is verb.policy
    assert len(VERBS) > 60
