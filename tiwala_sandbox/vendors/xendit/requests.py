"""POST /v3/payment_requests (direct, or by a token), GET by id, cancel, simulate."""

import secrets
from typing import Any

from tiwala_sandbox import qrph
from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit import payments
from tiwala_sandbox.vendors.xendit.channels import CHANNELS
from tiwala_sandbox.vendors.xendit.dialect import must_say_version, seconds, stamp
from tiwala_sandbox.vendors.xendit.money import minor, number
from tiwala_sandbox.vendors.xendit.things import change, fresh, mine, need, secure, tell, told

# Amounts in pesos at which a card is refused, as in their test mode.
MAGIC = {
    10051: "EXPIRED_CARD",
    10052: "SUSPECTED_FRAUDULENT",
    10053: "DECLINED_BY_PROCESSOR",
    10054: "INSUFFICIENT_BALANCE",
    10055: "STOLEN_CARD",
    10056: "INACTIVE_OR_UNAUTHORIZED_CARD",
    10057: "PROCESSOR_ERROR",
    10058: "INVALID_CVV",
    10059: "DECLINED_BY_ISSUER",
}
ASKS_PAYER_MINOR = 7754_00
"""A charge of this amount asks the payer in, whoever is present. Ours, not theirs."""
_KEPT = ("reference_id", "type", "country", "currency", "channel_code", "channel_properties", "description", "metadata")


def create(call: Call) -> Answer:
    """Ask for money: something to present to the payer, or a charge of a saved method."""
    must_say_version(call.headers)
    asked = call.json
    need(asked, "reference_id", "type", "country", "currency", "request_amount", "channel_code")
    if asked["type"] != "PAY" or asked["currency"] != "PHP":
        raise Problem("INVALID_VALUE_ERROR", "only PAY in PHP here", status=400)
    channel = CHANNELS.get(asked["channel_code"])
    amount = minor(asked["request_amount"], name="request_amount")
    if channel is None or not channel.least <= amount <= channel.most:
        raise Problem("INVALID_VALUE_ERROR", "not within the expected range of the channel", status=400)
    _check_properties(asked, channel.action)
    _check_unique(call, asked)
    token = _token(call, asked) if asked.get("payment_token_id") else None
    body = _kept(call, asked, amount)
    if token is None:
        return told(_presented(call, body, channel.action), 201)
    return told(_charged(call, body, amount), 201)


def _check_properties(asked: Row, action: str) -> None:
    properties = asked.get("channel_properties") or {}
    for name in ("success_return_url", "failure_return_url"):
        secure(properties.get(name))
    if action == "PAYMENT_CODE":
        need(properties, "payer_name")
    is_alone = properties.get("card_on_file_type") in ("RECURRING", "MERCHANT_UNSCHEDULED")
    if is_alone and not isinstance(properties.get("recurring_configuration"), dict):
        raise Problem("API_VALIDATION_ERROR", "recurring_configuration is required", status=400)


def _check_unique(call: Call, asked: Row) -> None:
    """Only cards promise that a reference is taken once. Their page prints this very code."""
    if asked["channel_code"] != "CARDS":
        return
    if shelf.by_reference(call.bank, "request", asked["reference_id"], account=call.account):
        raise Problem("DATA_NOT_FOUND", "The reference_id entered has been used before.", status=409)


def _token(call: Call, asked: Row) -> Row:
    try:
        token = shelf.get(call.bank, str(asked["payment_token_id"]), kind="token", account=call.account)
    except Problem as problem:
        raise Problem("INVALID_TOKEN", "The token cannot be found.", status=400) from problem
    if token["status"] != "ACTIVE" or token["channel_code"] != asked["channel_code"]:
        raise Problem("INVALID_TOKEN", "The token is not active for this channel.", status=400)
    return token


