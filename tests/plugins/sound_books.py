"""Ends every test that moved money with the ledger's own checks on the whole database."""

from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Let the test run, then prove the books, while its data is still there."""
    yield
    if _has_database(item) and not item.get_closest_marker("broken_books") and _has_postings():
        findings = import_module("tiwala.ledger.checks").run_all()
        assert not findings, f"The books do not hold after this test: {findings}"


def _has_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return "db" in names or "transactional_db" in names or item.get_closest_marker("django_db") is not None


def _has_postings() -> bool:
    if not apps.is_installed("tiwala.ledger") or connection.needs_rollback:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM ledger_posting)")
        return bool(cursor.fetchone()[0])
