"""Background work of payments: three lines each, one action."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from tiwala.kit import actor, clock
from tiwala.kit.errors import Refusal
from tiwala.payments import queries
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_gateway import ask_gateway

log = structlog.get_logger()
BY = actor.job("payments.sweep_unknown")


@app.periodic(cron="* * * * * */10")
@app.task(name="payments.sweep_unknown", queueing_lock="payments.sweep_unknown", pass_context=False)
def sweep_unknown(timestamp: int = 0) -> None:  # noqa: ARG001 -- the queue passes the tick
    """Ask about every live attempt and open refund whose time has come."""
    for attempt_id in queries.attempts_due(clock.now()):
        try:
            ask_gateway(attempt_id, by=BY, source="sweep")
        except Refusal as busy:
            log.info("sweep.skipped", attempt=str(attempt_id), code=busy.code)
    for refund_id in queries.refunds_due(clock.now()):
        try:
            ask_about_refund(refund_id, by=BY, source="sweep")
        except Refusal as busy:
            log.info("sweep.skipped", refund=str(refund_id), code=busy.code)
