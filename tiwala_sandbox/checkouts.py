"""A checkout: what a merchant asks a payer for; made, found, shown, given a code, cancelled, expired."""

import json
import secrets
from dataclasses import dataclass

from tiwala_sandbox import cards, methods, qrph
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import announce
from tiwala_sandbox.problems import Problem, missing
from tiwala_sandbox.scenarios import APPROVE, BY_SLUG, Scenario, scenario_for
from tiwala_sandbox.store import Row, new_id


@dataclass(frozen=True)
class Asked:
    """What the merchant asked for, already checked."""

    reference: str
    amount_minor: int
    currency: str
    methods: tuple[str, ...]
    return_url: str = ""
    cancel_url: str = ""
    description: str = ""
    expires_in_s: int = 1800
    customer_label: str = ""
    save_method: bool = False
    capture: str = "automatic"
    direct: str = ""
    base_url: str = ""
    off_session: bool = False
    challenge: bool = False


def open_checkout(bank: Bank, account: str, asked: Asked) -> Row:
    """Make a checkout; with `direct` its code is there at once."""
    now, ident = bank.now(), new_id("chk")
    checkout: Row = {
        "id": ident,
        "account": account,
        "reference": asked.reference,
        "status": "open",
        "amount_minor": asked.amount_minor,
        "currency": asked.currency,
        "methods": json.dumps(asked.methods),
        "method": asked.direct or None,
        "description": asked.description,
        "return_url": asked.return_url,
        "cancel_url": asked.cancel_url,
        "customer_label": asked.customer_label,
        "save_method": int(asked.save_method),
        "capture": asked.capture,
        "base_url": asked.base_url,
        "off_session": int(asked.off_session),
        "scenario": _scenario(asked).slug,
        "created_at": now,
        "expires_at": now + asked.expires_in_s,
        **_codes(ident, account, asked),
    }
    bank.store.add("checkout", checkout)
    bank.later(asked.expires_in_s, "expire", checkout=checkout["id"])
    return get(bank, checkout["id"])


def _scenario(asked: Asked) -> Scenario:
    """What the amount or the label plays; where neither plays anything, the challenge that the merchant asked for."""
    found = scenario_for(asked.amount_minor, label=asked.customer_label)
    return BY_SLUG["challenge"] if asked.challenge and found is APPROVE else found


def _codes(ident: str, account: str, asked: Asked) -> Row:
    """The QR Ph text and the counter's code, where these methods are offered."""
    qr = "qrph" in asked.methods
    merchant, reference = account.upper(), ident.removeprefix("chk_")
    return {
        "qr_payload": qrph.payload(asked.amount_minor, merchant=merchant, reference=reference) if qr else None,
        "code": f"{secrets.randbelow(10**12):012d}" if "otc" in asked.methods else None,
    }


def get(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A checkout as it is now; one whose time has come is expired first."""
    row = bank.store.one("SELECT * FROM checkout WHERE id = ?", ident)
    if row is None or (account and row["account"] != account):
        raise missing("checkout")
    if row["status"] == "open" and not row["processing"] and row["expires_at"] <= bank.now():
        return expire(bank, row)
    return row


def expire_by_now(bank: Bank, *, checkout: str) -> None:
    """The agenda's way to expire: looking at a checkout whose time has come is enough."""
    get(bank, checkout)


def find(bank: Bank, account: str, reference: str) -> list[Row]:
    """The checkouts made under a merchant's reference, newest first."""
    sql = "SELECT id FROM checkout WHERE account = ? AND reference = ? ORDER BY created_at DESC LIMIT 20"
    return [get(bank, row["id"]) for row in bank.store.all(sql, account, reference)]


def payment_of(bank: Bank, checkout: Row) -> Row | None:
    """The payer's try, or None before it."""
    return bank.store.one("SELECT * FROM payment WHERE checkout = ?", checkout["id"])


def shown_methods(checkout: Row) -> list[str]:
    """The methods offered, in the merchant's order."""
    return list(json.loads(checkout["methods"]))


def scenario_of(checkout: Row) -> Scenario:
    """The scenario that the amount or the label asked for."""
    return BY_SLUG.get(checkout["scenario"], APPROVE)


def cancel(bank: Bank, checkout: Row) -> Row:
    """Close an open or authorized checkout without money; cancelling again changes nothing."""
    if checkout["status"] == "cancelled":
        return checkout
    if checkout["status"] not in ("open", "authorized") or checkout["processing"]:
        raise not_open(checkout)
    return move(bank, checkout, "cancelled")


def expire(bank: Bank, checkout: Row) -> Row:
    """The time to pay is over."""
    if checkout["status"] != "open":
        raise not_open(checkout)
    return move(bank, checkout, "expired")


def move(bank: Bank, checkout: Row, status: str) -> Row:
    """Set the status and tell the merchant, in one transaction."""
    with bank.store.transaction():
        bank.store.change("checkout", checkout["id"], status=status, processing=0, challenge=None)
        moved = {**checkout, "status": status, "processing": 0, "challenge": None}
        announce(bank, f"checkout.{status}", shown(bank, moved), scenario=checkout["scenario"])
    return moved


def not_open(checkout: Row) -> Problem:
    """The refusal for a checkout that is past this."""
    state = "being decided by the bank" if checkout["processing"] else checkout["status"]
    return Problem("not_open", f"The checkout is {state}.", status=409, checkout_status=checkout["status"])


def shown(bank: Bank, checkout: Row) -> Row:
    """A checkout as the API and the notices show it."""
    payment = payment_of(bank, checkout)
    return {
        "object": "checkout",
        "id": checkout["id"],
        "status": checkout["status"],
        "reference": checkout["reference"],
        "amount_minor": checkout["amount_minor"],
        "currency": checkout["currency"],
        "account": checkout["account"],
        "methods": shown_methods(checkout),
        "method": checkout["method"],
        "description": checkout["description"],
        "url": f"{checkout['base_url']}/checkout/{checkout['id']}",
        "created_at": instant(checkout["created_at"]),
        "expires_at": instant(checkout["expires_at"]),
        "processing": bool(checkout["processing"]),
        "off_session": bool(checkout["off_session"]),
        "capture": checkout["capture"],
        "qr_payload": checkout["qr_payload"] if checkout["method"] == "qrph" else None,
        "code": checkout["code"] if checkout["method"] == "otc" else None,
        "payment": shown_payment(bank, payment),
    }


def shown_payment(bank: Bank, payment: Row | None) -> Row | None:
    """A payment as shown inside its checkout."""
    if payment is None:
        return None
    names = ("id", "amount_minor", "currency", "fee_minor", "refunded_minor", "masked", "decline_code", "method_token")
    times = {name: instant(payment[name]) for name in ("authorized_at", "captured_at")}
    token = payment["method_token"]
    kept = methods.facts_by_token(bank, token) if token else None
    card = cards.told(payment["masked"], account=payment["account"]) if payment["method"] == "card" else None
    return {**{name: payment[name] for name in names}, **times, "kept": kept, "card": card}
