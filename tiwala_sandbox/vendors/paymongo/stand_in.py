"""PayMongo's doors and page. Keys are `sk_test_<account>`; see README.md beside this file."""

from starlette.routing import Route

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.vendors.doors import Work, door
from tiwala_sandbox.vendors.paymongo import intents, payouts, refunds, sessions, webhooks
from tiwala_sandbox.vendors.paymongo.dialect import DIALECT
from tiwala_sandbox.vendors.vendor import Page, Vendor


def page(bank: Bank, ident: str) -> Page:
    """The hosted checkout."""
    attributes = sessions.get(bank, ident)["attributes"]
    amount = sessions.asked_of(attributes)
    acts = ("pay", "decline") if sessions.is_open(bank, ident) else ()

    def back(act: str) -> str:
        return str(attributes["success_url" if act == "pay" else "cancel_url"])

    return Page("Checkout", f"PHP {amount / 100:,.2f}", str(attributes["line_items"][0]["name"]), acts, back)


def _at(method: str, path: str, place: str, work: Work) -> Route:
    return Route(path, door(DIALECT, place, work), methods=[method])


VENDOR = Vendor(
    name="paymongo",
    dialect=DIALECT,
    routes=[
        _at("POST", "/v1/checkout_sessions", "start", sessions.create),
        _at("GET", "/v1/checkout_sessions/{id}", "look_up", sessions.show),
        _at("POST", "/v1/checkout_sessions/{id}/expire", "cancel", sessions.end),
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
        "pay": sessions.pay,
        "decline": sessions.decline,
        "expire": sessions.expire,
        "authorize": sessions.authorize,
        "process": sessions.process,
        "settle": refunds.settle,
        "dispute": payouts.dispute,
        "win": payouts.win,
        "lose": payouts.lose,
        "payout": payouts.payout,
    },
    page=page,
)
