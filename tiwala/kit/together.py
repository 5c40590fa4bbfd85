"""Callers of the same moment share one call: who comes first does it for all who came while the last one ran.

Nobody waits for company: a caller who finds nobody at work begins at once. Only while a call runs do those who come
gather for the next one, so the busier it is, the more of them share it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

One = TypeVar("One")
Answer = TypeVar("Answer")


@dataclass(slots=True, eq=False)
class _Turn(Generic[One, Answer]):
    one: One
    called: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    is_done: bool = False
    answer: Answer | None = None


class Together(Generic[One, Answer]):
    """Many threads' calls of `act`, which takes several and answers each in their order.

    A shared call that breaks is made again by each caller alone, so that nobody suffers for what another brought:
    `act` must bear being called twice with the same.
    """

    def __init__(self, act: Callable[[Sequence[One]], Sequence[Answer]], *, most: int) -> None:
        self._act, self._most = act, most
        self._guard = threading.Lock()
        self._waiting: list[_Turn[One, Answer]] = []
        self._is_led = False

    def __call__(self, one: One) -> Answer:
        """The answer to this one; raises what `act` raises for it alone."""
        turn = _Turn[One, Answer](one)
        with self._guard:
            self._waiting.append(turn)
            turn.leads, self._is_led = not self._is_led, True
        if not turn.leads:
            turn.called.wait()
        if turn.leads:
            self._lead()
        return cast("Answer", turn.answer) if turn.is_done else self._act([one])[0]

    def _lead(self) -> None:
        """Do it for all who wait, this caller first among them; then hand the lead on, whatever happened."""
        with self._guard:
            ours, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            if len(ours) > 1:
                self._share(ours)
            else:
                self._alone(ours[0])
        finally:
            self._hand_on()
            for turn in ours[1:]:
                turn.called.set()

    def _share(self, ours: Sequence[_Turn[One, Answer]]) -> None:
        try:
            answers = self._act([turn.one for turn in ours])
        except Exception:  # noqa: BLE001 -- each of them makes the call again alone, and hears then what is wrong
            return
        for turn, answer in zip(ours, answers, strict=True):
            turn.answer, turn.is_done = answer, True

    def _alone(self, turn: _Turn[One, Answer]) -> None:
        turn.answer, turn.is_done = self._act([turn.one])[0], True

    def _hand_on(self) -> None:
        with self._guard:
            self._is_led = bool(self._waiting)
            following = self._waiting[0] if self._waiting else None
        if following is not None:
            following.leads = True
            following.called.set()
