"""The states of a customer."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class CustomerState(StrEnum):
    """Active customers can be billed; closed ones keep their history."""

    ACTIVE = "active"
    CLOSED = "closed"


MACHINE = Machine(
    name="customer",
    moves={"close": ({CustomerState.ACTIVE}, CustomerState.CLOSED)},
    open=frozenset({CustomerState.ACTIVE}),
    final=frozenset({CustomerState.CLOSED}),
)
