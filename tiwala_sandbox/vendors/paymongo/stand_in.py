"""PayMongo's doors and page. Keys are `sk_test_<account>`; see README.md beside this file."""

from starlette.routing import Route

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors.doors import Work, door
from tiwala_sandbox.vendors.paymongo import codes, intents, payouts, refunds, sessions, webhooks
from tiwala_sandbox.vendors.paymongo.dialect import DIALECT
from tiwala_sandbox.vendors.vendor import Act, Page, Vendor


def page(bank: Bank, ident: str) -> Page:
    """The hosted checkout."""
    if codes.is_one(bank, ident):
        return _code_page(bank, ident)
    attributes = sessions.get(bank, ident)["attributes"]
    amount = sessions.asked_of(attributes)
    acts = ("pay", "decline") if sessions.is_open(bank, ident) else ()

    def back(act: str) -> str:
        return str(attributes["success_url" if act == "pay" else "cancel_url"])

    about = str(attributes["line_items"][0]["name"])
    if (attributes["payment_method_options"] or {}).get("card", {}).get("installments", {}).get("enabled"):
        about += " (3, 6 or 12 months)"
    return Page("Checkout", f"PHP {amount / 100:,.2f}", about, acts, back)


def _code_page(bank: Bank, ident: str) -> Page:
    """Test mode's page of a code: somebody pays it, or their bank says no."""
    attributes = codes.get(bank, ident)["attributes"]
    acts = ("pay", "decline") if attributes["status"] == "awaiting_next_action" else ()
    shown = f"PHP {attributes['amount'] / 100:,.2f}"
    return Page("QR Ph", shown, str(attributes["description"]), acts, lambda _act: f"/hosted/{ident}")


def _either(of_code: Act, of_session: Act) -> Act:
    """An act by what the thing is: a code's intent, or a session."""

    def act(bank: Bank, ident: str, order: Row) -> Row:
        return (of_code if codes.is_one(bank, ident) else of_session)(bank, ident, order)

    return act


def _at(method: str, path: str, place: str, work: Work) -> Route:
    return Route(path, door(DIALECT, place, work), methods=[method])


VENDOR = Vendor(
    name="paymongo",
    dialect=DIALECT,
    routes=[
        _at("POST", "/v1/checkout_sessions", "start", sessions.create),
        _at("GET", "/v1/checkout_sessions/{id}", "look_up", sessions.show),
        _at("POST", "/v1/checkout_sessions/{id}/expire", "cancel", sessions.end),
        _at("POST", "/v1/payment_intents", "start", codes.create),
        _at("POST", "/v1/payment_methods", "method", codes.method),
        _at("POST", "/v1/payment_intents/{id}/attach", "charge", codes.attach),
        _at("GET", "/v1/payment_intents/{id}", "look_up", intents.show),
        _at("POST", "/v1/payment_intents/{id}/capture", "capture", intents.capture),
        _at("POST", "/v1/payment_intents/{id}/cancel", "cancel", intents.cancel),
        _at("GET", "/v1/payouts", "statement", payouts.listing),
        _at("GET", "/v1/payments", "statement", refunds.payments),
        _at("GET", "/v1/payments/{id}", "look_up", refunds.payment),
        _at("POST", "/v1/refunds", "refund", refunds.create),
        _at("GET", "/v1/refunds", "look_up_refund", refunds.listing),
        _at("GET", "/v1/refunds/{id}", "look_up_refund", refunds.show),
        _at("POST", "/v1/webhooks", "account", webhooks.create),
        _at("GET", "/v1/webhooks", "account", webhooks.listing),
        _at("GET", "/v1/webhooks/{id}", "account", webhooks.show),
        _at("PUT", "/v1/webhooks/{id}", "account", webhooks.update),
        _at("POST", "/v1/webhooks/{id}/enable", "account", webhooks.enable),
        _at("POST", "/v1/webhooks/{id}/disable", "account", webhooks.disable),
    ],
    acts={
        "pay": _either(codes.pay, sessions.pay),
        "decline": _either(codes.decline, sessions.decline),
        "expire": _either(codes.expire, sessions.expire),
        "authorize": sessions.authorize,
        "process": _either(codes.process, sessions.process),
        "settle": refunds.settle,
        "dispute": payouts.dispute,
        "win": payouts.win,
        "lose": payouts.lose,
        "payout": payouts.payout,
    },
    page=page,
    verbs={"expire": codes.expire_by_now},
)
