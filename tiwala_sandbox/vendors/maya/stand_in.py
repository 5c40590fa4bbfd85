"""Maya's doors and page. Keys are `pk-<account>` and `sk-<account>`; see tiwala_sandbox/vendors/README.md."""

from starlette.routing import Route

from tiwala_sandbox.vendors.doors import Work, door
from tiwala_sandbox.vendors.maya import acts, money, pages, vault, webhooks
from tiwala_sandbox.vendors.maya.dialect import PUBLIC, SECRET
from tiwala_sandbox.vendors.vendor import Dialect, Vendor

_PAYMENT = "/payments/v1/payments/{id}"
_CUSTOMER = "/payments/v1/customers/{customer}"
_HOOKS = ("/payments/v1/webhooks", "/checkout/v1/webhooks")


def _at(method: str, path: str, place: str, work: Work, dialect: Dialect = SECRET) -> Route:
    return Route(path, door(dialect, place, work), methods=[method])


_WEBHOOKS = [
    route
    for path in _HOOKS
    for route in (
        _at("POST", path, "account", webhooks.create),
        _at("GET", path, "account", webhooks.listing),
        _at("PUT", f"{path}/{{id}}", "account", webhooks.change),
        _at("DELETE", f"{path}/{{id}}", "account", webhooks.remove),
    )
]

ROUTES = [
    _at("POST", "/checkout/v1/checkouts", "start", pages.checkout, PUBLIC),
    _at("GET", "/checkout/v1/checkouts/{id}", "look_up", pages.show_checkout),
    _at("POST", "/payby/v2/paymaya/payments", "start", pages.wallet, PUBLIC),
    _at("POST", "/payments/v1/qr/payments", "start", pages.qr, PUBLIC),
    _at("GET", "/payments/v1/payment-rrns/{rrn}", "look_up", pages.under_reference),
    _at("GET", _PAYMENT, "look_up", pages.show),
    _at("GET", f"{_PAYMENT}/status", "look_up", pages.show_status, PUBLIC),
    _at("POST", f"{_PAYMENT}/cancel", "cancel", pages.cancel),
    _at("POST", f"{_PAYMENT}/capture", "capture", money.capture),
    _at("POST", f"{_PAYMENT}/voids", "refund", money.void),
    _at("GET", f"{_PAYMENT}/voids", "look_up_refund", money.voids),
    _at("POST", f"{_PAYMENT}/refunds", "refund", money.refund),
    _at("GET", f"{_PAYMENT}/refunds", "look_up_refund", money.refunds),
    _at("POST", "/payments/v1/customers", "account", vault.create_customer),
    _at("GET", _CUSTOMER, "account", vault.show_customer),
    _at("DELETE", _CUSTOMER, "method", vault.delete_customer),
    _at("POST", f"{_CUSTOMER}/cards", "method", vault.create_card),
    _at("GET", f"{_CUSTOMER}/cards", "method", vault.cards),
    _at("GET", f"{_CUSTOMER}/cards/{{card}}", "method", vault.show_card),
    _at("DELETE", f"{_CUSTOMER}/cards/{{card}}", "method", vault.delete_card),
    _at("POST", f"{_CUSTOMER}/cards/{{card}}/payments", "charge", vault.charge),
    *_WEBHOOKS,
]

VENDOR = Vendor("maya", PUBLIC, ROUTES, acts.ACTS, acts.page, verbs=acts.VERBS)
