"""The house rules, checked. Each test names the rule it keeps; docs/house.md explains why."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, ManyToManyField
from django.urls import get_resolver

from kexie.core import gate, verbs
from kexie.core.records import Record

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "kexie"
CONTRACTS = {
    c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
WINGS = ("core", "network", "office", "work", "insight", "web")  # from the ground up
RAW_WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITERS = {"records", "trail"}  # what may be told to write rows

# Tables whose rows are no records, each with the module that alone may write them.
OWN_TABLES = {
    "kexie/office/ledger/services": "postings and entries only grow and are their own trail",
    "kexie/office/imports/services": "findings and row outcomes are notes of a batch that is itself trailed",
    "kexie/office/notices/services/delivery.py": "what a message went through stands on the message itself",
    "kexie/office/notices/services/challenges.py": "tries of a code are counted by one statement, before any answer",
    "kexie/web/commands/care.py": "encrypting again under a new key changes nothing a person could see",
    "kexie/work/attendance/services/scanning.py": "scans only grow, attendance is folded from them",
    "kexie/work/votes/services/voting.py": "marks and ballots leave no line each: it would say who voted when",
    "kexie/work/votes/services/freezing.py": "a box names nobody: what was frozen stands in the trail by digest",
    "kexie/network/organisations/services": "divisions are reference data loaded in bulk",
}
# Pages that need no sign-in, each a decision.
OPEN_TO_ALL = {
    "login", "code", "healthy", "print_size", "check", "checked", "link", "link_answers", "link_feedback", "link_move",
    "door", "door_worker", "door_list", "door_scans", "here",
    "notice", "find", "calendar", "activity", "activity_calendar", "campaign", "sign_up", "mine", "prove", "leave",
    "correct", "posts", "post", "apply", "register", "contact", "leave_shift", "withdraw_application",
    "enter_code", "voter",
}  # fmt: skip

MODELS = [m for m in apps.get_models() if m.__module__.startswith("kexie.")]
RECORDS = [m for m in MODELS if issubclass(m, Record)]
MODULES = [p for p in HOUSE.rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]
OUTSIDE_CORE = [p for p in MODULES if "core" not in p.relative_to(HOUSE).parts]
SERVICES = [
    (path, node)
    for path in OUTSIDE_CORE
    if (path.name == "services.py" or "services" in path.parent.parts[-1:]) and not path.name.startswith("_")
    for node in ast.parse(path.read_text()).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


def named(value) -> str:
    """Return a readable test id."""
    return str(value.relative_to(HOUSE)) if isinstance(value, Path) else getattr(value, "name", "")


def floor(model) -> tuple[int, int]:
    """Return how high a model stands: its wing, then its floor in the wing."""
    _house, wing, app, *_rest = model.__module__.split(".")
    layers = CONTRACTS.get(f"floors-{wing}", {}).get("layers", [])
    heights = {name.strip(): -n for n, layer in enumerate(layers) for name in layer.split("|")}
    return WINGS.index(wing), heights.get(app, 0)


@pytest.mark.parametrize("model", RECORDS, ids=lambda m: m.__name__)
def test_every_record_is_explained_named_and_guarded(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}("), "say what one row is"
    assert model.__str__ is not Record.__str__, "say how a person names it"
    assert gate.is_guarded(model), "register its policy in policies.py"
    for constraint in model._meta.constraints:
        assert constraint.name.startswith(model._meta.app_label), "name constraints <app>_<model>_<claim>"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_relations_point_down_the_house(model):
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model.__module__.startswith("kexie."):
            assert floor(field.related_model) <= floor(model), f"{field} points upstairs"


@pytest.mark.parametrize(("path", "node"), SERVICES, ids=named)
def test_a_service_names_its_actor_and_asks_the_gate(path, node):
    assert ast.get_docstring(node), "say what it does and what it raises"
    calls = {getattr(c.func, "attr", getattr(c.func, "id", "")) for c in ast.walk(node) if isinstance(c, ast.Call)}
    if "actor" not in {a.arg for a in node.args.kwonlyargs}:
        assert not calls & {"save", "add_many", "change_many", "remove", "remove_many", "post", "post_many"}, (
            "who writes must be named: actor"
        )
        return
    assert not node.args.args, "arguments are keyword-only"
    assert _asks(path, node.name), "call gate.require or a flow's walk, here or in what it calls"


def _asks(path: Path, name: str) -> bool:
    """Test whether a service, or a function of its room that it calls, asks the gate."""
    room = [path] if path.name == "services.py" else [*path.parent.glob("*.py")]
    functions = {
        node.name: {
            getattr(c.func, "attr", getattr(c.func, "id", "")) for c in ast.walk(node) if isinstance(c, ast.Call)
        }
        for file in room
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    seen, todo = set(), {name}
    while todo:
        calls = functions[todo.pop()]
        if calls & {"require", "walk"}:
            return True
        fresh = (calls & functions.keys()) - seen
        seen |= fresh
        todo |= fresh
    return False


@pytest.mark.parametrize("path", OUTSIDE_CORE, ids=named)
def test_rows_are_written_through_records_only(path):
    if any(str(path.relative_to(ROOT)).startswith(own) for own in OWN_TABLES):
        return
    for call in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in RAW_WRITES:
            continue
        target = ast.unparse(call.func.value)
        assert target in WRITERS or (".objects" not in target and "_manager" not in target), (
            f"line {call.lineno}: use core.records"
        )


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_files_and_functions_stay_small(path):
    text = path.read_text()
    assert text.count("\n") <= 400, "split it into a package by noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, f"{node.name} is too long to read at once"


def test_every_verb_in_the_trail_has_a_chinese_name():
    said = {
        keyword.value.value
        for path in MODULES
        for call in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call))
        for keyword in call.keywords
        if keyword.arg == "did" and isinstance(keyword.value, ast.Constant) and keyword.value.value
    }
    assert len(said) > 40
    assert {verb for verb in said if verbs.said(verb) == verb} == set()


def test_open_pages_are_listed():
    def walk(patterns):
        for pattern in patterns:
            if getattr(pattern, "namespace", "") == "api":
                continue  # asks for keys, not for people: tests/test_api.py
            yield from walk(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]

    patterns = [*walk(get_resolver().url_patterns)]
    assert len(patterns) > 50
    assert {p.name for p in patterns if not getattr(p.callback, "login_required", True)} == OPEN_TO_ALL


def test_imports_keep_the_floors_the_rooms_and_the_doors():
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_floor_has_a_page_about_it():
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if HOUSE in folder.parents and folder.parent != HOUSE and folder.parent.name != "core":
            assert (folder / "README.md").exists(), f"{app.name} says on a page what it owns"
