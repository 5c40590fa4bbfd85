"""HitPay's doors and page. A key is `hitpay_<account>`; see tiwala_sandbox/vendors/README.md."""

from starlette.routing import Route

from tiwala_sandbox.vendors.doors import Work, door
from tiwala_sandbox.vendors.hitpay import acts, charges, refunds, requests, webhooks
from tiwala_sandbox.vendors.hitpay.dialect import DIALECT
from tiwala_sandbox.vendors.vendor import Vendor

_REQUESTS, _HOOKS = "/v1/payment-requests", "/v1/webhook-events"


def _at(method: str, path: str, place: str, work: Work) -> Route:
    return Route(path, door(DIALECT, place, work), methods=[method])


VENDOR = Vendor(
    name="hitpay",
    dialect=DIALECT,
    routes=[
        _at("POST", _REQUESTS, "start", requests.create),
        _at("GET", _REQUESTS, "look_up", requests.listed),
        _at("GET", f"{_REQUESTS}/{{id}}", "look_up", requests.show),
        _at("DELETE", f"{_REQUESTS}/{{id}}", "cancel", requests.delete),
        _at("GET", "/v1/charges", "look_up", charges.listed),
        _at("GET", "/v1/charges/{id}", "look_up", charges.show),
        _at("POST", "/v1/refund", "refund", refunds.create),
        _at("GET", "/v1/refund/{id}", "look_up_refund", refunds.show),
        _at("POST", _HOOKS, "account", webhooks.create),
        _at("GET", _HOOKS, "account", webhooks.listed),
        _at("PUT", f"{_HOOKS}/{{id}}", "account", webhooks.change),
        _at("DELETE", f"{_HOOKS}/{{id}}", "account", webhooks.remove),
    ],
    acts=acts.ACTS,
    page=acts.page,
    verbs=acts.VERBS,
)
