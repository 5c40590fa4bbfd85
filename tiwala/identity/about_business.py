"""What this room is told of the business it signs people in for: its name, and the words a guesser would try.

The business lives on the same floor, so wiring hands the answer in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AboutBusiness:
    """The name to show, and words (names, products, town) that no password may lean on."""

    name: str = ""
    words: tuple[str, ...] = ()


Source = Callable[[], AboutBusiness]
_source: Source = AboutBusiness


def set_source(source: Source | None) -> None:
    """Say who knows; wiring does so at start. None goes back to knowing nothing."""
    global _source  # noqa: PLW0603 -- one answer a process
    _source = source or AboutBusiness


def known() -> AboutBusiness:
    """What is known now."""
    return _source()
