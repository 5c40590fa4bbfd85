"""The states of a task, as data."""

from enum import StrEnum

from tiwala.kit.states import Machine


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"


S = TaskState
TASK = Machine[TaskState](
    "task",
    moves={
        "claim": ({S.OPEN, S.CLAIMED}, S.CLAIMED),
        "close": ({S.OPEN, S.CLAIMED}, S.DONE),
    },
    open=frozenset({S.OPEN, S.CLAIMED}),
    final=frozenset({S.DONE}),
)
