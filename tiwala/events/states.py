"""The states of a delivery, as data."""

from enum import StrEnum

from tiwala.kit.states import Machine


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


S = DeliveryState
DELIVERY = Machine[DeliveryState](
    "delivery",
    moves={
        "take": ({S.WAITING, S.RUNNING}, S.RUNNING),
        "finish": ({S.RUNNING}, S.DONE),
        "put_off": ({S.RUNNING}, S.WAITING),
        "give_up": ({S.RUNNING}, S.FAILED),
        "send_again": ({S.FAILED}, S.WAITING),
    },
    open=frozenset({S.WAITING, S.RUNNING}),
    final=frozenset({S.DONE, S.FAILED}),
)
