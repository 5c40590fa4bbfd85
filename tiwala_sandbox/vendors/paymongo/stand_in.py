"""PayMongo's doors and page. Keys are `sk_test_<account>`; see tiwala_sandbox/vendors/README.md."""

from starlette.routing import Route

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.vendors.doors import Work, door
from tiwala_sandbox.vendors.paymongo import refunds, sessions, webhooks
from tiwala_sandbox.vendors.paymongo.dialect import DIALECT
from tiwala_sandbox.vendors.vendor import Page, Vendor


def page(bank: Bank, ident: str) -> Page:
    """The hosted checkout."""
    attributes = sessions.get(bank, ident)["attributes"]
    amount = sum(item["amount"] * item["quantity"] for item in attributes["line_items"])

    def back(act: str) -> str:
        return str(attributes["success_url" if act == "pay" else "cancel_url"])

    return Page("Checkout", f"PHP {amount / 100:,.2f}", str(attributes["description"]), ("pay", "decline"), back)


def _at(method: str, path: str, place: str, work: Work) -> Route:
    return Route(path, door(DIALECT, place, work), methods=[method])


VENDOR = Vendor(
    name="paymongo",
    dialect=DIALECT,
    routes=[
        _at("POST", "/v1/checkout_sessions", "start", sessions.create),
        _at("GET", "/v1/checkout_sessions/{id}", "look_up", sessions.show),
        _at("POST", "/v1/checkout_sessions/{id}/expire", "cancel", sessions.end),
        _at("GET", "/v1/payments", "statement", refunds.payments),
        _at("GET", "/v1/payments/{id}", "look_up", refunds.payment),
        _at("POST", "/v1/refunds", "refund", refunds.create),
        _at("GET", "/v1/refunds", "look_up_refund", refunds.listing),
        _at("GET", "/v1/refunds/{id}", "look_up_refund", refunds.show),
        _at("POST", "/v1/webhooks", "account", webhooks.create),
        _at("GET", "/v1/webhooks", "account", webhooks.listing),
    ],
    acts={
        "pay": sessions.pay,
        "decline": sessions.decline,
        "expire": sessions.expire,
        "dispute": refunds.dispute,
    },
    page=page,
)
