"""Payments: taken, held, refused; GET, capture and cancel. What the balance says of them is in books.py."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit import books
from tiwala_sandbox.vendors.xendit.dialect import must_say_version, stamp
from tiwala_sandbox.vendors.xendit.money import minor, number
from tiwala_sandbox.vendors.xendit.things import change, fresh, mine, tell, told

CARD = {
    "type": "CREDIT",
    "issuer": "TEST BANK",
    "country": "PH",
    "network": "VISA",
    "fingerprint": "61f632879e9e27001a8165b9",
    "masked_card_number": "400000XXXXXX2503",
    "expiry_year": "2030",
    "expiry_month": "12",
}
_LIKE_REQUEST = ("reference_id", "type", "country", "channel_code", "capture_method", "payment_token_id", "metadata")


def take(bank: Bank, request: Row, *, amount: int, currency: str, hold: bool = False) -> Row:
    """The payer paid, or their bank set the money aside."""
    body = _new(bank, request, amount=amount, currency=currency, status="AUTHORIZED" if hold else "SUCCEEDED")
    if hold:
        tell(bank, "payment.authorization", body, about=body["payment_id"])
        return body
    return _captured(bank, body, amount)


def fail(bank: Bank, request: Row, code: str) -> Row:
    """The payer's bank said no."""
    body = _new(bank, request, amount=request["_minor"], currency=request["currency"], status="FAILED")
    change(bank, request["payment_request_id"], failure_code=code)
    body = change(bank, body["payment_id"], failure_code=code)
    tell(bank, "payment.failure", body, about=body["payment_id"])
    return body


def wait(bank: Bank, request: Row) -> Row:
    """The payer is done and the bank is thinking."""
    return _new(bank, request, amount=request["_minor"], currency=request["currency"], status="PENDING")


def _new(bank: Bank, request: Row, *, amount: int, currency: str, status: str) -> Row:
    ident, now = fresh("py"), stamp(bank.now())
    body = {
        "payment_id": ident,
        "payment_request_id": request["payment_request_id"],
        "business_id": request["_account"],
        **{name: request[name] for name in _LIKE_REQUEST if name in request},
        "channel_properties": _properties(request),
        "currency": currency,
        "request_amount": number(amount),
        "captures": [],
        "status": status,
        "payment_details": _details(request),
        "failure_code": None,
        "created": now,
        "updated": now,
        "_minor": amount,
        "_account": request["_account"],
    }
    shelf.keep(bank, "payment", ident, body, account=request["_account"], parent=request["payment_request_id"])
    at_request = "REQUIRES_ACTION" if status == "PENDING" else status
    change(bank, request["payment_request_id"], latest_payment_id=ident, status=at_request)
    return body


def _properties(request: Row) -> Row:
    asked = request.get("channel_properties") or {}
    return {**asked, "card_details": CARD} if request["channel_code"] == "CARDS" else dict(asked)


def _details(request: Row) -> Row:
    if request["channel_code"] != "CARDS":
        return {"payer_account_number": "09170001234"}
    if (request.get("channel_properties") or {}).get("skip_three_ds"):
        return {"authorization_data": {"network_response_code": "00"}}
    return {"authentication_data": {"flow": "FULL_AUTH", "a_res": {"eci": "05", "message_version": "02"}}}


def _captured(bank: Bank, body: Row, amount: int) -> Row:
    ident, name = body["payment_id"], fresh("cap")
    capture = {"capture_timestamp": stamp(bank.now()), "capture_id": name, "capture_amount": number(amount)}
    body = change(bank, ident, status="SUCCEEDED", captures=[capture], _taken=amount)
    change(bank, body["payment_request_id"], status="SUCCEEDED")
    books.paid(bank, body, name)
    tell(bank, "payment.capture", body, about=ident)
    return body


def show(call: Call) -> Answer:
    """A payment by its id."""
    must_say_version(call.headers)
    return told(mine(call, "payment", "id"))


def capture(call: Call) -> Answer:
    """Take what was set aside, or a part."""
    must_say_version(call.headers)
    body = mine(call, "payment", "id")
    amount = minor(call.json.get("capture_amount"), name="capture_amount")
    if body["status"] != "AUTHORIZED":
        raise Problem("INELIGIBLE_TRANSACTION_STATUS", "Not in this status.", status=400)
    if amount > body["_minor"]:
        raise Problem("CAPTURE_AMOUNT_EXCEEDED", "More than was authorized.", status=400)
    return told(_captured(call.bank, body, amount))


def cancel(call: Call) -> Answer:
    """Let held money go."""
    must_say_version(call.headers)
    body = mine(call, "payment", "id")
    if body["status"] != "AUTHORIZED":
        raise Problem("INELIGIBLE_TRANSACTION_STATUS", "Not in this status.", status=400)
    change(call.bank, body["payment_request_id"], status="CANCELED")
    return told(change(call.bank, body["payment_id"], status="CANCELED"))
