"""One word for one thing: docs/glossary.md is the law."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import ROOT, place, python_files, tell, tree

FILE_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc", "manager", "managers"}
WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<say>[^|]+) \| [^|]+ \| (?P<never>[^|]+) \| (?P<banned>[^|]*) \|$", re.MULTILINE)

FOREIGN_LANDS = (ROOT / "tiwala" / "gateways" / "adapters",)
"""Where the gateways' own languages are spoken, and made ours."""
FOREIGN_WORDS = {
    "tiwala/identity/mfa_adapter.py": "allauth's own argument name",
    "tiwala/identity/allauth_adapter.py": "allauth's own name of a method",
    "tiwala/business/seller.py": "to charge VAT is the tax code's own word",
}


def banned() -> set[str]:
    """The words the glossary's last column keeps out of names."""
    rows = ROW.finditer(GLOSSARY.read_text())
    return {word for row in rows for word in re.findall(r"`([a-z]+)`", row["banned"])}


def test_the_glossary_bans_words_at_all() -> None:
    assert {"chargeback", "txn", "intent"} <= banned()


def test_names_say_what_the_glossary_says() -> None:
    never = banned()
    wrong = [
        f"{place(path, line)} {name}"
        for path in python_files()
        if path.is_relative_to(ROOT / "tiwala") and str(path.relative_to(ROOT)) not in FOREIGN_WORDS
        if not any(path.is_relative_to(land) for land in FOREIGN_LANDS)
        for name, line in _names(tree(path))
        if never & {word.lower() for word in WORD.findall(name)}
    ]
    assert not wrong, tell(wrong, "Use the glossary's word (docs/glossary.md).")


def test_no_file_is_named_after_nothing() -> None:
    wrong = [place(path) for path in python_files(tests=True) if path.stem in FILE_NAMES]
    assert not wrong, tell(wrong, "Name the file after the one thing it holds.")


def test_no_loose_ends_are_left_in_the_code() -> None:
    loose = re.compile(r"\bFIX" + r"ME\b|\bTO" + r"DO\b(?!\(#\d+\))|NotImplemented" + r"Error")
    here = ROOT / "tests" / "architecture"
    wrong = [
        f"{place(path, number)} {line.strip()[:80]}"
        for path in python_files(tests=True)
        if not path.is_relative_to(here)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if loose.search(line)
    ]
    assert not wrong, tell(wrong, "Finish it, or open an issue and write its number: TO" + "DO(#12).")


def _names(module: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
