"""Payment intents and charges: how money is held, taken, refused and let go."""

from dataclasses import dataclass
from typing import Any

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.stripe import balance
from tiwala_sandbox.vendors.stripe.events import tell

SMALLEST = {"php": 3000, "usd": 50, "sgd": 50, "hkd": 400, "eur": 50, "gbp": 30, "aud": 50, "jpy": 50, "myr": 200}
LARGEST = 99_999_999
METHODS = {"card": tuple(SMALLEST), "grabpay": ("sgd", "myr")}
DECLINES = (
    "insufficient_funds", "generic_decline", "lost_card", "stolen_card", "do_not_honor", "fraudulent",
    "card_velocity_exceeded", "try_again_later",
)  # fmt: skip
OWN_CODES = ("expired_card", "incorrect_cvc", "processing_error", "authentication_required")


def unexpected(intent: Row, verb: str) -> Problem:
    """The refusal of what this intent's state does not let one do."""
    return Problem(
        "payment_intent_unexpected_state",
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}.",
        status=400,
        payment_intent=intent,
    )


def check_amount(amount: int, currency: str, *, param: str) -> None:
    """Refuse what is too small or too large to be paid."""
    if currency not in SMALLEST:
        raise Problem("", f"Invalid currency: {currency}.", status=400, param="currency")
    if amount < SMALLEST[currency]:
        raise Problem("amount_too_small", "The amount must convert to at least 50 cents.", status=400, param=param)
    if amount > LARGEST:
        raise Problem("amount_too_large", "Amount must be no more than 999,999.99.", status=400, param=param)


@dataclass(frozen=True)
class Asked:
    """What a payment intent is made of."""

    amount: int
    currency: str
    methods: list[str]
    capture: str = "automatic"
    metadata: Row | None = None
    description: str | None = None
    future_use: str | None = None
    customer: str | None = None


def make_intent(bank: Bank, asked: Asked, *, account: str, parent: str = "") -> Row:
    """A new intent, with nothing paid."""
    ident = new_id("pi")
    body: Row = {
        "id": ident,
        "object": "payment_intent",
        "amount": asked.amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": asked.capture,
        "client_secret": f"{ident}_secret_{new_id('s')}",
        "created": int(bank.now()),
        "currency": asked.currency,
        "customer": asked.customer,
        "description": asked.description,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": asked.metadata or {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": asked.methods,
        "setup_future_usage": asked.future_use,
        "status": "requires_payment_method",
    }
    return shelf.keep(bank, "payment_intent", ident, body, account=account, parent=parent)


def details_of(method: Row, *, challenge: str | None) -> Row:
    """A payment method as a charge shows it."""
    kind = method["type"]
    if kind != "card":
        return {"type": kind, kind: {}}
    secure = {"result": challenge, "authentication_flow": "challenge", "version": "2.2.0"} if challenge else None
    return {"type": "card", "card": {**method["card"], "three_d_secure": secure}}


@dataclass(frozen=True)
class Yes:
    """What a bank says yes to; `challenge` is how its check of the payer ended, if it made one."""

    amount: int
    currency: str
    challenge: str | None = None


def hold(bank: Bank, intent: Row, method: Row, said: Yes) -> Row:
    """The bank says yes and sets the money aside; the intent comes back."""
    amount, currency = said.amount, said.currency
    account, ident = shelf.account_of(bank, intent["id"]), new_id("ch")
    charge: Row = {
        "id": ident,
        "object": "charge",
        "amount": amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"name": None, "email": None, "phone": None},
        "captured": False,
        "created": int(bank.now()),
        "currency": currency,
        "customer": intent["customer"],
        "disputed": False,
        "failure_code": None,
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": {
            "network_status": "approved_by_network",
            "risk_level": "normal",
            "risk_score": 12,
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details_of(method, challenge=said.challenge),
        "refunded": False,
        "status": "succeeded",
    }
    shelf.keep(bank, "charge", ident, charge, account=account, parent=intent["id"])
    return shelf.change(
        bank,
        intent["id"],
        status="requires_capture",
        amount_capturable=amount,
        latest_charge=ident,
        last_payment_error=None,
        next_action=None,
        payment_method=method["id"],
    )


def take(bank: Bank, intent: Row, amount: int) -> Row:
    """Capture held money, all of it or a part; the rest is let go. The intent comes back."""
    charge = shelf.get(bank, intent["latest_charge"])
    movement = balance.move(bank, charge, "charge", amount=amount, fee=balance.fee_for(amount))
    shelf.change(bank, charge["id"], captured=True, amount_captured=amount, balance_transaction=movement)
    _let_go_the_rest(bank, charge, charge["amount"] - amount)
    done: Row = {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    intent = shelf.change(bank, intent["id"], currency=charge["currency"], **done)
    tell(bank, "payment_intent.succeeded", intent)
    return intent


def _let_go_the_rest(bank: Bank, charge: Row, rest: int) -> None:
    """What was held and not captured is told as a refund that moves no balance."""
    if rest <= 0:
        return
    body = refund_of(bank, charge, rest)
    shelf.keep(bank, "refund", body["id"], body, account=shelf.account_of(bank, charge["id"]), parent=charge["id"])
    shelf.change(bank, charge["id"], amount_refunded=rest)


def refund_of(bank: Bank, charge: Row, amount: int) -> Row:
    """A refund, not yet kept."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": int(bank.now()),
        "currency": charge["currency"],
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "status": "succeeded",
    }


def refuse(bank: Bank, intent: Row, method: Row | None, code: str) -> Row:
    """The bank says no: the intent waits for another method, and remembers why."""
    error = error_of(code)
    if method is not None:
        error["payment_method"] = {name: value for name, value in method.items() if not name.startswith("_")}
    intent = shelf.change(
        bank, intent["id"], status="requires_payment_method", last_payment_error=error, next_action=None
    )
    tell(bank, "payment_intent.payment_failed", intent)
    return intent


def error_of(code: str) -> dict[str, Any]:
    """A card error by its word."""
    own = code in OWN_CODES
    error = {"type": "card_error", "code": code if own else "card_declined", "message": "Your card was declined."}
    return error | ({} if own and code != "authentication_required" else {"decline_code": code})


def let_go(bank: Bank, intent: Row, *, reason: str | None) -> Row:
    """Cancel an intent that has no money; held money is released."""
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise unexpected(intent, "canceled")
    intent = shelf.change(
        bank,
        intent["id"],
        status="canceled",
        canceled_at=int(bank.now()),
        cancellation_reason=reason,
        amount_capturable=0,
    )
    tell(bank, "payment_intent.canceled", intent)
    return intent
