"""The house's own source, as the architecture tests read it."""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "tiwala"
SANDBOX = ROOT / "tiwala_sandbox"


def python_files(*, tests: bool = False) -> list[Path]:
    """Every module of the house and the sandbox, without migrations; the tests too when asked."""
    found = [*HOUSE.rglob("*.py"), *SANDBOX.rglob("*.py")]
    if tests:
        found += [*(ROOT / "tests").rglob("*.py")]
    return sorted(path for path in found if _is_ours(path, tests=tests))


def _is_ours(path: Path, *, tests: bool) -> bool:
    parts = path.relative_to(ROOT).parts
    if "migrations" in parts:
        return False
    return tests or ("tests" not in parts and path.name != "conftest.py")


@functools.cache
def tree(path: Path) -> ast.Module:
    """The file, parsed once."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def place(path: Path, line: int = 0) -> str:
    """Where to look, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    """The room a file belongs to."""
    return path.relative_to(HOUSE).parts[0]


@functools.cache
def floors() -> dict[str, int]:
    """Each room and its floor, counted from the top, as pyproject.toml has it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "A room only looks down")
    return {name.strip(" ()"): depth for depth, layer in enumerate(layers) for name in layer.split("|")}


def tell(found: list[str], instead: str) -> str:
    """One message: what was found and what to do instead."""
    return "\n  ".join([instead, *found])
