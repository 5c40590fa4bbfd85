"""The account's balance: every movement is a transaction, with its fee."""

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf

SHARE_BP, FIXED_MINOR = 340, 1500
DISPUTE_FEE_MINOR = 85_000
DAYS_S = 7 * 86_400


def fee_for(amount_minor: int) -> int:
    """Their fee of a payment, halves up, never more than the payment."""
    return min((amount_minor * SHARE_BP + 5_000) // 10_000 + FIXED_MINOR, amount_minor)


def move(bank: Bank, source: Row, kind: str, *, amount: int, fee: int = 0) -> str:
    """Write a movement of something kept down; its id."""
    now, ident = int(bank.now()), new_id("txn")
    account, theirs = shelf.account_of(bank, source["id"]), "adjustment" if kind.startswith("dispute") else kind
    body: Row = {
        "id": ident,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + DAYS_S,
        "created": now,
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{"amount": fee, "currency": source["currency"], "type": "stripe_fee"}] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source["id"],
        "status": "pending",
        "type": theirs,
    }
    shelf.keep(bank, "balance_transaction", ident, body, account=account, parent=source["id"])
    return ident
