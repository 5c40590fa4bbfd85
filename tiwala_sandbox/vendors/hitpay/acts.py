"""What payers, banks, staff and time do at HitPay, and the page that payers see."""

from collections.abc import Mapping

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.hitpay import charges, refunds, requests
from tiwala_sandbox.vendors.hitpay.dialect import bare
from tiwala_sandbox.vendors.hitpay.things import shown, tell
from tiwala_sandbox.vendors.vendor import Act, Page


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer pays, whatever the status: {amount_minor, currency, method, lags: the request says nothing yet}."""
    request = shelf.get(bank, ident, kind="request")
    minor = int(order.get("amount_minor") or request["_minor"])
    currency = str(order.get("currency") or request["currency"]).lower()
    method = str(order.get("method") or request["payment_methods"][0])
    charge = charges.make(bank, request, minor=minor, currency=currency, method=method)
    if not order.get("lags"):
        request = shelf.change(bank, ident, status="completed", updated_at=bare(bank.now()))
    account = shelf.account_of(bank, ident)
    tell(bank, "charge.created", {"business_id": account, **charges.in_full(bank, charge)}, about=charge["id"])
    tell(bank, "payment_request.completed", requests.with_payments(bank, request), about=ident)
    return shown(charge)


def decline(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank says no: {reason, stays: the page stays open}."""
    request, why = shelf.get(bank, ident, kind="request"), str(order.get("reason") or "card_declined")
    facts = {"minor": request["_minor"], "currency": request["currency"], "method": request["payment_methods"][0]}
    charges.make(bank, request, **facts, why=why)
    if order.get("stays"):
        return shown(request)
    request = shelf.change(bank, ident, status="failed", failure_reason=why)
    tell(bank, "payment_request.failed", requests.with_payments(bank, request), about=ident)
    return shown(request)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out. Nothing is told."""
    requests.run_out(bank, ident)
    return shown(shelf.get(bank, ident))


def mark(bank: Bank, ident: str, order: Row) -> Row:
    """The request is as somebody at HitPay's site made it: {status}."""
    return shown(shelf.change(bank, ident, status=str(order["status"])))


def give_back(bank: Bank, ident: str, order: Row) -> Row:
    """Staff refund on HitPay's own site: {amount_minor}."""
    charge = _paid(bank, ident)
    minor = int(order.get("amount_minor") or charge["_minor"])
    return shown(refunds.make(bank, charge, minor=minor, status="succeeded", who="Staff"))


def void(bank: Bank, ident: str, _: Row) -> Row:
    """The charge is void."""
    return shown(shelf.change(bank, _paid(bank, ident)["id"], status="void"))


def page(bank: Bank, ident: str) -> Page:
    """HitPay's checkout."""
    found = shelf.get(bank, ident, kind="request")
    is_open = found["status"] == "pending" and not found.get("_deleted")

    def back(act: str) -> str:
        if not found["redirect_url"]:
            return f"/hosted/{ident}"
        joined = "&" if "?" in found["redirect_url"] else "?"
        status = {"pay": "completed", "decline": "failed"}.get(act, "canceled")
        return f"{found['redirect_url']}{joined}reference={ident}&status={status}"

    amount = f"{found['currency'].upper()} {found['amount']}"
    about = str(found["purpose"] or found["reference_number"] or "")
    return Page("HitPay", amount, about, ("pay", "decline") if is_open else (), back)


def _paid(bank: Bank, ident: str) -> Row:
    paid = [one for one in shelf.children(bank, ident, "charge") if one["status"] != "failed"]
    if not paid:
        raise Problem("not_found", "Nobody paid.", status=404)
    return paid[-1]


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "decline": decline,
    "expire": expire,
    "mark": mark,
    "give_back": give_back,
    "void": void,
    "settle": lambda bank, ident, order: shown(refunds.settle(bank, ident, order)),
}
VERBS = {"run_out": requests.run_out}
