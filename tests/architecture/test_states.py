"""Moves are data: the guard in the database and the picture in the README say what the table says."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from tests.architecture.source import HOUSE, place, tell
from tiwala.kit.states import Machine


def machines() -> Iterator[tuple[str, Machine]]:
    """Every machine of every room, with the room."""
    for path in sorted(HOUSE.glob("*/states.py")):
        room = path.parent.name
        if room == "kit":
            continue
        module = importlib.import_module(f"tiwala.{room}.states")
        for one in vars(module).values():
            if isinstance(one, Machine):
                yield room, one


PICTURE = re.compile(r"```mermaid\n(.*?)\n```", re.DOTALL)
ALL = list(machines())
NAMES = [f"{room}.{machine.name}" for room, machine in ALL]


def _guards(room: str) -> list[pgtrigger.FSM]:
    return [
        trigger
        for model in apps.get_app_config(room).get_models()
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.FSM)
    ]


@pytest.mark.parametrize(("room", "machine"), ALL, ids=NAMES)
def test_every_state_is_open_or_final_and_can_be_reached(room: str, machine: Machine) -> None:
    states = type(next(iter(machine.open | machine.final)))
    assert machine.open | machine.final == set(states)
    targets = {target for _sources, target in machine.moves.values()}
    first = next(iter(states))
    unreachable = sorted(set(states) - targets - {first})
    assert not unreachable, f"{room}.{machine.name}: no move leads to {unreachable}"


@pytest.mark.parametrize(("room", "machine"), ALL, ids=NAMES)
def test_the_database_allows_the_tables_moves_and_no_other(room: str, machine: Machine) -> None:
    wanted = {(str(source), str(target)) for source, target in machine.pairs() if source != target}
    guards = [{(a, b) for a, b in guard.transitions if a != b} for guard in _guards(room)]
    assert wanted in guards, f"{room}.{machine.name}: give its model pgtrigger.FSM(field='state', transitions=pairs())"


@pytest.mark.django_db
def test_the_guards_are_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        installed = " ".join(name for (name,) in cursor.fetchall())
    missing = [
        guard.name for room, _machine in ALL for guard in _guards(room) if f"pgtrigger_{guard.name}" not in installed
    ]
    assert not missing, tell(missing, "Run makemigrations: the trigger is in the model and not in the database.")


@pytest.mark.parametrize(("room", "machine"), ALL, ids=NAMES)
def test_the_picture_shows_the_table(room: str, machine: Machine) -> None:
    read_me = HOUSE / room / "README.md"
    pages = [*sorted((HOUSE / room).glob("*.md")), HOUSE.parent / "docs" / "reference" / "states.md"]
    shown = [picture for path in pages for picture in PICTURE.findall(path.read_text())]
    wanted = set(machine.picture().splitlines())
    assert wanted in [set(picture.splitlines()) for picture in shown], (
        f"Put this into {place(read_me)}:\n\n{machine.picture()}"
    )
