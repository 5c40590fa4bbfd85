"""Xendit's doors, put together."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiwala_sandbox.calls import read_body
from tiwala_sandbox.vendors.doors import door
from tiwala_sandbox.vendors.vendor import Vendor
from tiwala_sandbox.vendors.xendit import acts, books, disputes, payments, refunds, requests, sessions, tokens
from tiwala_sandbox.vendors.xendit.dialect import DIALECT

_ask = door(DIALECT, "start", requests.create)
_charge = door(DIALECT, "charge", requests.create)
_find = door(DIALECT, "look_up", books.listed)
_list = door(DIALECT, "statement", books.listed)


async def _create_request(request: Request) -> Response:
    """One door for two things, which faults tell apart: asking a payer, and charging what was saved."""
    raw = await read_body(request)

    async def again() -> dict[str, object]:
        return {"type": "http.request", "body": raw, "more_body": False}

    same = Request(request.scope, again)
    return await (_charge if b'"payment_token_id"' in raw else _ask)(same)


async def _transactions(request: Request) -> Response:
    """Looking for one payment, or listing a day."""
    wanted = "reference_id" in request.query_params or "product_id" in request.query_params
    return await (_find if wanted else _list)(request)


def _post(path: str, place: str, work: object) -> Route:
    return Route(path, door(DIALECT, place, work), methods=["POST"])  # type: ignore[arg-type]


def _get(path: str, place: str, work: object) -> Route:
    return Route(path, door(DIALECT, place, work), methods=["GET"])  # type: ignore[arg-type]


VENDOR = Vendor(
    name="xendit",
    dialect=DIALECT,
    routes=[
        _post("/sessions", "start", sessions.create),
        _get("/sessions/{id}", "look_up", sessions.show),
        _post("/sessions/{id}/cancel", "cancel", sessions.cancel),
        Route("/v3/payment_requests", _create_request, methods=["POST"]),
        _get("/v3/payment_requests/{id}", "look_up", requests.show),
        _post("/v3/payment_requests/{id}/cancel", "cancel", requests.cancel),
        _post("/v3/payment_requests/{id}/simulate", "start", requests.simulate),
        _get("/v3/payments/{id}", "look_up", payments.show),
        _post("/v3/payments/{id}/capture", "capture", payments.capture),
        _post("/v3/payments/{id}/cancel", "cancel", payments.cancel),
        _get("/v3/payment_tokens/{id}", "look_up", tokens.show),
        _post("/v3/payment_tokens/{id}/cancel", "method", tokens.cancel),
        _post("/refunds", "refund", refunds.create),
        _get("/refunds", "look_up_refund", refunds.listed),
        _get("/refunds/{id}", "look_up_refund", refunds.show),
        _get("/v1/disputes/{id}", "dispute", disputes.show),
        Route("/transactions", _transactions, methods=["GET"]),
        _get("/balance", "account", books.balance),
    ],
    acts={
        "pay": acts.pay,
        "authorize": acts.authorize,
        "decline": acts.decline,
        "wait": acts.wait,
        "expire": acts.expire,
        "reverse": acts.reverse,
        "dispute": acts.dispute,
        "win": acts.win,
        "lose": acts.lose,
        "settle": acts.settle,
    },
    page=acts.page,
    verbs={"expire": acts.expire_by_now},
)
