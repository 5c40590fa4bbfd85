"""A stand-in put together: the vendor's doors, its hosted page, and control as the sandbox has it."""

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiwala_sandbox import control
from tiwala_sandbox.agenda import Runner
from tiwala_sandbox.app import background
from tiwala_sandbox.engine import Bank, Settings
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.reading import Reader
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import hosted
from tiwala_sandbox.vendors.vendor import Vendor


def create_app(
    vendor: Vendor,
    data_path: str,
    *,
    settings: Settings | None = None,
    notice_transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """A stand-in on one data file (`:memory:` for none); see tiwala_sandbox.app.create_app."""
    bank = Bank(data_path, settings or Settings())
    bank.prove = vendor.dialect.prove

    def refuse(_: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Problem("not_found", "There is no such thing.", status=error.status_code)
        assert isinstance(error, Problem)
        return vendor.dialect.refusal(error)

    app = Starlette(
        routes=[*vendor.routes, *control.SHARED, _acts(vendor), *hosted.routes(vendor)],
        exception_handlers={Problem: refuse, HTTPException: refuse},
        lifespan=background,
    )
    app.state.bank = bank
    app.state.runner = Runner(bank, notice_transport, verbs=vendor.verbs)
    return app


def _acts(vendor: Vendor) -> Route:
    """POST /control/things/{id}/{act}: be the payer, the bank, the clock."""

    def act(bank: Bank, body: Reader, request: Request) -> Row:
        name = request.path_params["act"]
        if name not in vendor.acts:
            raise Problem("not_found", f"Acts here: {', '.join(vendor.acts)}.", status=404)
        with bank.store.transaction():
            return vendor.acts[name](bank, request.path_params["id"], body.everything())

    return Route("/control/things/{id}/{act}", control.control(act), methods=["POST"])
