"""The stand-in for Stripe: its doors in one list."""

from starlette.routing import Route

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.vendors.doors import Call, Work, door
from tiwala_sandbox.vendors.stripe import acts, disputes, endpoints, intents, kept, refunds, sessions, showing
from tiwala_sandbox.vendors.stripe.dialect import DIALECT
from tiwala_sandbox.vendors.vendor import Vendor


def show_account(call: Call) -> Answer:
    """GET /v1/account: whose key this is."""
    return Answer({"id": f"acct_{call.account}", "object": "account", "country": "SG", "default_currency": "php"})


def list_movements(call: Call) -> Answer:
    """GET /v1/balance_transactions."""
    return showing.many(call, "balance_transaction")


def _route(method: str, path: str, place: str, work: Work) -> Route:
    return Route(f"/v1/{path}", door(DIALECT, place, work), methods=[method])


ROUTES = [
    _route("GET", "account", "account", show_account),
    _route("POST", "checkout/sessions", "start", sessions.create),
    _route("GET", "checkout/sessions", "look_up", sessions.search),
    _route("GET", "checkout/sessions/{id}", "look_up", sessions.show),
    _route("POST", "checkout/sessions/{id}/expire", "cancel", sessions.expire),
    _route("POST", "payment_intents", "charge", intents.create),
    _route("GET", "payment_intents", "look_up", intents.search),
    _route("GET", "payment_intents/{id}", "look_up", intents.show),
    _route("POST", "payment_intents/{id}/capture", "capture", intents.capture),
    _route("POST", "payment_intents/{id}/cancel", "cancel", intents.cancel),
    _route("POST", "refunds", "refund", refunds.create),
    _route("GET", "refunds", "look_up_refund", refunds.search),
    _route("GET", "refunds/{id}", "look_up_refund", refunds.show),
    _route("GET", "payment_methods/{id}", "method", kept.show),
    _route("POST", "payment_methods/{id}/detach", "method", kept.detach),
    _route("GET", "disputes", "dispute", disputes.search),
    _route("GET", "disputes/{id}", "dispute", disputes.show),
    _route("POST", "disputes/{id}", "dispute", disputes.answer),
    _route("GET", "radar/early_fraud_warnings/{id}", "dispute", disputes.show_warning),
    _route("GET", "balance_transactions", "statement", list_movements),
    _route("GET", "webhook_endpoints", "account", endpoints.search),
    _route("POST", "webhook_endpoints", "account", endpoints.create),
    _route("POST", "webhook_endpoints/{id}", "account", endpoints.change),
    _route("DELETE", "webhook_endpoints/{id}", "account", endpoints.remove),
]

VENDOR = Vendor(
    "stripe",
    DIALECT,
    ROUTES,
    acts.ACTS,
    acts.page,
    verbs={"expire": sessions.time_is_over},
)
