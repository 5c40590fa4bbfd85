"""Refunds: asked, decided at once or later, never more than is left."""

from tiwala_sandbox import checkouts
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import announce
from tiwala_sandbox.problems import Problem, missing
from tiwala_sandbox.scenarios import refund_fate
from tiwala_sandbox.statement import add_line
from tiwala_sandbox.store import Row, new_id

NO_WAY_BACK = ("qrph", "otc")


def ask_refund(bank: Bank, payment: Row, *, amount_minor: int, reference: str, reason: str) -> Row:
    """Give back part or all of a payment; what is being refunded counts as gone already."""
    _check(payment, amount_minor)
    delay_s, failure = refund_fate(amount_minor)
    refund: Row = {
        "id": new_id("rfd"), "account": payment["account"], "checkout": payment["checkout"], "payment": payment["id"],
        "reference": reference, "amount_minor": amount_minor, "currency": payment["currency"], "reason": reason,
        "status": "pending", "failure_code": None, "created_at": bank.now(), "done_at": None,
    }  # fmt: skip
    with bank.store.transaction():
        bank.store.add("refund", refund)
        bank.store.run(
            "UPDATE payment SET refunding_minor = refunding_minor + ? WHERE id = ?", amount_minor, payment["id"]
        )
        if delay_s:
            bank.later(delay_s, "decide_refund", refund=refund["id"], failure=failure)
            return refund
        return decide_refund(bank, refund, failure)


def _check(payment: Row, amount_minor: int) -> None:
    if payment["captured_at"] is None or payment["reversed_at"] is not None:
        raise Problem("payment_not_refundable", "This payment holds no money to give back.")
    if payment["method"] in NO_WAY_BACK:
        raise Problem(
            "refund_not_supported", f"A {payment['method']} payment cannot be sent back; return the money another way."
        )
    left = payment["amount_minor"] - payment["refunded_minor"] - payment["refunding_minor"] - payment["disputed_minor"]
    if amount_minor > left:
        raise Problem("refund_too_large", "More than is left of this payment.", refundable_minor=left)


def decide_refund(bank: Bank, refund: Row, failure: str) -> Row:
    """The bank has decided: done, with a line; or failed, and the money is free again. Once only."""
    if refund["status"] != "pending":
        return refund
    with bank.store.transaction():
        values: Row = {
            "status": "failed" if failure else "done",
            "failure_code": failure or None,
            "done_at": bank.now(),
        }
        bank.store.change("refund", refund["id"], **values)
        refund = {**refund, **values}
        returned = 0 if failure else refund["amount_minor"]
        sql = (
            "UPDATE payment SET refunding_minor = refunding_minor - ?, refunded_minor = refunded_minor + ? WHERE id = ?"
        )
        bank.store.run(sql, refund["amount_minor"], returned, refund["payment"])
        if returned:
            add_line(bank, "refund", refund, gross=-returned, fee=0, refund=refund["id"])
        announce(bank, f"refund.{refund['status']}", shown_refund(refund))
    return refund


def get_refund(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A refund by its id."""
    row = bank.store.one("SELECT * FROM refund WHERE id = ?", ident)
    if row is None or (account and row["account"] != account):
        raise missing("refund")
    return row


def find_refunds(bank: Bank, account: str, reference: str) -> list[Row]:
    """The refunds asked for under a merchant's reference, newest first."""
    sql = "SELECT * FROM refund WHERE account = ? AND reference = ? ORDER BY created_at DESC LIMIT 20"
    return bank.store.all(sql, account, reference)


def payment_to_refund(bank: Bank, account: str, *, checkout: str, payment: str) -> Row:
    """The payment meant by a refund, named by its checkout or by itself."""
    if payment:
        found = bank.store.one("SELECT * FROM payment WHERE id = ? AND account = ?", payment, account)
    else:
        found = checkouts.payment_of(bank, checkouts.get(bank, checkout, account=account))
    if found is None:
        raise missing("payment")
    return found


def shown_refund(refund: Row) -> Row:
    """A refund as the API and the notices show it."""
    names = (
        "id",
        "status",
        "reference",
        "amount_minor",
        "currency",
        "checkout",
        "payment",
        "account",
        "reason",
        "failure_code",
    )
    times = {name: instant(refund[name]) for name in ("created_at", "done_at")}
    return {"object": "refund", **{name: refund[name] for name in names}, **times}
