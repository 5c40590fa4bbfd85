"""Shared by the tests of events: an event, two who hear it, and a wiring page of their own."""

import json
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection

from tiwala.events import registry

heard: list[tuple] = []


@dataclass(frozen=True)
class CupFilled:
    NAME: ClassVar[str] = "tests.cup_filled"
    VERSION: ClassVar[int] = 1
    cup_ref: str
    amount_minor: int = 0
    targets: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class NobodyHears:
    NAME: ClassVar[str] = "tests.nobody_hears"
    VERSION: ClassVar[int] = 1


def drink(*, cup_ref, amount_minor):
    heard.append(("drink", cup_ref, amount_minor))


def wash(*, cup_ref, message_ref, targets):
    heard.append(("wash", cup_ref, message_ref, targets))


def spill(*, cup_ref):
    heard.append(("spill", cup_ref))
    raise RuntimeError(f"{cup_ref} of ana@example.com fell")


def queued(task):
    """The arguments of every job of this name, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(row[0]) for row in cursor.fetchall()]


@pytest.fixture(autouse=True)
def no_old_jobs(request):
    """The queue's tables are not Django's, so a test that commits leaves its jobs behind."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture(autouse=True)
def wiring():
    """A page of the test's own, and the house's own again afterwards."""
    before, urgent = (dict(registry._by_event), dict(registry._by_name)), set(registry._urgent)
    heard.clear()
    registry.set_wiring({CupFilled: [drink, wash], NobodyHears: []})
    yield registry.set_wiring
    for known, kept in zip((registry._by_event, registry._by_name), before, strict=True):
        known.clear()
        known.update(kept)
    registry._urgent.clear()
    registry._urgent.update(urgent)
