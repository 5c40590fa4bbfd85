"""The walk of tests/walk/ reaches every address: each hole in one is filled with a real thing."""

from __future__ import annotations

from tests.architecture.source import tell
from tests.walk import holes


def test_every_hole_in_an_address_is_filled_with_a_real_thing() -> None:
    missing = holes.unfilled()
    advice = "Add a line to OWNED (something of one customer's) or HOUSE (the house's own) in tests/walk/holes.py."
    assert not missing, tell(missing, advice)
    assert not holes.idle(), tell(holes.idle(), "No address needs these lines of tests/walk/holes.py any more.")
