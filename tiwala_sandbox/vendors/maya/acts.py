"""What payers, banks and time do at Maya, and the page that payers see."""

import datetime as dt
from collections.abc import Mapping

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.maya import money, pages, things, vault
from tiwala_sandbox.vendors.vendor import Act, Page


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer pays, whatever its status; another amount, currency or source if the order says so."""
    found = {**things.get(bank, ident), **order}
    return vault.settle(
        bank,
        ident,
        minor=int(found.get("amount_minor") or found["_minor"]),
        currency=str(order.get("currency", "PHP")),
        kind=str(order.get("source", found["_kind"])),
    )


def decline(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank says no."""
    code = str(order.get("code", "PY0105"))
    return things.move(bank, ident, "PAYMENT_FAILED", errorCode=code, errorMessage="Payment failed.")


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out, or a hold does."""
    is_held = things.get(bank, ident)["status"] == "AUTHORIZED"
    return things.move(bank, ident, "CAPTURE_HOLD_EXPIRED" if is_held else "PAYMENT_EXPIRED")


def leave(bank: Bank, ident: str, _: Row) -> Row:
    """The payer presses cancel."""
    return things.move(bank, ident, "PAYMENT_CANCELLED")


def challenge(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank asks for 3-D Secure."""
    return things.move(bank, ident, "FOR_AUTHENTICATION")


def reverse(bank: Bank, ident: str, _: Row) -> Row:
    """Somebody voids it in Maya Manager."""
    money.take_back(bank, things.get(bank, ident), "Voided in Maya Manager")
    return things.get(bank, ident)


def ripen(bank: Bank, ident: str, _: Row) -> Row:
    """A day passes for this payment alone, and for what was captured of it."""
    reference, account = things.get(bank, ident)["requestReferenceNumber"], shelf.account_of(bank, ident)
    for body in things.under(bank, reference, account=account):
        if body["_day"]:
            day = dt.date.fromisoformat(body["_day"]) - dt.timedelta(days=1)
            shelf.change(bank, body["id"], _day=day.isoformat())
    return things.get(bank, ident)


def page(bank: Bank, ident: str) -> Page:
    """Maya's hosted page."""
    found = things.get(bank, ident)
    urls: Mapping[str, str] = found.get("_urls", {})

    def back(act: str) -> str:
        name = {"pay": "success", "authorize": "success", "decline": "failure"}.get(act, "cancel")
        return str(urls.get(name) or urls.get("success") or "/")

    is_open = found["status"] in things.OPEN
    yes = "authorize" if found["_authorization"] else "pay"
    acts = (yes, "decline") if is_open else ()
    return Page("Maya", f"PHP {found['_minor'] / things.PESO:,.2f}", found["requestReferenceNumber"], acts, back)


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "authorize": pay,
    "decline": decline,
    "expire": expire,
    "leave": leave,
    "challenge": challenge,
    "reverse": reverse,
    "ripen": ripen,
    "play": vault.play,
}

VERBS = {"run_out": pages.run_out}
