"""Ask about everything whose next question is due."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection

from tiwala.gateways.outcomes import Unknown, Why
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome
from tiwala.payments.actions.ask_about_dispute import apply_no_answer, ask_about_known
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_gateway import ask_gateway

LEASE_S: Final = 120
"""A question that was taken and never came back (a killed worker) is due again after this long."""
SWEEP_S: Final = 30.0
"""A sweep ends after this long; the next one is never far."""
SLOW_S: Final = 5.0
"""An account that let us wait this long is left alone for the rest of the sweep, for others are waiting."""

log = structlog.get_logger()

_TAKE_ATTEMPT: Final = """
UPDATE payments_attempt SET next_ask_at = %(until)s WHERE id = (
    SELECT id FROM payments_attempt
     WHERE next_ask_at <= %(now)s AND state IN ('created', 'sent', 'unknown', 'authorized')
       AND gateway_account_ref <> ALL(%(left)s::text[])
     ORDER BY next_ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, gateway_account_ref
"""
# Materialized: inside the join a plan may look for "the next one" anew for each row, and lease several to ask one.
_TAKE_REFUND: Final = """
WITH due AS MATERIALIZED (
    SELECT r.id, a.gateway_account_ref FROM payments_refund r JOIN payments_attempt a ON a.id = r.attempt_id
     WHERE r.next_ask_at <= %(now)s AND r.state IN ('asked', 'sent', 'unknown')
       AND a.gateway_account_ref <> ALL(%(left)s::text[])
     ORDER BY r.next_ask_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
UPDATE payments_refund r SET next_ask_at = %(until)s FROM due WHERE r.id = due.id
RETURNING r.id, due.gateway_account_ref
"""
_TAKE_DISPUTE: Final = """
UPDATE payments_dispute SET next_ask_at = %(until)s WHERE id = (
    SELECT id FROM payments_dispute
     WHERE next_ask_at <= %(now)s AND state IN ('needs_answer', 'under_review')
       AND gateway_account_ref <> ALL(%(left)s::text[])
     ORDER BY next_ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, gateway_account_ref
"""


@dataclass(frozen=True, slots=True)
class _Due:
    id: UUID
    account_ref: str


@dataclass(frozen=True, slots=True)
class _Question:
    """How to take what is due, how to ask about it, and how to take in what was said."""

    take: str
    ask: Callable[..., object]
    apply: Callable[..., object]


_QUESTIONS: Final = (
    _Question(_TAKE_ATTEMPT, ask_gateway, apply_outcome),
    _Question(_TAKE_REFUND, ask_about_refund, apply_refund_outcome),
    _Question(_TAKE_DISPUTE, ask_about_known, apply_no_answer),
)


def sweep_unknown(*, by: Actor) -> int:
    """Ask about live attempts, open refunds and disputes, the longest waiting first; returns how many were asked about.

    Two sweeps at once share the work; one that is killed, or one question that fails, holds up no other.
    """
    end = time.monotonic() + SWEEP_S
    slow: set[str] = set()
    asked = 0
    asks = deque(_QUESTIONS)
    while asks and time.monotonic() < end:
        question = asks.popleft()
        due = _take(question.take, slow, now=clock.now())
        if due is None:
            continue
        asks.append(question)  # by turns: many attempts keep no refund waiting
        began = time.monotonic()
        _ask(question, due, by=by)
        if time.monotonic() - began > SLOW_S:
            slow.add(due.account_ref)
        asked += 1
    return asked


def _ask(question: _Question, due: _Due, *, by: Actor) -> None:
    """Ask; what breaks in an unforeseen way is written down, and its next question comes by the usual schedule.

    Should even that fail, the lease stands: nothing is asked about in a hot loop.
    """
    try:
        question.ask(due.id, by=by, source="sweep")
    except Refusal as busy:
        log.info("sweep.skipped", id=str(due.id), code=busy.code)
    except Exception:
        log.exception("sweep.broke", id=str(due.id), account_ref=due.account_ref)
        try:
            question.apply(due.id, Unknown(Why.UNREADABLE), by=by, source="sweep")
        except Exception:
            log.exception("sweep.left_leased", id=str(due.id))


@action
def _take(sql: str, slow: set[str], *, now: datetime) -> _Due | None:
    facts: dict[str, Any] = {"now": now, "until": now + timedelta(seconds=LEASE_S), "left": sorted(slow)}
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        row = cursor.fetchone()
    return _Due(*row) if row else None
