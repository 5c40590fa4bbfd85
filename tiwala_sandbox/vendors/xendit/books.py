"""GET /transactions and /balance: what came into the account and what went out."""

import uuid
from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit.channels import CHANNELS
from tiwala_sandbox.vendors.xendit.dialect import seconds, stamp
from tiwala_sandbox.vendors.xendit.money import fee_of, number
from tiwala_sandbox.vendors.xendit.things import change, shown

MOST_ROWS = 50


def paid(bank: Bank, payment: Row, capture: str) -> None:
    """Money in, less its fee."""
    fee = fee_of(payment["_taken"])
    facts = {"capture_id": capture, "payment_request_id": payment["payment_request_id"]}
    _book(bank, "PAYMENT", payment, amount=payment["_taken"], fee=fee, product=payment["payment_id"], facts=facts)


def given_back(bank: Bank, refund: Row) -> None:
    """Money out to the payer."""
    facts = {"payment_request_id": refund["payment_request_id"]}
    source = {**refund, "_account": shelf.account_of(bank, refund["id"])}
    _book(bank, "REFUND", source, amount=refund["_minor"], product=refund["id"], facts=facts)


def charged_back(bank: Bank, dispute: Row, *, is_in: bool) -> None:
    """Money held for a dispute, or let go again."""
    _book(bank, "CHARGEBACK", dispute, amount=dispute["_minor"], product=dispute["id"], is_in=is_in)


def taken_back(bank: Bank, payment: Row) -> None:
    """The payment is reversed in the books; the payment itself goes on saying that it succeeded."""
    for row in shelf.by_reference(bank, "txn", payment["reference_id"], account=payment["_account"]):
        if row["product_id"] == payment["payment_id"]:
            change(bank, row["id"], status="REVERSED", settlement_status=None)


def _book(  # noqa: PLR0913 -- one row
    bank: Bank,
    kind: str,
    source: Row,
    *,
    amount: int,
    product: str,
    fee: tuple[int, int] = (0, 0),
    facts: Row | None = None,
    is_in: bool | None = None,
) -> None:
    ident, now = f"txn_{uuid.uuid4()}", stamp(bank.now())
    comes = kind == "PAYMENT" if is_in is None else is_in
    body = {
        "id": ident,
        "product_id": product,
        "type": kind,
        "status": "SUCCESS",
        "channel_category": CHANNELS[source["channel_code"]].category,
        "channel_code": source["channel_code"],
        "reference_id": source["reference_id"],
        "account_identifier": None,
        "currency": source["currency"],
        "amount": number(amount),
        "net_amount": number(amount - sum(fee)),
        "net_amount_currency": source["currency"],
        "cashflow": "MONEY_IN" if comes else "MONEY_OUT",
        "settlement_status": "PENDING",
        "business_id": source["_account"],
        "created": now,
        "updated": now,
        "fee": {
            "xendit_fee": number(fee[0]),
            "value_added_tax": number(fee[1]),
            "xendit_withholding_tax": 0,
            "third_party_withholding_tax": 0,
            "status": "COMPLETED" if any(fee) else "NOT_APPLICABLE",
        },
        "product_data": facts or {},
        "_minor": amount if comes else -amount,
        "_net": (amount if comes else -amount) - sum(fee),
    }
    account, reference = source["_account"], source["reference_id"] or ""
    shelf.keep(bank, "txn", ident, body, account=account, reference=reference)


def listed(call: Call) -> Answer:
    """Transactions that fit, newest first, page by page."""
    limit = _limit(call.query.get("limit"))
    rows = shelf.all_of(call.bank, "txn", account=call.account, fits=lambda row: _fits(row, call.query))
    after = call.query.get("after_id", "")
    if after:
        places = [place for place, row in enumerate(rows) if row["id"] == after]
        rows = rows[places[0] + 1 :] if places else []
    return Answer({"has_more": len(rows) > limit, "data": [shown(row) for row in rows[:limit]], "links": []})


def _limit(text: str | None) -> int:
    if text is None:
        return 10
    if not text.isdecimal() or not 0 < int(text) <= MOST_ROWS:
        raise Problem("API_VALIDATION_ERROR", f"limit must be 1 to {MOST_ROWS}", status=400)
    return int(text)


def _fits(row: Row, query: Any) -> bool:
    same = {"types": "type", "statuses": "status", "reference_id": "reference_id", "product_id": "product_id"}
    if any(query.get(asked) not in (None, row[name]) for asked, name in same.items()):
        return False
    for name in ("created", "updated"):
        since, until = query.get(f"{name}[gte]"), query.get(f"{name}[lte]")
        at = seconds(row[name])
        if (since and at < seconds(since)) or (until and at > seconds(until)):
            return False
    return True


def balance(call: Call) -> Answer:
    """What is left of everything."""
    rows = shelf.all_of(call.bank, "txn", account=call.account, fits=lambda row: row["status"] == "SUCCESS")
    return Answer({"balance": number(sum(row["_net"] for row in rows))})
