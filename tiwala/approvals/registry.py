"""What the rooms above hand down at start: how a proposal is carried out, and who people are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tiwala.approvals.kinds import KINDS
from tiwala.kit.actor import Actor
from tiwala.kit.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Frozen:
    """A proposal as it is carried out: what was asked, by whom, and what is sealed in it."""

    ref: str
    subject_ref: str
    facts: Mapping[str, Any]
    sealed: Mapping[str, Any]
    reason: str
    asker: Actor


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: its public id, and what `after` needs (kept in memory only)."""

    ref: str = ""
    carry: Any = None


@dataclass(frozen=True, slots=True)
class Handler:
    """`do` is a step in the transaction of the yes: both happen or neither. `after` may speak to the outside."""

    do: Callable[[Frozen, Actor], Done]
    after: Callable[[Done, Actor], object] | None = None


@dataclass(frozen=True, slots=True)
class People:
    """`actor` of a public id as it stands now (None: gone); `behind` the person a key stands for; `who` may."""

    actor: Callable[[str], Actor | None]
    behind: Callable[[str], str]
    who: Callable[[str], list[str]]
    alone_waits_s: Callable[[], int]


_handlers: dict[str, Handler] = {}
_people: list[People] = []


def set_wiring(handlers: Mapping[str, Handler], people: People) -> None:
    """Said once, by wiring. A kind without a handler stops the house at start."""
    missing = set(KINDS) - {name for name, known in KINDS.items() if known.is_fetched} - set(handlers)
    if missing or set(handlers) - set(KINDS):
        raise InvariantBroken(f"kinds of proposals and handlers differ: {sorted(missing | set(handlers) - set(KINDS))}")
    _handlers.clear()
    _handlers.update(handlers)
    _people[:] = [people]


def handler(kind: str) -> Handler | None:
    """How this kind is carried out; None for what is fetched."""
    return _handlers.get(kind)


def people() -> People:
    """Who people are."""
    if not _people:
        raise InvariantBroken("approvals: nobody said who people are")
    return _people[0]
