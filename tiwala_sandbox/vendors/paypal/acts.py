"""What payers and time do at PayPal, and the page that payers see."""

from collections.abc import Mapping

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import money_text
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.paypal import disputes, kept
from tiwala_sandbox.vendors.paypal.orders import in_full, let_go, run_out, tell
from tiwala_sandbox.vendors.vendor import Act, Page


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer approves, whatever the state: {amount_minor, currency, payee, keep}. Nothing is captured by that.

    A payee of "" is one that they do not name.
    """
    found = shelf.get(bank, ident, kind="order")
    if found["_status"] != "COMPLETED":
        changes: Row = {"_minor": int(order.get("amount_minor") or found["_minor"]), "_updated": bank.now()}
        currency = str(order.get("currency") or found["_currency"])
        if "keep" in order:
            changes["_keeps"] = bool(order["keep"]) and found["_keeps"]
        if "payee" in order:
            changes["_payee"] = str(order["payee"])
        shelf.change(bank, ident, _status="APPROVED", _currency=currency, **changes)
        tell(bank, "CHECKOUT.ORDER.APPROVED", in_full(bank, ident), about=ident)
    return in_full(bank, ident)


def decline(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank says no: the order is theirs to pay in another way."""
    shelf.get(bank, ident, kind="order")
    shelf.change(bank, ident, _status="PAYER_ACTION_REQUIRED")
    return in_full(bank, ident)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out. Nothing is told."""
    run_out(bank, ident)
    return in_full(bank, ident)


def time_over(bank: Bank, ident: str, _: Row) -> Row:
    """Held money that nobody took is let go by time."""
    for held in shelf.children(bank, ident, "hold"):
        shelf.change(bank, held["id"], _ends=bank.now())
        let_go(bank, held["id"])
    return in_full(bank, ident)


def page(bank: Bank, ident: str) -> Page:
    """PayPal's page."""
    found = shelf.get(bank, ident, kind="order")
    is_open = found["_status"] == "PAYER_ACTION_REQUIRED"

    def back(act: str) -> str:
        address = found["_back"] if act == "pay" else found["_cancel"]
        return f"{address}{'&' if '?' in address else '?'}token={ident}"

    shown = money_text(found["_minor"], found["_currency"])
    return Page("PayPal", shown, found["_about"], ("pay", "decline") if is_open else (), back)


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "decline": decline,
    "expire": expire,
    "time_over": time_over,
    "run_dry": kept.run_dry,
    "dispute": disputes.dispute,
    "escalate": disputes.escalate,
    "review": disputes.review,
    "end": disputes.end,
    "win": disputes.win,
    "lose": disputes.lose,
}
VERBS = {"run_out": run_out, "let_go": let_go}
