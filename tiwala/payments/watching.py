"""A try as the fraud room wants to know it: plain facts, and no room of ours in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tiwala.business.queries import profile_facts
from tiwala.customers.models import Customer
from tiwala.fraud.facts import CardFacts, SignInFacts, TryFacts
from tiwala.fraud.postal import named_country
from tiwala.identity.trouble import trouble_at
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.secrets import Shredded
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt
from tiwala.payments.payer import payer_of

_AT_HOME: Final = {"PHP": "PH"}
"""Where a business is that writes no country into its own address, by its currency."""


def try_of(attempt: Attempt, customer: Customer, *, facts: StartFacts, by: Actor) -> TryFacts:
    """The facts of a try just promised. Staff and jobs are no payers: theirs has no address and no browser."""
    is_payer = payer_of(by, "") is not None
    address = _told(customer, "address")
    return TryFacts(
        payment_ref=attempt.payment.public_id,
        customer_ref=attempt.customer_ref,
        amount=attempt.amount,
        method=attempt.method,
        ip=by.ip if is_payer else "",
        device_key=facts.device_key if is_payer else "",
        mail=_told(customer, "email"),
        phone=_told(customer, "phone"),
        bill_address=address,
        bill_country=_country(address),
        ship_address=facts.ship_address,
        ship_country=facts.ship_country or _country(facts.ship_address),
        method_key=facts.saved_ref,
        card=card_of(attempt.saved_method.saved_by) if attempt.saved_method else None,
        customer_since=customer.created_at,
        is_payer_present=attempt.payer_present,
        branch_ref=facts.branch_ref,
        sign_in=_sign_in(attempt.customer_ref),
    )


def cards_of(payment_ref: str) -> Iterator[CardFacts]:
    """What gateways told of the cards this payment was tried with."""
    for attempt in Attempt.objects.filter(payment_id=ids.decode("pay", payment_ref)).order_by("id"):
        card = card_of(attempt)
        if card is not None:
            yield card


def card_of(attempt: Attempt) -> CardFacts | None:
    """What a gateway told of the card; None when it told nothing, or it was erased."""
    try:
        told = attempt.method_facts or {}
    except Shredded:
        return None
    if not told:
        return None
    month, year = told.get("expires_month", 0), told.get("expires_year", 0)
    return CardFacts(
        scope=attempt.gateway_account_ref,
        fingerprint=str(told.get("fingerprint", "")),
        bin=str(told.get("bin", "")),
        brand=str(told.get("brand", "")),
        last_four=str(told.get("last_four", "")),
        expires=f"{year}-{month}" if month and year else "",
        country=str(told.get("country", "")),
    )


def _country(address: str) -> str:
    """The country that an address names; who names none lives where the business is."""
    if not address.strip():
        return ""
    business = profile_facts()
    return named_country(address) or named_country(business.address) or _AT_HOME.get(business.currency, "")


def _sign_in(customer_ref: str) -> SignInFacts | None:
    found = trouble_at(customer_ref)
    return SignInFacts(found.fails_1h, found.fails_24h, found.changes_24h, found.is_disowned) if found else None


def _told(customer: Customer, name: str) -> str:
    try:
        return getattr(customer, name) or ""
    except Shredded:
        return ""
