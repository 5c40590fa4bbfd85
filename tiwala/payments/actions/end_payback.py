"""End a payback that will not happen, delete accounts whose purpose is over, let old links lapse."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound
from tiwala.payments import payback_letters as letters
from tiwala.payments.actions.apply_refund_outcome import undo_refund
from tiwala.payments.events import RefundFailed
from tiwala.payments.models import Payback, Payment
from tiwala.payments.queries import locked_refund
from tiwala.payments.states import PaybackState
from tiwala.tasks.actions.close_task import close_tasks_about

KEPT_AFTER_PAID: Final = timedelta(days=30)
"""So long a transfer may still come back; then the account has served."""


@action
def end_payback(payback_ref: str, *, reason: str, by: Actor) -> Payback:
    """It will not be paid: the account is deleted at once; what was promised stands as before. A letter says so.

    Refuses WrongState once it is paid, BadInput without a reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise BadInput(fields={"reason": "required"})
    return _end(ids.decode("pbk", payback_ref), reason=reason, by=by)


def tidy_paybacks(*, by: Actor) -> int:
    """End those whose link lapsed unused, delete accounts thirty days after they were paid; returns how many."""
    now = clock.now()
    waiting = Payback.objects.filter(state__in=[PaybackState.ASKED, PaybackState.GIVEN], token_until__lt=now)
    over = Payback.objects.filter(state=PaybackState.PAID, account__isnull=False, state_at__lt=now - KEPT_AFTER_PAID)
    lapsed = [_lapse(pk, by=by) for pk in list(waiting.values_list("pk", flat=True))]
    wiped = [_wipe(pk, by=by) for pk in list(over.values_list("pk", flat=True))]
    return len(lapsed) + len(wiped)


@action
def _lapse(pk: UUID, *, by: Actor) -> None:
    payback = Payback.objects.filter(pk=pk).get()
    if payback.state in (PaybackState.ASKED, PaybackState.GIVEN):
        _end(pk, reason="lapsed", by=by)


@action
def _wipe(pk: UUID, *, by: Actor) -> None:
    payback = Payback.objects.locked(pk)
    payback.account, payback.wiped_at = None, clock.now()
    payback.save(update_fields=["account", "wiped_at"])
    record("payback:wipe", payback.public_id, by=by)


def _end(pk: UUID, *, reason: str, by: Actor) -> Payback:
    found = Payback.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(wanted="pbk")
    Payment.objects.locked(found.payment_id)
    refund = locked_refund(found.refund_id) if found.refund_id else None
    payback = Payback.objects.locked(pk)
    payback.move("end")
    payback.end_reason, payback.account, payback.wiped_at = reason[:300], None, clock.now()
    payback.token_hash = payback.token_until = payback.confirm_hash = None
    payback.save()
    if refund is not None:
        undo_refund(refund, refund.payment, "called_off", move="fail", by=by)
    for kind in ("payback_confirmed", "payback_to_pay"):
        close_tasks_about(kind, payback.public_id, by=by, outcome=reason)
    letters.tell_ended(payback, by=by)
    record("payback:end", payback.public_id, by=by)
    if refund is not None:
        publish(RefundFailed(refund.public_id, refund.payment.public_id))
    return payback
