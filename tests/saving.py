"""Methods that people keep: made through the funnel, as a gateway tells of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.cast import payer
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, promise
from tiwala.customers.facts import ConsentFacts
from tiwala.customers.models import Customer
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.outcomes import MethodFacts
from tiwala.gateways.outcomes import SavedMethod as Told
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.payments.models import Attempt, SavedMethod
from tiwala.payments.saving import keep_facts

VISA = MethodFacts(brand="Visa", last_four="4242", expires_month=12, expires_year=2034)
AGENT = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0"


def keeper(customer: Customer, name: str = "ana") -> Actor:
    """The customer's person, who showed a second factor."""
    return replace(payer(name, customer.public_id), has_factor=True, ip="203.0.113.77")


def agreed(customer: Customer, **other: str) -> ConsentFacts:
    """Yes to the words on the page."""
    return replace(keep_facts(customer.public_id, language="en", agent=AGENT), **other)


def asked_to_keep(customer: Customer, account: GatewayAccount, invoice: Invoice | None = None) -> Attempt:
    """A try whose payer asked that the method be kept; not yet paid."""
    bill = invoice or make_invoice(customer)
    return promise(bill, account=account, keep=agreed(customer), by=keeper(customer))


def told(token: str = "", facts: MethodFacts = VISA) -> Told:
    """What a gateway says it saved."""
    return Told(token or f"mth_{ids.uuid7().hex}", facts)


def make_kept(customer: Customer, account: GatewayAccount, **more: Any) -> SavedMethod:
    """A kept card of this customer."""
    attempt = asked_to_keep(customer, account)
    apply(attempt, approved(attempt, saved=told(**more)))
    return SavedMethod.objects.get(saved_by=attempt)
