"""What is kept and told. Names that begin with "_" are ours and never leave."""

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.hitpay.dialect import missing, wrong

PESO: Final = 100
LEAST_MINOR, MOST_MINOR = 30, 99_999_999_999
MODELS: Final = {"request": "PaymentRequest", "charge": "Charge", "refund": "Refund", "webhook": "Webhook"}


def fresh() -> str:
    """A new id as theirs look."""
    return str(uuid.uuid4())


def shown(body: Row) -> Row:
    """A thing as it is told."""
    return {name: value for name, value in body.items() if not name.startswith("_")}


def mine(call: Call, kind: str, ident: str) -> Row:
    """A thing of this caller's; one that was deleted is gone."""
    try:
        found = shelf.get(call.bank, ident, kind=kind, account=call.account)
    except Problem as problem:
        raise missing(MODELS[kind], ident) from problem
    if found.get("_deleted"):
        raise missing(MODELS[kind], ident)
    return found


def told(body: Row, status: int = 200) -> Answer:
    """A thing as an answer."""
    return Answer(shown(body), status=status)


def minor_of(value: Any) -> int:
    """Centavos of an amount that somebody asks for: a number or its text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong("amount")
    try:
        exact = Decimal(str(value)) * PESO
    except InvalidOperation as broken:
        raise wrong("amount", "The amount must be a number.") from broken
    if not exact.is_finite() or exact != int(exact):
        raise wrong("amount", "The amount must be a number.")
    if not LEAST_MINOR <= exact <= MOST_MINOR:
        raise wrong("amount", "The amount must be between 0.3 and 999999999.99.")
    return int(exact)


def number(minor: int) -> int | float:
    """Centavos as charges and refunds write them: 70.56, 100."""
    return minor // PESO if minor % PESO == 0 else float(Decimal(minor) / PESO)


def fixed(minor: int) -> str:
    """Centavos as payment requests write them: "10.00"."""
    return f"{minor // PESO}.{minor % PESO:02d}"


def tell(bank: Bank, event: str, body: Row, *, about: str) -> None:
    """A notice, where the account asked for it: by its registered addresses, or by the one control gave it."""
    account = shelf.account_of(bank, about)
    asked = shelf.all_of(bank, "webhook", account=account)
    if asked and not any(event in one["event_types"] for one in asked):
        return
    meet(bank, Written(new_id("hook"), account, about, event, body))
