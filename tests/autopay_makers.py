"""Agreements and collections, made through the house's own verbs."""

from __future__ import annotations

from typing import Any

from tests.saving import AGENT, keeper, make_kept
from tiwala.autopay.actions.make_agreement import make_agreement
from tiwala.autopay.actions.plan_collection import plan_collection
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.words import terms_consent
from tiwala.customers.models import Customer
from tiwala.gateways.models import GatewayAccount
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.models import SavedMethod


def peso(minor: int) -> Money:
    return Money(minor, "PHP")


def terms(method: SavedMethod, **other: Any) -> Terms:
    """At most ₱2,000.00 at a time and ₱5,000.00 a month, told three days before."""
    facts: dict[str, Any] = {"cap": peso(200_000), "month_cap": peso(500_000), "notice_days": 3}
    return Terms(method.public_id, **(facts | other))


def yes(asked: Terms, method: SavedMethod) -> Yes:
    """What a payer says who read the words."""
    facts = terms_consent(method.customer_ref, asked, method, agent=AGENT)
    return Yes(facts.sha256, "en", AGENT)


def make_agreed(customer: Customer, account: GatewayAccount, **other: Any) -> Agreement:
    """An agreement of this customer with a card kept before."""
    method = make_kept(customer, account)
    asked = terms(method, **other)
    return make_agreement(customer.public_id, asked, yes(asked, method), by=keeper(customer))


def planned(invoice: Invoice) -> Collection:
    """The invoice's collection, as it is planned now."""
    collection = plan_collection(invoice.public_id, by=SYSTEM)
    assert collection is not None
    return collection
