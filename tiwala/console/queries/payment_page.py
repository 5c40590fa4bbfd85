"""One payment with its tries, where its money went, and what was given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from tiwala.gateways.declines import refund_failure_text, tell
from tiwala.gateways.queries import account_by_public_id
from tiwala.invoicing.models import Invoice, Receipt
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.payments.models import Attempt, Dispute, Payment, Refund
from tiwala.payments.states import ASKABLE, AttemptState, PaymentState
from tiwala.transfers.queries import transfer_of

SILENT = frozenset({AttemptState.CREATED, AttemptState.SENT, AttemptState.UNKNOWN})
"""With no question left to ask, a person may give one of these up."""


FAILURES: Final = {
    "called_off": _("It was called off before it left."),
    "disputed": _("The payer's bank is deciding about this payment, so it did not leave."),
    "bounced": _("The payer's bank sent it back."),
}


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try as the page shows it."""

    attempt: Attempt
    reason: str
    can_ask: bool
    can_give_up: bool
    is_held: bool
    is_authorized: bool
    account: str


@dataclass(frozen=True, slots=True)
class Share:
    """Where a part of the money went (or, below zero, came back from)."""

    ref: str
    number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Everything the page shows."""

    payment: Payment
    customer_ref: str
    gateway: str
    tries: tuple[TryRow, ...]
    targets: tuple[Share, ...]
    shares: tuple[Share, ...]
    refunds: tuple[Refund, ...]
    receipts: tuple[Receipt, ...]
    disputes: tuple[Dispute, ...]
    can_refund: bool
    can_dispute: bool
    transfer_ref: str = ""


def payment_page(ref: str, *, by: Actor) -> PaymentView:
    """The payment this actor may see, or NotFound."""
    payment: Payment = Payment.objects.visible_to(by).by_public_id(ref)
    targets = list(payment.targets.values_list("target_ref", "amount_minor"))
    allocated = list(payment.allocations.order_by("id").values_list("target_ref", "amount_minor"))
    numbers = _numbers({ref for ref, _minor in [*targets, *allocated]})
    account = account_by_public_id(payment.gateway_account_ref) if payment.gateway_account_ref else None
    disputes = tuple(payment.disputes.order_by("-id"))
    is_refundable = payment.state == PaymentState.CAPTURED and payment.refundable.minor > 0
    return PaymentView(
        payment=payment,
        customer_ref=payment.customer_ref,
        gateway=account.label if account else "",
        tries=_tries(payment),
        targets=tuple(Share(ref, numbers.get(ref, ref), minor) for ref, minor in targets),
        shares=tuple(Share(ref, numbers.get(ref, ref), minor) for ref, minor in allocated),
        refunds=tuple(payment.refunds.order_by("-id")),
        receipts=tuple(Receipt.objects.filter(payment_ref=ref).order_by("id")),
        disputes=disputes,
        can_refund=is_refundable and not any(one.is_open for one in disputes),
        can_dispute=payment.channel == "online" and payment.captured_minor > 0,
        transfer_ref=transfer_of(payment),
    )


def failure_words(refund: Refund) -> str:
    """Why a refund did not go through, in words; empty when it did."""
    known = FAILURES.get(refund.failure)
    return str(known) if known else refund_failure_text(refund.failure) if refund.failure else ""


def _tries(payment: Payment) -> tuple[TryRow, ...]:
    """The tries in their order; each with its account when there was more than one."""
    found = list(payment.attempts.order_by("created_at"))
    refs = {one.gateway_account_ref for one in found if one.gateway_account_ref}
    labels = {ref: account_by_public_id(ref).label for ref in refs} if len(refs) > 1 else {}
    return tuple(_try(one, labels.get(one.gateway_account_ref, "")) for one in found)


def _try(attempt: Attempt, account: str) -> TryRow:
    state = AttemptState(attempt.state)
    return TryRow(
        attempt=attempt,
        reason=str(tell(attempt.decline_reason).what) if attempt.decline_reason else "",
        can_ask=state in ASKABLE and bool(attempt.gateway_account_ref),
        can_give_up=state in SILENT and attempt.next_ask_at is None and bool(attempt.gateway_account_ref),
        is_held=state is AttemptState.HELD,
        is_authorized=state is AttemptState.AUTHORIZED,
        account=account,
    )


def _numbers(refs: set[str]) -> dict[str, str]:
    pks = []
    for ref in refs:
        try:
            pks.append(ids.decode("inv", ref))
        except BadId:
            continue
    return {
        ids.encode("inv", pk): text for pk, text in Invoice.objects.filter(pk__in=pks).values_list("pk", "number_text")
    }
