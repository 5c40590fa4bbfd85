"""Charges: GET /v1/charges and one of them with its refunds."""

from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.hitpay.dialect import zoned
from tiwala_sandbox.vendors.hitpay.things import fresh, mine, number, shown

FIXED_FEE, RATE_BP = 1500, 280
"""Invented; real ones are in a contract."""
CARD: Final = {"brand": "Visa", "last4": "4242", "country_code": "PH", "country": "Philippines"}
MOST_ROWS: Final = 100


def make(  # noqa: PLR0913 -- one row
    bank: Bank, request: Row, *, minor: int, currency: str, method: str, why: str = ""
) -> Row:
    """Money that came for a request, or was refused (`why`)."""
    ident, at = fresh(), zoned(bank.now())
    rated = 0 if why else minor * RATE_BP // 10_000
    fee = 0 if why else min(FIXED_FEE, minor - rated)
    body = {
        "id": ident,
        "currency": currency,
        "home_currency": "php",
        "exchange_rate": None,
        "amount": number(minor),
        "fixed_fee": number(fee),
        "discount_fee": number(rated),
        "discount_fee_rate": 2.8,
        "remark": request["purpose"],
        "status": "failed" if why else "succeeded",
        "failed_reason": why or None,
        "payment_method": {"name": method, "data": CARD if method == "card" else {}},
        "customer_id": None,
        "customer": None,
        "payment_request_id": request["id"],
        "order_reference_number": None,
        "channel": "api_custom",
        "closed_at": at,
        "created_at": at,
        "updated_at": at,
        "_minor": minor,
        "_fee": fee + rated,
        "_gone": 0,
        "_at": bank.now(),
    }
    return shelf.keep(bank, "charge", ident, body, account=request["_account"], parent=request["id"])


def show(call: Call) -> Answer:
    """One, with its refunds."""
    return Answer(in_full(call.bank, mine(call, "charge", call.path["id"])))


def in_full(bank: Bank, body: Row) -> Row:
    """A charge as it is shown alone."""
    rows = [shown(one) for one in reversed(shelf.children(bank, body["id"], "refund"))]
    without = number(body["_minor"] - body["_fee"])
    return shown(body) | {
        "amount_without_fees": without,
        "refunded_amount": number(body["_gone"]),
        "refunds": rows,
        "webhook_logs": [],
    }


def listed(call: Call) -> Answer:
    """Those that fit, newest first, by a cursor."""
    wanted = call.query.get("payment_request_id")
    fits: Any = (lambda row: row["payment_request_id"] == wanted) if wanted else bool
    rows = shelf.all_of(call.bank, "charge", account=call.account, fits=fits)
    size = min(int(call.query.get("per_page", "25")), MOST_ROWS)
    cursor = call.query.get("cursor", "")
    places = [place for place, row in enumerate(rows) if row["id"] == cursor]
    rows = rows[places[0] :] if places else rows
    following = rows[size]["id"] if len(rows) > size else None
    meta = {"path": f"{call.base_url}/v1/charges", "per_page": size, "next_cursor": following, "prev_cursor": None}
    return Answer({"data": [shown(row) for row in rows[:size]], "links": {}, "meta": meta})
