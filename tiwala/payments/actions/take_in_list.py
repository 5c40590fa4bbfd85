"""A gateway's list of disputes, taken in by the worker: each line in a job of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from tiwala.audit.actions.record import record
from tiwala.kit import ids, queue
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.dispute_lists import Row, look_over, packed


def take_in_list(text: str, *, by: Actor) -> str:
    """Have what is new in it taken in; returns the list's name (see taking_in.progress_of), empty when nothing is new.

    A line again changes nothing. Refuses BadInput for nothing, for more than 500 lines, for what is no text.
    """
    rows = [row for row in look_over(text) if row.typed is not None and row.what != "same"]
    return _hand_on(rows, by=by) if rows else ""


@action
def _hand_on(rows: Sequence[Row], *, by: Actor) -> str:
    list_ref, language = ids.encode("dsl", ids.uuid7()), get_language() or "en"
    queue.defer_many(
        "payments.take_in_dispute",
        [{"list_ref": list_ref, "line": row.number, "language": language, "said": packed(row)} for row in rows],
    )
    record("dispute_list:take_in", list_ref, by=by, lines=len(rows))
    return list_ref
