"""Payouts: what was earned goes to the bank; and what banks dispute."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.paymongo import events, sessions
from tiwala_sandbox.vendors.paymongo.dialect import error, limit_of

MANILA = ZoneInfo("Asia/Manila")
DISPUTE_FEE = 80_000


def listing(call: Call) -> Answer:
    """GET /v1/payouts, newest first, by an opaque cursor."""
    if events.is_old(call.account):
        raise error("access_denied", "This account has no payouts to list.", status=403)
    first, _, last = call.query.get("created_at.between", "..").partition("..")
    found = [
        one
        for one in shelf.all_of(call.bank, "payout", account=call.account)
        if (not first or _day(one) >= first) and (not last or _day(one) <= last)
    ]
    begin, limit = _begin(call), limit_of(call.query)
    following = str(begin + limit) if begin + limit < len(found) else None
    pages = {"next_cursor": following, "prev_cursor": None, "total_records": len(found)}
    return Answer({"data": found[begin : begin + limit], "pagination": pages})


def payout(bank: Bank, ident: str, order: Row) -> Row:
    """All that was earned and not sent yet goes to the bank; `ident` is any thing of the account."""
    account = shelf.account_of(bank, ident)
    paid = shelf.all_of(bank, "payment", account=account, fits=_is_waiting)
    body: Row = {"id": new_id("po"), "type": "payout", "attributes": _sums(bank, paid, order)}
    for one in paid:
        sessions.settle(bank, one["id"], payout=body["id"])
    shelf.keep(bank, "payout", body["id"], body, account=account)
    events.tell(bank, body["id"], "payout.deposited", body, account=account)
    return body


def dispute(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank disputes what paid a session; only an event tells of it."""
    account = shelf.account_of(bank, ident)
    paid = sessions.get(bank, ident)["attributes"]["payments"][-1]
    sessions.settle(bank, paid["id"], disputed=True)
    now = int(bank.now())
    attributes = {
        "status": "under_review",
        "payment_id": paid["id"],
        "amount": paid["attributes"]["amount"],
        "fee": DISPUTE_FEE,
        "currency": paid["attributes"]["currency"],
        "livemode": False,
        "created_at": now,
        "updated_at": now,
    }
    body: Row = {"id": new_id("dsp"), "type": "dispute", "attributes": attributes}
    shelf.keep(bank, "dispute", body["id"], body, account=account, parent=paid["id"])
    events.tell(bank, body["id"], "dispute.created", body, account=account)
    return body


def win(bank: Bank, ident: str, _: Row) -> Row:
    """The bank decides for the merchant."""
    return _resolve(bank, ident, "won")


def lose(bank: Bank, ident: str, _: Row) -> Row:
    """The bank decides for the payer."""
    return _resolve(bank, ident, "lost")


def _resolve(bank: Bank, ident: str, status: str) -> Row:
    known = shelf.get(bank, ident, kind="dispute")
    if known["attributes"]["status"] != "under_review":
        raise error("resource_resolved_state", "The dispute is over.")
    attributes = known["attributes"] | {"status": status, "updated_at": int(bank.now())}
    body = shelf.change(bank, ident, attributes=attributes)
    sessions.settle(bank, attributes["payment_id"], disputed=False)
    events.tell(bank, ident, "dispute.resolved", body, account=shelf.account_of(bank, ident))
    return body


def _sums(bank: Bank, paid: list[Row], order: Row) -> Row:
    now, held = int(bank.now()), [one["attributes"] for one in paid]
    gone = [back["attributes"]["amount"] for one in held for back in one["refunds"]]
    return {
        "amount": sum(one["amount"] for one in held),
        "fee": sum(one["fee"] for one in held),
        "refund_amount": sum(gone),
        "net_amount": sum(one["net_amount"] for one in held) - sum(gone),
        "currency": "PHP",
        "livemode": False,
        "status": str(order.get("status", "deposited")),
        "created_at": now,
        "updated_at": now,
    }


def _is_waiting(payment: Row) -> bool:
    return payment["attributes"]["status"] != "failed" and payment["attributes"]["payout"] is None


def _day(thing: Row) -> str:
    return datetime.fromtimestamp(thing["attributes"]["created_at"], UTC).astimezone(MANILA).date().isoformat()


def _begin(call: Call) -> int:
    cursor = call.query.get("after", "0")
    if not (cursor.isascii() and cursor.isdigit()):
        raise error("parameter_invalid", "after is no cursor.", attribute="after")
    return int(cursor[:6])
