"""What this room holds about a person. Erased by shredding the customer's keyset; a test keeps the list whole."""

from __future__ import annotations

from tiwala.payments.models import Attempt, Payback

PERSONAL_FIELDS = {
    "Attempt.redirect_url": "the gateway's page of one try",
    "Attempt.return_path": "the way back from it",
    "Attempt.again": "what was asked for, while a gateway has not answered",
    "Attempt.method_facts": "what a gateway told of the card or wallet: masked, never a number",
    "Attempt.payer": "address and program a payment was begun with; forgotten after 540 days",
    "Dispute.answer": "what we wrote to the payer's bank",
    "SavedMethod.token": "what a gateway takes to use a kept card or wallet; never its number",
    "Payback.account": "bank, name and number for a payback; deleted when it ends, 30 days after it was paid",
    "Payback.masked": "the same bank with the last four digits",
}


def held_about(customer_ref: str) -> list[dict[str, str]]:
    """Cards and wallets as gateways told of them, from where payments were begun, accounts given: oldest first."""
    tries = Attempt.objects.filter(customer_ref=customer_ref).exclude(method_facts__isnull=True, payer__isnull=True)
    found = [
        {"attempt": one.public_id, **{name: str(value) for name, value in told.items()}}
        for one in tries.order_by("id")
        if (told := {**(one.method_facts or {}), **(one.payer or {})})
    ]
    paybacks = Payback.objects.filter(customer_ref=customer_ref, masked__isnull=False).order_by("id")
    return found + [{"payback": one.public_id, "account": str(one.masked)} for one in paybacks]
