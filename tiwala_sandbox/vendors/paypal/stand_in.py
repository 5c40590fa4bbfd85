"""PayPal's doors and page. Client id `app-<account>`, secret `secret-<account>`; see README.md of the vendors."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiwala_sandbox.vendors.doors import Place, Work, door
from tiwala_sandbox.vendors.paypal import acts, disputes, kept, orders
from tiwala_sandbox.vendors.paypal.dialect import DIALECT, KEYS, pem
from tiwala_sandbox.vendors.vendor import Dialect, Vendor

_ORDERS = "/v2/checkout/orders"
_HOLDS = "/v2/payments/authorizations"


def _at(method: str, path: str, place: Place, work: Work, dialect: Dialect = DIALECT) -> Route:
    return Route(path, door(dialect, place, work), methods=[method])


async def _certificate(_: Request) -> Response:
    return Response(pem(), media_type="application/x-pem-file")


VENDOR = Vendor(
    name="paypal",
    dialect=DIALECT,
    routes=[
        _at("POST", "/v1/oauth2/token", "account", orders.token, KEYS),
        _at("POST", _ORDERS, kept.place, kept.create),
        _at("GET", f"{_ORDERS}/{{id}}", "look_up", orders.show),
        _at("PATCH", f"{_ORDERS}/{{id}}", "cancel", orders.patch),
        _at("POST", f"{_ORDERS}/{{id}}/capture", "capture", orders.capture),
        _at("POST", f"{_ORDERS}/{{id}}/authorize", "capture", orders.authorize),
        _at("POST", f"{_HOLDS}/{{id}}/capture", "capture", orders.take_held),
        _at("POST", f"{_HOLDS}/{{id}}/void", "cancel", orders.void),
        _at("POST", "/v2/payments/captures/{id}/refund", "refund", orders.refund),
        _at("GET", "/v2/payments/captures/{id}", "look_up", orders.show_capture),
        _at("GET", "/v1/customer/disputes", "dispute", disputes.search),
        _at("GET", "/v1/customer/disputes/{id}", "dispute", disputes.show),
        _at("DELETE", "/v3/vault/payment-tokens/{id}", "method", kept.forget),
        _at("GET", "/v2/payments/refunds/{id}", "look_up_refund", orders.show_refund),
        Route("/v1/notifications/certs/CERT-1", _certificate),
    ],
    acts=acts.ACTS,
    page=acts.page,
    verbs=acts.VERBS,
)
