"""Xendit's disputes as facts."""

from __future__ import annotations

import re
from typing import Final

from tiwala.gateways.port import DisputeFacts, DisputeState
from tiwala.gateways.reading import Json, UnreadableError, instant, major, maybe, part, text

DISPUTE: Final = re.compile(r"mi-dspt-[A-Za-z0-9-]{1,80}")
_STATES: Final[dict[str, DisputeState]] = {
    "ACTION_REQUIRED": "needs_answer",
    "UNDER_REVIEW": "under_review",
    "WON": "won",
    "LOST": "lost",
}


def dispute(data: Json) -> DisputeFacts:
    """A dispute. Whether its money is gone already stands in the transactions, and is filled in from there."""
    state = _STATES.get(text(data, "status"))
    if state is None:
        raise UnreadableError("unknown status")
    amounts, currency = part(data, "amount"), text(data, "currency")
    category = data.get("category")
    return DisputeFacts(
        reference=text(data, "id"),
        payment_reference=maybe(data, "payment_id"),
        amount=major(amounts, "initial" if amounts.get("terminal") is None else "terminal", currency),
        state=state,
        opened_at=instant(data, "created_at"),
        attempt_key=maybe(data, "reference_id"),
        reason=maybe(category, "name", most=60) if isinstance(category, dict) else "",
        answer_by=instant(data, "due_date") if data.get("due_date") else None,
        is_taken=state == "lost",
    )
