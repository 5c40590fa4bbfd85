"""The moves of an invoice, as data. Whether it is paid is not a state: the ledger says so (settlement.py)."""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class InvoiceState(StrEnum):
    """Where the document stands."""

    DRAFT = "draft"
    DROPPED = "dropped"
    ISSUED = "issued"
    VOID = "void"


S = InvoiceState
INVOICE = Machine(
    "invoice",
    moves={
        "issue": ({S.DRAFT}, S.ISSUED),
        "drop": ({S.DRAFT}, S.DROPPED),
        "void": ({S.ISSUED}, S.VOID),
    },
    open=frozenset({S.DRAFT, S.ISSUED}),
    final=frozenset({S.DROPPED, S.VOID}),
)
