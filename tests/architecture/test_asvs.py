"""Every level-1 and level-2 row of ASVS 5.0 that is about getting in has a status, and the tests it names are there.

The ids are those of OWASP ASVS 5.0.0 (CC BY-SA 4.0), chapters V6, V7, V8 and V10; the words are our own.
"""

from __future__ import annotations

import ast
import csv

from django.apps import apps
from django.conf import settings

from tests.architecture.source import ROOT, tell
from tiwala.identity.rules import RULES

SECTIONS = {
    "V6": {1: "3", 2: "12", 3: "4", 4: "4", 5: "5", 6: "3", 8: "4"},
    "V7": {1: "3", 2: "4", 3: "2", 4: "5", 5: "2", 6: "2"},
    "V8": {1: "2", 2: "3", 3: "1", 4: "1"},
    "V10": {1: "2", 2: "2", 3: "4", 4: "11", 5: "5", 6: "2", 7: "3"},
}
"""How many rows of level 1 and 2 each section has; in the sections of these chapters they come first."""

STATUSES = {"holds", "not applicable", "falls short"}


def test_every_row_is_there_once() -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in sections.items()
        for number in range(1, int(count) + 1)
    ]
    assert [row["id"] for row in _rows()] == wanted


def test_every_row_says_how_it_stands_and_why() -> None:
    wrong = [
        row["id"]
        for row in _rows()
        if row["status"] not in STATUSES
        or not row["requirement"]
        or (row["status"] != "holds" and not row["why"])
        or (row["status"] == "holds" and not row["tests"])
        or row["level"] not in ("1", "2")
    ]
    assert not wrong, tell(wrong, "What holds names its tests; what does not says why.")


def test_every_test_that_is_named_exists() -> None:
    wrong = [f"{row['id']}: {name}" for row in _rows() for name in row["tests"].split() if not _exists(name)]
    assert not wrong, tell(wrong, "Name a test that proves it, as file::test.")


def test_no_rule_ends_a_password_by_its_age_and_nobody_is_asked_a_secret_question() -> None:
    assert not [name for name in RULES if "password" in name and name.endswith(("_days", "_months"))]
    fields = {one.name for model in apps.get_app_config("identity").get_models() for one in model._meta.get_fields()}
    assert not {name for name in fields if "hint" in name or "question" in name}


def test_codes_by_mail_last_no_longer_than_the_rules_say() -> None:
    most_s = RULES["code_minutes"].floor * 60
    assert most_s >= settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT
    assert RULES["recovery_minutes"].floor * 60 >= settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT


def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "reference" / "asvs_status.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def _exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    names = {one.name for one in ast.parse(file.read_text()).body if isinstance(one, ast.FunctionDef)}
    return test in names if test else any(one.startswith("test_") for one in names)
