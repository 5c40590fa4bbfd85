"""Payment intents that a saved card pays, and the verbs of all intents."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import forms, money, showing
from tiwala_sandbox.vendors.stripe.dialect import bad
from tiwala_sandbox.vendors.stripe.events import tell

PAYMENT_REQUIRED = 402


def create(call: Call) -> Answer:
    """POST /v1/payment_intents with a saved card and confirm=true."""
    asked, bank = forms.values_of(call), call.bank
    amount, currency = forms.whole(asked, "amount"), forms.word(asked, "currency")
    money.check_amount(amount, currency, param="amount")
    if forms.word(asked, "confirm") != "true":
        raise bad("confirm", "This stand-in charges saved cards only: confirm=true.")
    method = _method(call, asked)
    intent = money.make_intent(
        bank,
        money.Asked(
            amount=amount,
            currency=currency,
            methods=[str(one) for one in forms.listed(asked, "payment_method_types")],
            capture=forms.word(asked, "capture_method", default="automatic_async"),
            metadata=forms.group(asked, "metadata"),
            description=asked.get("description"),
            customer=method["customer"],
        ),
        account=call.account,
    )
    return _confirm(call, asked, intent, method)


def _method(call: Call, asked: forms.Values) -> Row:
    ident, customer = forms.word(asked, "payment_method"), forms.word(asked, "customer")
    found = shelf.find(call.bank, ident)
    if found is None or found["account"] != call.account or found["kind"] != "payment_method":
        raise Problem("resource_missing", "No such PaymentMethod.", status=400, param="payment_method")
    method: Row = found["body"]
    if not customer or method["customer"] != customer:
        raise Problem("", "The payment method is not attached to this customer.", status=400, param="payment_method")
    return method


def _confirm(call: Call, asked: forms.Values, intent: Row, method: Row) -> Answer:
    options = forms.group(forms.group(asked, "payment_method_options"), "card")
    is_away, plays = forms.word(asked, "off_session") == "true", method["_plays"]
    must_ask = plays == "authentication_required" or options.get("request_three_d_secure") == "any"
    if must_ask and not is_away:
        return _ask_the_payer(call, asked, intent, method)
    if plays != "approve":
        return _no(money.refuse(call.bank, intent, method, plays))
    intent = money.hold(call.bank, intent, method, money.Yes(intent["amount"], intent["currency"]))
    if intent["capture_method"] != "manual":
        intent = money.take(call.bank, intent, intent["amount"])
    return showing.one(call, intent)


def _ask_the_payer(call: Call, asked: forms.Values, intent: Row, method: Row) -> Answer:
    back = forms.word(asked, "return_url")
    if not back:
        raise bad("return_url", "A return_url is needed.")
    to = {"url": f"{call.base_url}/hosted/{intent['id']}", "return_url": back}
    action = {"type": "redirect_to_url", "redirect_to_url": to}
    intent = shelf.change(
        call.bank, intent["id"], status="requires_action", next_action=action, payment_method=method["id"]
    )
    return showing.one(call, intent)


def _no(intent: Row) -> Answer:
    """A card error is an answer that is kept under its key."""
    error = {**intent["last_payment_error"], "payment_intent": showing.shown(intent)}
    return Answer({"error": error}, status=PAYMENT_REQUIRED)


def authenticate(bank: Bank, intent: Row, *, passed: bool) -> Row:
    """The payer comes back from their bank's check."""
    if intent["status"] != "requires_action":
        raise money.unexpected(intent, "confirmed")
    method = shelf.get(bank, intent["payment_method"])
    if not passed:
        error = {"type": "card_error", "code": "payment_intent_authentication_failure", "message": "Not authenticated."}
        intent = shelf.change(bank, intent["id"], status="requires_payment_method", last_payment_error=error)
        tell(bank, "payment_intent.payment_failed", intent)
        return intent
    intent = money.hold(bank, intent, method, money.Yes(intent["amount"], intent["currency"], "authenticated"))
    return intent if intent["capture_method"] == "manual" else money.take(bank, intent, intent["amount"])


def show(call: Call) -> Answer:
    """GET /v1/payment_intents/{id}."""
    return showing.one(call, _get(call))


def search(call: Call) -> Answer:
    """GET /v1/payment_intents."""
    return showing.many(call, "payment_intent")


def capture(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/capture."""
    intent, asked = _get(call), forms.values_of(call)
    if intent["status"] != "requires_capture":
        raise money.unexpected(intent, "captured")
    amount = forms.whole(asked, "amount_to_capture", default=intent["amount_capturable"])
    if amount > intent["amount_capturable"]:
        raise bad("amount_to_capture", "More than can be captured.", code="amount_too_large")
    return showing.one(call, money.take(call.bank, intent, amount))


def cancel(call: Call) -> Answer:
    """POST /v1/payment_intents/{id}/cancel."""
    return showing.one(call, money.let_go(call.bank, _get(call), reason=None))


def _get(call: Call) -> Row:
    return shelf.get(call.bank, call.path["id"], kind="payment_intent", account=call.account)
