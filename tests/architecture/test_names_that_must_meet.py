"""Names given as text find what they name: jobs, events, audit tags, kinds of tasks."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from procrastinate.contrib.django import app

from tests.architecture.source import HOUSE, place, python_files, tell, tree
from tiwala.audit.names import TAGS
from tiwala.events.registry import misfits
from tiwala.tasks.kinds import KINDS
from tiwala.wiring.hears import HEARS

DEFERS = {"defer": 1, "defer_at": 2, "defer_many": 2}


def test_every_deferred_job_is_a_registered_task_and_takes_what_it_is_given() -> None:
    wrong = []
    for path, call in _calls("queue", set(DEFERS)):
        name = _text(path, call.args[0])
        task = app.tasks.get(name or "")
        if task is None:
            wrong.append(f"{place(path, call.lineno)}: {name}")
            continue
        takes = set(inspect.signature(task.func).parameters)
        given = {one.arg for one in call.keywords if one.arg} - {"lock", "queueing_lock", "urgency"}
        if given - takes:
            wrong.append(f"{place(path, call.lineno)}: {name} does not take {sorted(given - takes)}")
    assert not wrong, tell(wrong, "Name a task of a room's jobs.py, with its own arguments.")


def test_jobs_carry_the_name_of_their_room() -> None:
    ours = {name: task for name, task in app.tasks.items() if task.func.__module__.startswith("tiwala.")}
    wrong = [name for name, task in ours.items() if name.split(".")[0] != task.func.__module__.split(".")[1]]
    assert ours
    assert not [name for name in wrong if not name.startswith("ops.")], tell(wrong, "Name it room.verb.")


def test_a_job_is_three_lines_that_call_an_action() -> None:
    long = [
        f"{place(path, one.lineno)} {one.name}"
        for path in HOUSE.glob("*/jobs.py")
        for one in tree(path).body
        if isinstance(one, ast.FunctionDef) and one.decorator_list and len(one.body) > 6
    ]
    assert not long, tell(long, "Move the work to an action.")


def test_every_line_of_the_switchboard_fits() -> None:
    assert not misfits(HEARS)


def test_every_event_that_is_published_is_a_frozen_fact() -> None:
    wrong = [
        f"{place(path, one.lineno)} {one.name}"
        for path in HOUSE.glob("*/events.py")
        for one in tree(path).body
        if isinstance(one, ast.ClassDef) and not _is_frozen(one)
    ]
    assert not wrong, tell(wrong, "Write @dataclass(frozen=True) with NAME and VERSION.")


def test_every_audit_tag_that_is_written_is_known() -> None:
    known = re.compile("|".join(sorted(TAGS)))
    wrong = [
        f"{place(path, call.lineno)}: {ast.unparse(call.args[0])}"
        for path, call in _bare_calls({"record"})
        for pattern in _patterns(path, call.args[0])
        if not any(re.fullmatch(pattern, tag) for tag in TAGS)
    ]
    assert known
    assert not wrong, tell(wrong, "Add the tag to tiwala/audit/names.py.")


def test_every_kind_of_task_that_is_raised_has_words() -> None:
    raised = [(path, call, call.args[0]) for path, call in _bare_calls({"raise_task"}) if path.parent.name != "tasks"]
    raised += [
        (path, call, word.value)
        for path, call in _calls("queue", {"defer"})
        if _text(path, call.args[0]) == "tasks.raise"
        for word in call.keywords
        if word.arg == "kind"
    ]
    wrong = [
        f"{place(path, call.lineno)}: {ast.unparse(kind)}"
        for path, call, kind in raised
        if isinstance(kind, ast.Constant) and kind.value not in KINDS
    ]
    assert raised
    assert not wrong, tell(wrong, "Add the kind to tiwala/tasks/kinds.py.")


def _is_frozen(one: ast.ClassDef) -> bool:
    return any("frozen=True" in ast.unparse(mark) for mark in one.decorator_list)


def _calls(holder: str, names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == holder and node.func.attr in names:
                yield path, node


def _bare_calls(names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                yield path, node


def _text(path: Path, node: ast.expr) -> str | None:
    """A text as written, or the module's constant of that name."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        for one in ast.walk(tree(path)):
            targets = (
                one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
            )
            if any(isinstance(target, ast.Name) and target.id == node.id for target in targets):
                return str(getattr(one.value, "value", None))
    return None


def _patterns(path: Path, node: ast.expr) -> Iterator[str]:
    """What the argument may be, as regular expressions; nothing for what comes from elsewhere."""
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.IfExp):
        yield from _patterns(path, node.body)
        yield from _patterns(path, node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z_]+" for one in node.values)
