"""The reference says what the code does: settings, permissions, doors, states, refusals."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from django.utils.translation import override

from tests.architecture.documents import MARKED, REFERENCE, WRITTEN, refusals
from tests.architecture.source import HOUSE, ROOT, place, tell
from tiwala.config.cli.main import COMMANDS
from tiwala.kit.conf import conf
from tiwala.tasks.kinds import KINDS

ENVIRONMENT = re.compile(r"[\"'](TIWALA_[A-Z_]+|DATABASE_URL)[\"']")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
OF_THE_TESTS = {"TIWALA_TEST_PLACE"}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_written_from_the_code_is_up_to_date(name: str) -> None:
    found = MARKED.search((REFERENCE / name).read_text())
    assert found, f"docs/reference/{name} has lost its marks"
    with override("en"):
        wanted = WRITTEN[name]()
    assert found[1].strip() == wanted, "Run: .venv/bin/python -m tests.architecture.documents"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    text = (REFERENCE / "settings.md").read_text()
    known = {f"{group.name}.{field.name}" for group in fields(conf) for field in fields(getattr(conf, group.name))}
    told = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)`", text, re.MULTILINE))
    assert known - told == set(), tell(sorted(known - told), "Add a line to docs/reference/settings.md.")
    assert told - known == set(), tell(sorted(told - known), "docs/reference/settings.md tells of what is gone.")


def test_every_word_of_the_environment_is_documented_and_nothing_else_is() -> None:
    text = (REFERENCE / "settings.md").read_text()
    used = {
        name
        for path in (HOUSE / "config").rglob("*.py")
        if "tests" not in path.parts
        for name in ENVIRONMENT.findall(path.read_text())
    } - OF_THE_TESTS
    told = set(re.findall(r"^\| `(TIWALA_[A-Z_]+|DATABASE_URL)`", text, re.MULTILINE))
    assert used - told == set(), tell(sorted(used - told), "Add a line to docs/reference/settings.md.")
    assert told - used == set(), tell(sorted(told - used), "docs/reference/settings.md tells of what is gone.")


def test_every_kind_of_task_has_its_entry_under_the_words_that_people_see() -> None:
    text = (ROOT / "docs" / "howto" / "needs-a-person.md").read_text()
    told = set(re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)) - {"it says"}
    with override("en"):
        known = {str(kind.title) for kind in KINDS.values()}
    assert known - told == set(), tell(sorted(known - told), "Add a line to docs/howto/needs-a-person.md.")
    assert told - known == set(), tell(sorted(told - known), "docs/howto/needs-a-person.md tells of what is gone.")


def test_every_command_is_documented() -> None:
    text = (REFERENCE / "cli.md").read_text()
    missing = sorted(name for name in COMMANDS if not re.search(rf"^\| `{name}\b", text, re.MULTILINE))
    assert not missing, tell(missing, "Add it to docs/reference/cli.md.")


def test_refusals_have_stable_codes_and_a_sentence() -> None:
    wrong = [
        f"{one.__module__}.{one.__qualname__}: {one.code!r}"
        for one in refusals()
        if not re.fullmatch(r"[a-z][a-z0-9_]+", one.code) or not str(one.message) or not one.__doc__
    ]
    assert not wrong, tell(wrong, "A refusal has a snake_case code, a sentence for people and a docstring.")


def test_a_code_means_one_thing() -> None:
    meanings: dict[str, set[int]] = {}
    for one in refusals():
        meanings.setdefault(one.code, set()).add(one.status)
    wrong = [f"{code}: {sorted(statuses)}" for code, statuses in meanings.items() if len(statuses) > 1]
    assert not wrong, tell(wrong, "One code, one status.")


def test_links_between_the_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").glob("*.md")]
    broken = [
        f"{place(page)} → {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert not broken, tell(broken, "Mend the link.")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
