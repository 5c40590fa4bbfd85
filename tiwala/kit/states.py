"""A table of moves, and what follows from it: the guard in Python, the picture, the database's own guard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tiwala.kit.errors import WrongState

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[S]):
    """Moves by name: {"capture": ({S.SENT}, S.CAPTURED)}; `open | final` must be every state."""

    name: str
    moves: Mapping[str, tuple[frozenset[S] | set[S], S]]
    open: frozenset[S]
    final: frozenset[S]

    def __post_init__(self) -> None:
        states = type(next(iter(self.open | self.final)))
        assert self.open | self.final == set(states), f"{self.name}: every state is open or final"
        assert not self.open & self.final, f"{self.name}: a state is open or final, not both"

    def after(self, state: S, move: str) -> S:
        """The state this move leads to; refuses when it does not lead on from here."""
        sources, target = self.moves[move]
        if state not in sources:
            raise WrongState(machine=self.name, state=str(state), move=move)
        return target

    def allows(self, state: S, move: str) -> bool:
        """Whether the move leads on from this state."""
        return state in self.moves[move][0]

    def pairs(self) -> list[tuple[S, S]]:
        """Every (from, to) there is, sorted: the database's guard is made from this."""
        found = {(source, target) for sources, target in self.moves.values() for source in sources}
        return sorted(found, key=lambda pair: (pair[0].value, pair[1].value))

    def picture(self) -> str:
        """The moves as a Mermaid state diagram for the room's README."""
        rows = [
            f"    {source.value} --> {target.value}: {move}"
            for move, (sources, target) in self.moves.items()
            for source in sorted(sources, key=lambda state: state.value)
        ]
        return "\n".join(["stateDiagram-v2", *rows])
