"""What invoicing does when payments speak. Every line may be heard twice and acts once."""

from __future__ import annotations

from tiwala.invoicing.actions.acknowledge import acknowledge
from tiwala.invoicing.actions.ask_whose import ask_whose
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts
from tiwala.invoicing.actions.tell_failed import FailedTry, tell_failed
from tiwala.invoicing.actions.tell_looked import tell_looked
from tiwala.kit import actor, ids
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.queries import ended_on_the_spot

BY = actor.job("invoicing.handlers")


def acknowledge_payment(  # noqa: PLR0913 -- the event's own fields
    *,
    payment_ref: str,
    customer_ref: str,
    amount_minor: int,
    credited_minor: int,
    currency: str,
    method: str,
    shares: list[dict[str, object]],
    surcharge_minor: int = 0,
) -> None:
    """Money came: receipt and letter."""
    facts = ReceiptFacts(
        kind="receipt",
        source_ref=payment_ref,
        payment_ref=payment_ref,
        customer_ref=customer_ref,
        amount_minor=amount_minor,
        currency=currency,
        method=method,
        credited_minor=credited_minor,
        surcharge_minor=surcharge_minor,
        shares=tuple((str(share["target_ref"]), int(str(share["amount_minor"]))) for share in shares),
    )
    acknowledge(facts, by=BY)


def acknowledge_refund(
    *, refund_ref: str, payment_ref: str, customer_ref: str, amount_minor: int, currency: str
) -> None:
    """Money went back, or became credit: its document and letter."""
    refund = Refund.objects.filter(pk=ids.decode("ref", refund_ref)).get()
    facts = ReceiptFacts(
        kind="refund",
        source_ref=refund_ref,
        payment_ref=payment_ref,
        customer_ref=customer_ref,
        amount_minor=amount_minor,
        currency=currency,
        method=refund.to,
        surcharge_minor=refund.surcharge_minor,
    )
    acknowledge(facts, reason=refund.reason, by=BY)


def tell_of_failure(*, attempt_ref: str, how: str, reason: str, target_refs: list[str]) -> None:
    """A try ended without money: say so when the payer does not know already."""
    attempt = Attempt.objects.filter(pk=ids.decode("att", attempt_ref)).get()
    if not attempt.payer_present:
        return  # whoever began it without the payer tells them, and what happens next
    if ended_on_the_spot(attempt):
        return  # the page that began it said so, and offered another way
    targets = tuple(ref for ref in target_refs if ref.startswith("inv_"))
    tell_failed(FailedTry(attempt_ref, attempt.amount_minor, how, reason, targets), by=BY)


def tell_looked_at(*, payment_ref: str, outcome: str, was_asked: bool, was_reported: bool = False) -> None:
    """A person looked at a payment: its payer hears of it, if they had asked, or had said that it was not them."""
    if was_asked or was_reported:
        tell_looked(payment_ref, outcome=outcome, is_report=was_reported, by=BY)


def ask_customer_whose(*, payment_ref: str) -> None:
    """Staff want to know from the customer whether a payment was theirs."""
    ask_whose(payment_ref, by=BY)