def _kept(call: Call, asked: Row, amount: int) -> Row:
    ident, now = fresh("pr"), stamp(call.bank.now())
    body = {
        "payment_request_id": ident,
        "created": now,
        "updated": now,
        **{name: asked[name] for name in _KEPT if name in asked},
        "capture_method": asked.get("capture_method", "AUTOMATIC"),
        "payment_token_id": asked.get("payment_token_id"),
        "request_amount": number(amount),
        "business_id": call.account,
        "latest_payment_id": None,
        "failure_code": None,
        "actions": [],
        "status": "REQUIRES_ACTION",
        "_minor": amount,
        "_account": call.account,
        "_base": call.base_url,
    }
    return shelf.keep(call.bank, "request", ident, body, account=call.account, reference=asked["reference_id"])


def _presented(call: Call, body: Row, action: str) -> Row:
    ident = body["payment_request_id"]
    if action == "WEB_URL":
        return _sent_on(call.bank, body)
    code = f"TST{secrets.randbelow(10**9):09d}"
    value = code if action == "PAYMENT_CODE" else qrph.payload(body["_minor"], merchant="XENDIT", reference=code)
    until = (body.get("channel_properties") or {}).get("expires_at")
    if until:
        call.bank.later(max(seconds(until) - call.bank.now(), 1), "expire", thing=ident)
    actions = [{"type": "PRESENT_TO_CUSTOMER", "descriptor": action, "value": value}]
    return change(call.bank, ident, actions=actions)


def _sent_on(bank: Bank, body: Row) -> Row:
    ident = body["payment_request_id"]
    url = f"{body['_base']}/hosted/{ident}"
    return change(bank, ident, actions=[{"type": "REDIRECT_CUSTOMER", "descriptor": "WEB_URL", "value": url}])


def _charged(call: Call, body: Row, amount: int) -> Row:
    ident = body["payment_request_id"]
    properties = body.get("channel_properties") or {}
    wants_payer = properties.get("skip_three_ds") is False or amount == ASKS_PAYER_MINOR
    if wants_payer:
        return _sent_on(call.bank, body)
    pesos, rest = divmod(amount, 100)
    failure = MAGIC.get(pesos) if body["channel_code"] == "CARDS" and not rest else None
    if failure:
        payments.fail(call.bank, body, failure)
    else:
        payments.take(call.bank, body, amount=amount, currency="PHP", hold=body["capture_method"] == "MANUAL")
    return shelf.get(call.bank, ident)


def show(call: Call) -> Answer:
    """A payment request by its id."""
    must_say_version(call.headers)
    return told(mine(call, "request", "id"))


def cancel(call: Call) -> Answer:
    """Call an open request off; a QR that is out cannot be called back."""
    must_say_version(call.headers)
    body = mine(call, "request", "id")
    if body["status"] != "REQUIRES_ACTION":
        raise Problem("INACTIVE_PAYMENT_REQUEST", "Payment request is already inactive.", status=400)
    if body["channel_code"] == "QRPH":
        raise Problem("INELIGIBLE_TRANSACTION_STATUS", "Not allowed for this channel.", status=400)
    return told(change(call.bank, body["payment_request_id"], status="CANCELED", actions=[]))


def simulate(call: Call) -> Answer:
    """Test mode: somebody pays. The answer is always pending; the result comes by notice."""
    must_say_version(call.headers)
    body = mine(call, "request", "id")
    if body["status"] != "REQUIRES_ACTION":
        raise Problem("INACTIVE_PAYMENT_REQUEST", "Payment request is already inactive.", status=400)
    payments.take(call.bank, body, amount=minor(call.json.get("amount"), name="amount"), currency="PHP")
    return Answer({"status": "PENDING", "message": "A simulated payment is being processed."})


def expire(bank: Bank, ident: str) -> Row:
    """An open request's time is over."""
    body = shelf.get(bank, ident)
    if body["status"] != "REQUIRES_ACTION":
        return body
    body = change(bank, ident, status="EXPIRED", actions=[])
    tell(bank, "payment_request.expiry", body, about=ident)
    return body


def under(session: Row) -> dict[str, Any]:
    """What a page asks for once its payer has chosen."""
    return {
        "reference_id": session["reference_id"],
        "type": "PAY",
        "country": "PH",
        "currency": session["currency"],
        "channel_code": (session.get("allowed_payment_channels") or ["GCASH"])[0],
        "channel_properties": {},
        "capture_method": session.get("capture_method", "AUTOMATIC"),
    }
