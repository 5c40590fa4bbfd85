"""What a rule of signing in says now: what somebody tightened, else the house's own number."""

from __future__ import annotations

import time
from typing import Final

from tiwala.identity.models import SignInRule
from tiwala.identity.rules import RULES

_FRESH_S: Final = 5.0
_held: dict[str, int] = {}
_held_until = 0.0


def value_of(name: str) -> int:
    """The number that holds, in the rule's own unit. At most one query every few seconds in a process.

    A row beyond its floor, however it came there, does not count. Unknown names raise KeyError.
    """
    rule = RULES[name]
    if time.monotonic() >= _held_until:
        _read()
    return _held.get(name, rule.default)


def learn(rows: dict[str, int]) -> None:
    """What somebody has just read beside something else: the next question needs no query of its own."""
    global _held, _held_until  # noqa: PLW0603 -- one memory a process
    _held = {name: number for name, number in rows.items() if name in RULES and RULES[name].allows(number)}
    _held_until = time.monotonic() + _FRESH_S


def forget() -> None:
    """Read anew at the next question: a rule was changed here, or a test begins."""
    global _held_until  # noqa: PLW0603 -- one memory a process
    _held_until = 0.0


def _read() -> None:
    learn(dict(SignInRule.objects.values_list("name", "number")))
