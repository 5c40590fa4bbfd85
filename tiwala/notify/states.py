"""The life of a letter."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class LetterState(StrEnum):
    """Waiting for its turn, in a worker's hands, gone out, or given up after many tries."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


MACHINE = Machine(
    name="letter",
    moves={
        "take": ({LetterState.WAITING}, LetterState.SENDING),
        "put_back": ({LetterState.SENDING}, LetterState.WAITING),
        "send": ({LetterState.SENDING}, LetterState.SENT),
        "give_up": ({LetterState.SENDING}, LetterState.FAILED),
        "try_again": ({LetterState.FAILED}, LetterState.WAITING),
    },
    open=frozenset({LetterState.WAITING, LetterState.SENDING}),
    final=frozenset({LetterState.SENT, LetterState.FAILED}),
)
