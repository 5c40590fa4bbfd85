"""Payments under way, and what gateways say about them."""

from __future__ import annotations

from typing import Any

from tiwala.gateways import outcomes as o
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.adapters.sandbox.abilities import abilities
from tiwala.gateways.models import GatewayAccount, Notice
from tiwala.gateways.queries import adapter_by_ref, external_id_of
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.money import Money
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.start_payment import _promise, start_payment
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt
from tiwala.payments.roads import Road


def make_account(gateway: str = "sandbox") -> GatewayAccount:
    """Our account at a gateway, another one each time."""
    name = ids.uuid7().hex[:20]
    facts = NewAccount(gateway, "Trial", "test", name, {"api_key": f"sk_test_{name}"}, f"whsec_test_{name}")
    return add_account(facts, by=SYSTEM)


def make_notice(account: GatewayAccount, body: bytes = b'{"type": "payment.paid"}', **more: Any) -> Notice:
    """A proven notice of this account, as the inbox keeps it."""
    facts: dict[str, Any] = {"event_id": ids.uuid7().hex, "proof": "ok", "state": "handled", "received_at": clock.now()}
    proof = {"headers": {"sandbox-signature": "t=1,v1=secret"}, "remote_ip": "203.0.113.9"}
    return Notice.objects.create(account=account, body=body, proof_facts=proof, **facts | more)


def start_facts(
    *invoices: Invoice, account: GatewayAccount, amount_minor: int | None = None, **more: Any
) -> StartFacts:
    """A wish to pay these invoices in full, or the one with so much."""
    targets = tuple(Target(one.public_id, Money(amount_minor or one.total_minor, "PHP")) for one in invoices)
    facts: dict[str, Any] = {"method": "card", "key": ids.uuid7().hex, "return_path": "/pay/x/"}
    return StartFacts(invoices[0].customer_ref, targets, gateway_account_ref=account.public_id, **(facts | more))


def promise(
    *invoices: Invoice,
    amount_minor: int | None = None,
    account: GatewayAccount | None = None,
    by: Actor = SYSTEM,
    **more: Any,
) -> Attempt:
    """An attempt as it stands between the promise and the call."""
    facts = start_facts(*invoices, account=account or make_account(), amount_minor=amount_minor, **more)
    can = abilities("http://x.example").method("card")
    assert can is not None
    road = Road(facts.gateway_account_ref, adapter_by_ref(facts.gateway_account_ref), can)
    return _promise(facts, road=road, by=by)[0]


def begin(*invoices: Invoice, account: GatewayAccount, by: Actor = SYSTEM, **more: Any) -> Attempt:
    """An attempt that was started at its gateway."""
    return start_payment(start_facts(*invoices, account=account, **more), by=by)


def approved(attempt: Attempt, **other: Any) -> o.Approved:
    """The gateway says: paid, as asked."""
    facts: dict[str, Any] = {
        "reference": attempt.reference or f"chk_{attempt.key}",
        "amount": attempt.amount,
        "account": external_id_of(attempt.gateway_account_ref),
        "attempt_key": attempt.key,
        "captured_at": clock.now(),
        "method": "card",
        "masked": "Visa •••• 1111",
    }
    return o.Approved(**facts | other)


def apply(attempt: Attempt, outcome: o.Outcome) -> Attempt:
    """Through the funnel."""
    return apply_outcome(attempt.id, outcome, by=SYSTEM, source="test")


def captured(
    *invoices: Invoice, account: GatewayAccount | None = None, amount_minor: int | None = None, **more: Any
) -> Attempt:
    """An attempt that brought its money."""
    attempt = promise(*invoices, account=account, amount_minor=amount_minor, **more)
    return apply(attempt, approved(attempt))
