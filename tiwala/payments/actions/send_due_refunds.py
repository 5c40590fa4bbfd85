"""Send the refunds that waited for the day on which their gateway can."""

from __future__ import annotations

from uuid import UUID

import structlog

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.apply_refund_outcome import fail_refund
from tiwala.payments.actions.refund_payment import send_refund
from tiwala.payments.asking import next_ask
from tiwala.payments.giving_back import brought, terms_for
from tiwala.payments.models import Refund
from tiwala.payments.queries import is_disputed, locked_refund
from tiwala.payments.states import PaymentState, RefundState

_log = structlog.get_logger()


def send_due_refunds(*, by: Actor) -> int:
    """Each whose time has come, once: released under its lock and committed, then sent. Returns how many left.

    A worker that is killed in between leaves one that the sweep asks about; it is never sent a second time.
    """
    due = Refund.objects.filter(state=RefundState.WAITING, send_at__lte=clock.now()).order_by("send_at")
    return sum(_send(pk, by=by) for pk in list(due.values_list("pk", flat=True)))


def _send(refund_id: UUID, *, by: Actor) -> bool:
    try:
        refund = _release(refund_id, by=by)
    except Refusal as busy:
        _log.info("refunds.not_now", id=str(refund_id), code=busy.code)
        return False
    if refund is None:
        return False
    send_refund(refund, by=by)
    return True


@action
def _release(refund_id: UUID, *, by: Actor) -> Refund | None:
    refund = locked_refund(refund_id)
    payment, now = refund.payment, clock.now()
    if refund.state != RefundState.WAITING or refund.send_at is None or refund.send_at > now:
        return None
    stays = payment.state != PaymentState.CAPTURED or is_disputed(payment)
    paid = refund.attempt
    if stays or paid is None or not terms_for(paid, payment).allows(refund.amount_minor, captured_minor=brought(paid)):
        fail_refund(refund, payment, "disputed" if stays else "not_refundable", by=by, source="tomorrow")
        return None
    refund.move("release")
    refund.send_at, refund.asks, refund.next_ask_at = now, 1, next_ask(now, asks=0, now=now)
    refund.save()
    record("refund:release", refund.public_id, by=by)
    return refund
