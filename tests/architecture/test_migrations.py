"""The migrations, replayed from nothing, give the models; what has shipped is never edited."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.architecture.source import HOUSE, ROOT, place, tell


@pytest.mark.django_db
def test_no_migration_is_forgotten() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_test_database_has_replayed_every_migration() -> None:
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())


def test_triggers_are_numbered_files_and_are_used() -> None:
    wrong = []
    for path in HOUSE.glob("*/sql/*.sql"):
        if not re.fullmatch(r"\d{3}_[a-z0-9_]+\.sql", path.name):
            wrong.append(f"{place(path)}: not NNN_name.sql")
        users = [one for one in (path.parent.parent / "migrations").glob("*.py") if path.name in one.read_text()]
        if len(users) != 1 and not _whole_folder(path):
            wrong.append(f"{place(path)}: read by {len(users)} migrations")
    assert not wrong, tell(wrong, "Name it NNN_name.sql and read it in exactly one migration.")


def test_nothing_that_shipped_was_edited() -> None:
    tags = _git("tag", "--list", "v*", "--sort=-version:refname").split()
    if not tags:
        return  # nothing has shipped yet
    changed = _git("diff", "--diff-filter=MDR", "--name-only", tags[0], "--", "tiwala/*/migrations/", "tiwala/*/sql/")
    assert not changed.split(), tell(changed.split(), "Leave it as it shipped, and write a new migration.")


def _whole_folder(path: object) -> bool:
    folder = path.parent.parent / "migrations"  # type: ignore[attr-defined]
    return any("sql" in one.read_text() and "glob" in one.read_text() for one in folder.glob("*.py"))


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""
