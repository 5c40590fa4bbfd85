"""Checkout sessions: the hosted page."""

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.reading import is_web_address
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe import forms, money, showing
from tiwala_sandbox.vendors.stripe.dialect import bad
from tiwala_sandbox.vendors.stripe.events import tell

SHORTEST_S, LONGEST_S = 1800, 86_400


def create(call: Call) -> Answer:
    """POST /v1/checkout/sessions, mode payment, prices written out."""
    asked, bank = forms.values_of(call), call.bank
    forms.word(asked, "mode", one_of=("payment",))
    for name in ("success_url", "cancel_url"):
        if (name == "success_url" or name in asked) and not is_web_address(forms.word(asked, name)):
            raise bad(name, "Not a valid URL", code="url_invalid")
    currency, total = _lines(asked)
    methods = [str(one) for one in forms.listed(asked, "payment_method_types")]
    for one in methods:
        if currency not in money.METHODS.get(one, ()):
            raise bad("payment_method_types", f"{one} does not take {currency}.")
    intent = forms.group(asked, "payment_intent_data")
    ident = new_id("cs_test")
    body: Row = {
        "id": ident,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "created": int(bank.now()),
        "currency": currency,
        "customer": None,
        "customer_creation": forms.word(asked, "customer_creation", default="if_required"),
        "expires_at": _end(asked, bank.now()),
        "livemode": False,
        "locale": asked.get("locale"),
        "metadata": forms.group(asked, "metadata"),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_options": forms.group(asked, "payment_method_options"),
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "status": "open",
        "success_url": asked["success_url"],
        "url": f"{call.base_url}/hosted/{ident}",
        "_intent": {
            "capture": forms.word(intent, "capture_method", default="automatic_async"),
            "metadata": forms.group(intent, "metadata"),
            "description": intent.get("description"),
            "future_use": intent.get("setup_future_usage"),
        },
    }
    shelf.keep(bank, "session", ident, body, account=call.account)
    bank.later(body["expires_at"] - bank.now(), "expire", ident=ident)
    return showing.one(call, body)


def _lines(asked: forms.Values) -> tuple[str, int]:
    lines = forms.listed(asked, "line_items")
    if not lines:
        raise bad("line_items", "You must provide `line_items`.")
    total, currency = 0, ""
    for line in lines:
        price = forms.group(line if isinstance(line, dict) else {}, "price_data")
        currency = forms.word(price, "currency")
        if not forms.word(forms.group(price, "product_data"), "name"):
            raise bad("line_items[0][price_data][product_data][name]", "A name is needed.")
        total += forms.whole(price, "unit_amount") * forms.whole(line, "quantity", default=1)
    money.check_amount(total, currency, param="line_items")
    return currency, total


def _end(asked: forms.Values, now: float) -> int:
    end = forms.whole(asked, "expires_at", default=int(now) + LONGEST_S)
    if not now + SHORTEST_S <= end <= now + LONGEST_S:
        raise bad("expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.")
    return end


def show(call: Call) -> Answer:
    """GET /v1/checkout/sessions/{id}."""
    return showing.one(call, shelf.get(call.bank, call.path["id"], kind="session", account=call.account))


def search(call: Call) -> Answer:
    """GET /v1/checkout/sessions, of one intent or all."""
    intent = call.query.get("payment_intent", "")
    return showing.many(call, "session", fits=lambda body: not intent or body["payment_intent"] == intent)


def expire(call: Call) -> Answer:
    """POST /v1/checkout/sessions/{id}/expire: only an open page can be closed."""
    session = shelf.get(call.bank, call.path["id"], kind="session", account=call.account)
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
        raise Problem("", message, status=400)
    return showing.one(call, close(call.bank, session))


def close(bank: Bank, session: Row) -> Row:
    """The page takes nothing any more."""
    if session["payment_intent"]:
        money.let_go(bank, shelf.get(bank, session["payment_intent"]), reason="abandoned")
    session = shelf.change(bank, session["id"], status="expired", url=None)
    tell(bank, "checkout.session.expired", session)
    return session


def time_is_over(bank: Bank, ident: str) -> None:
    """The agenda's: an open page closes when its time is over."""
    session = shelf.get(bank, ident)
    if session["status"] == "open" and session["expires_at"] <= bank.now():
        close(bank, session)
