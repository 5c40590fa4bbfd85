"""Reads worth a name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from tiwala.gateways.outcomes import DeclineReason
from tiwala.kit import ids
from tiwala.kit.errors import BadId, NotFound
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, AttemptHold, Dispute, Payback, Payment, Refund
from tiwala.payments.states import ASKABLE, DISPUTE, REFUND, AttemptState, DisputeState, PaymentState, RefundState


def live_attempt_for(target_ref: str) -> Attempt | None:
    """The attempt that holds this thing owed right now, if any."""
    hold = AttemptHold.objects.filter(target_ref=target_ref, live=True).select_related("attempt__payment").first()
    return hold.attempt if hold else None


def locked_attempt(attempt_id: UUID) -> Attempt:
    """The attempt and its payment, both locked until the transaction ends, the payment first."""
    payment = Payment.objects.select_for_update(of=("self",)).filter(attempts=attempt_id).first()
    if payment is None:
        raise NotFound(wanted="attempt")
    attempt = Attempt.objects.locked(attempt_id)
    attempt.payment = payment
    return attempt


def locked_refund(refund_id: UUID) -> Refund:
    """The refund and its payment, both locked until the transaction ends, the payment first."""
    payment = Payment.objects.select_for_update(of=("self",)).filter(refunds=refund_id).first()
    if payment is None:
        raise NotFound(wanted="refund")
    refund = Refund.objects.locked(refund_id)
    refund.payment = payment
    return refund


def live_targets(target_refs: Iterable[str]) -> set[str]:
    """Which of these are being paid right now."""
    return set(
        AttemptHold.objects.filter(target_ref__in=list(target_refs), live=True).values_list("target_ref", flat=True)
    )


def payments_for_target(target_ref: str) -> list[Payment]:
    """Every payment meant for a thing owed, newest first."""
    return list(Payment.objects.filter(targets__target_ref=target_ref).order_by("-created_at"))


def open_attempts() -> list[tuple[UUID, str]]:
    """Every attempt a gateway may still say something new about, with its state, oldest first."""
    found = Attempt.objects.filter(state__in=[state.value for state in ASKABLE]).exclude(gateway_account_ref="")
    return list(found.order_by("id").values_list("id", "state"))


def open_refunds() -> list[tuple[UUID, str]]:
    """Every refund under way at a gateway, with its state, oldest first; none that waits for tomorrow."""
    under_way = [state.value for state in REFUND.open - {RefundState.WAITING}]
    found = Refund.objects.filter(state__in=under_way, to="gateway")
    return list(found.order_by("id").values_list("id", "state"))


def open_disputes() -> list[Dispute]:
    """Every dispute whose bank has not decided, oldest first."""
    return list(Dispute.objects.open().order_by("id"))


def disputed_attempt(account_ref: str, attempt_key: str, reference: str, *, known: Dispute | None) -> Attempt | None:
    """The try a dispute is about: the one that brought its payment's money, or the one that the gateway names."""
    if known is not None:
        with_money = attempt_in_dispute(known)
        if with_money is not None:
            return with_money
    found = attempt_by_key(attempt_key) or attempt_by_reference(account_ref, reference)
    return found if found is not None and found.gateway_account_ref == account_ref else None


def attempt_in_dispute(dispute: Dispute) -> Attempt | None:
    """The try that brought the disputed money, at the dispute's own account; None before any came."""
    there = dispute.payment.attempts.filter(gateway_account_ref=dispute.gateway_account_ref, found_minor__gt=0)
    return there.order_by("-state_at").first()


def open_disputes_of(customer_ref: str) -> list[Dispute]:
    """Payments of one customer whose bank has still to decide."""
    return list(Dispute.objects.open().filter(customer_ref=customer_ref).select_related("payment").order_by("id"))


def open_disputes_about(target_ref: str) -> list[Dispute]:
    """Disputes, not decided, of payments that paid something owed."""
    return list(Dispute.objects.open().filter(payment__targets__target_ref=target_ref).order_by("id"))


def was_quarrelled_over(target_ref: str) -> bool:
    """Whether a bank took back, or still looks at, money that paid this: no program charges for it again."""
    quarrels = ~Q(state=DisputeState.WON)
    return Dispute.objects.filter(quarrels, payment__targets__target_ref=target_ref).exists()


def went_back(target_ref: str) -> bool:
    """Whether money that paid this was given back, is on its way back, or was taken back by a bank.

    What is owed then is owed for a reason that only people know: no program charges for it again.
    """
    given = ~Q(state=RefundState.FAILED)
    return (
        was_quarrelled_over(target_ref)
        or Refund.objects.filter(given, payment__targets__target_ref=target_ref).exists()
        or Attempt.objects.filter(payment__targets__target_ref=target_ref, gone_minor__gt=0).exists()
    )


def open_paybacks_of(customer_ref: str) -> list[Payback]:
    """What is on its way to this customer by transfer."""
    return list(Payback.objects.open().filter(customer_ref=customer_ref).order_by("id"))


def is_disputed(payment: Payment) -> bool:
    """Whether a payer's bank has still to decide about a part of this payment or all of it."""
    return payment.disputes.filter(state__in=[state.value for state in DISPUTE.open]).exists()


def captured_attempt(payment: Payment) -> Attempt | None:
    """The try that brought the money."""
    return payment.attempts.filter(state=AttemptState.CAPTURED).order_by("-state_at").first()


def refundable(payment_ref: str) -> Money:
    """What of a payment could still go back; nothing unless it stands as captured."""
    payment = Payment.objects.by_public_id(payment_ref)
    return payment.refundable if payment.state == PaymentState.CAPTURED else Money(0, payment.money_currency)


def refund_by_key(key: str, *, account_ref: str, reference: str) -> Refund | None:
    """The refund a gateway speaks of: by our key (its public id), else by the gateway's own id."""
    of_account = Refund.objects.filter(attempt__gateway_account_ref=account_ref)
    try:
        return of_account.filter(pk=ids.decode("ref", key)).first()
    except BadId:
        return of_account.filter(reference=reference).first() if reference else None


def ended_on_the_spot(attempt: Attempt) -> bool:
    """Whether the very answer to its start was that this way does not work just now: whoever began it was told."""
    is_down = attempt.state == AttemptState.DECLINED and attempt.decline_reason == DeclineReason.METHOD_UNAVAILABLE
    return is_down and attempt.asked_at is None


def attempt_by_key(key: str) -> Attempt | None:
    """The attempt a gateway speaks of by our key."""
    return Attempt.objects.filter(key=key).first() if key else None


def attempt_by_reference(account_ref: str, reference: str) -> Attempt | None:
    """The attempt a gateway speaks of by its own id."""
    return Attempt.objects.filter(gateway_account_ref=account_ref, reference=reference).first() if reference else None
