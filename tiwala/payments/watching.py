"""A try as the fraud room wants to know it: plain facts, and no room of ours in them."""

from __future__ import annotations

from tiwala.customers.models import Customer
from tiwala.fraud.facts import TryFacts
from tiwala.kit.actor import Actor
from tiwala.kit.secrets import Shredded
from tiwala.payments.models import Attempt
from tiwala.payments.payer import payer_of


def try_of(attempt: Attempt, customer: Customer, *, saved_ref: str, by: Actor) -> TryFacts:
    """The facts of a try just promised. Staff and jobs are no payers: theirs has no address."""
    return TryFacts(
        payment_ref=attempt.payment.public_id,
        customer_ref=attempt.customer_ref,
        amount=attempt.amount,
        method=attempt.method,
        ip=(payer_of(by, "") or {}).get("ip", ""),
        mail=_mail(customer),
        method_key=saved_ref,
        customer_since=customer.created_at,
        is_payer_present=attempt.payer_present,
    )


def _mail(customer: Customer) -> str:
    try:
        return customer.email or ""
    except Shredded:
        return ""
