"""The page a payer comes to at a stand-in: what is to be paid, and a button for each thing that may happen."""

import base64
import hashlib
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.vendors.vendor import Page, Vendor

_STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem}"
    "button{font:inherit;padding:.7rem 1.2rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
    "form-action *; frame-ancestors 'none'"
}
_WORDS = {"pay": "Pay", "authorize": "Let the money be set aside", "decline": "Be declined", "leave": "Go back"}


def routes(vendor: Vendor) -> list[Route]:
    """GET /hosted/{id} and POST /hosted/{id}/{act}."""

    async def show(request: Request) -> Response:
        bank: Bank = request.app.state.bank
        try:
            page = vendor.page(bank, request.path_params["id"])
        except Problem as problem:
            return HTMLResponse(escape(problem.detail), status_code=problem.status, headers=_HEADERS)
        return HTMLResponse(_html(vendor, page, request.path_params["id"]), headers=_HEADERS)

    async def act(request: Request) -> Response:
        bank: Bank = request.app.state.bank
        ident, name = request.path_params["id"], request.path_params["act"]
        try:
            page = vendor.page(bank, ident)
            if name in page.acts and name != "leave":
                with bank.store.transaction():
                    vendor.acts[name](bank, ident, {})
        except Problem as problem:
            return HTMLResponse(escape(problem.detail), status_code=problem.status, headers=_HEADERS)
        return RedirectResponse(page.back(name), status_code=303)

    return [Route("/hosted/{id}", show), Route("/hosted/{id}/{act}", act, methods=["POST"])]


def _html(vendor: Vendor, page: Page, ident: str) -> str:
    buttons = "".join(
        f'<form method="post" action="/hosted/{escape(ident)}/{act}"><button>{_WORDS.get(act, act)}</button></form>'
        for act in (*page.acts, "leave")
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(page.title)}</title><link rel="icon" href="data:,"><style>{_STYLE}</style>'
        f"<main><p>A stand-in for {escape(vendor.name)}. No real money.</p>"
        f"<h1>{escape(page.amount)}</h1><p>{escape(page.about)}</p>{buttons}</main></html>"
    )
