"""The hosted pages: choose a method, pay, pass the challenge, go back. They work without scripts."""

import json
import re
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tiwala_sandbox import checkouts, html, payments
from tiwala_sandbox.calls import read_body
from tiwala_sandbox.cards import BY_NUMBER, BY_SCENARIO, CARDS, digits_of, passes_luhn
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import money_text
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.scenarios import BY_ENDING, BY_SLUG, METHODS, REFUND_BY_ENDING
from tiwala_sandbox.store import Row

EXPIRY = re.compile(r"(0[1-9]|1[0-2]) ?/ ?(20)?[0-9]{2}")
CVC = re.compile(r"[0-9]{3,4}")
CHALLENGE_CODE = "123456"
PAGES: dict[str, Callable[[Row], str]] = {
    "wallet": html.wallet,
    "bank": html.bank,
    "qrph": html.qrph,
    "otc": html.otc,
}


async def show_checkout(request: Request) -> Response:
    """The first page: a choice of methods, or the only method's page."""
    checkout = _checkout(request)
    offered = checkouts.shown_methods(checkout)
    if _is_over(checkout):
        return _page(checkout, "Payment", html.over(checkout))
    if checkout["challenge"] and json.loads(checkout["challenge"])["saved"]:
        return _redirect(f"/checkout/{checkout['id']}/challenge")
    if len(offered) == 1:
        return _method_page(checkout, offered[0], request)
    return _page(checkout, "Pay", html.choose(checkout))


async def show_method(request: Request) -> Response:
    """A method's page."""
    checkout = _checkout(request)
    if _is_over(checkout):
        return _page(checkout, "Payment", html.over(checkout))
    return _method_page(checkout, _method(request, checkout), request)


def _method_page(checkout: Row, method: str, request: Request) -> Response:
    if method == "card":
        return _page(
            checkout, "Pay by card", html.card(checkout, filled=BY_SCENARIO.get(request.query_params.get("test", "")))
        )
    return _page(checkout, html.NAMES[method], PAGES[method](checkout))


async def pay(request: Request) -> Response:
    """The payer presses the button of a method."""
    form = await _form(request)
    checkout = _checkout(request)
    method = _method(request, checkout)
    if _is_over(checkout):
        return _back(checkout)
    if method == "card":
        return _pay_by_card(request, checkout, form)
    tried = payments.Try(method, payments.MASKS[method], remember="remember" in form)
    bank = _bank(request)
    if form.get("do") == "decline":
        return _back(payments.refuse(bank, checkout, tried, code="payer_refused"))
    return _back(payments.agree(bank, checkout, tried))


def _pay_by_card(request: Request, checkout: Row, form: dict[str, str]) -> Response:
    number = digits_of(form.get("number", ""))
    problem = _card_problem(number, form)
    if problem:
        return _page(checkout, "Pay by card", html.card(checkout, filled=None, problem=problem), status=422)
    card, bank = BY_NUMBER[number], _bank(request)
    tried = payments.card_try(card, remember="remember" in form, expires=_month(form["expiry"]))
    if tried.scenario.challenge or (card.scenario == "approve" and checkouts.scenario_of(checkout).challenge):
        payments.challenge(bank, checkout, tried, card=card.scenario)
        return RedirectResponse(f"/checkout/{checkout['id']}/challenge", status_code=303)
    return _back(payments.agree(bank, checkout, tried))


def _month(typed: str) -> str:
    """12/34 as 2034-12."""
    month, _slash, year = typed.partition("/")
    return f"20{year.strip()[-2:]}-{month.strip()}"


def _card_problem(number: str, form: dict[str, str]) -> str:
    if not number or not passes_luhn(number):
        return "This is not a card number. Check the digits, or fill in a test card."
    if number not in BY_NUMBER:
        return "Only the test cards listed below work here. Never type a real card; nothing was kept."
    if not EXPIRY.fullmatch(form.get("expiry", "").strip()):
        return "Write when the card expires as MM/YY, like 12/34."
    if not CVC.fullmatch(form.get("cvc", "").strip()):
        return "The security code has three or four digits."
    return ""


async def show_challenge(request: Request) -> Response:
    """The 3-D Secure page."""
    checkout = _checkout(request)
    if _is_over(checkout):
        return _page(checkout, "Payment", html.over(checkout))
    return _page(checkout, "Confirm", html.challenge(checkout, masked=_challenged(checkout).masked))


async def answer_challenge(request: Request) -> Response:
    """The payer answers the challenge."""
    form = await _form(request)
    checkout, bank = _checkout(request), _bank(request)
    if _is_over(checkout):
        return _back(checkout)
    tried = _challenged(checkout)
    if form.get("do") != "confirm" or form.get("code", "").strip() != CHALLENGE_CODE:
        return _back(payments.refuse(bank, checkout, tried, code="authentication_failed"))
    return _back(payments.agree(bank, checkout, tried))


def _challenged(checkout: Row) -> payments.Try:
    """The try that waits for the code."""
    if not checkout["challenge"]:
        raise Problem("not_found", "The bank asks nothing here.", status=404)
    return payments.challenged(checkout)


async def cancel(request: Request) -> Response:
    """The payer goes back without paying."""
    checkout = _checkout(request)
    if checkout["status"] == "open" and not checkout["processing"]:
        checkout = checkouts.cancel(_bank(request), checkout)
        return _redirect(checkout["cancel_url"] or checkout["return_url"])
    return _back(checkout)


async def show_guide(_: Request) -> Response:
    """The front page: what can be tried here."""
    cards = [(html.spaced(card.number), card.says) for card in CARDS]
    amounts = [(f"… {money_text(ending, 'PHP')[1:]}", BY_SLUG[slug].says) for ending, slug in BY_ENDING.items()]
    refunds = [
        (
            f"… {money_text(ending, 'PHP')[1:]}",
            f"refund of this amount: {'fails' if fails else 'is done'} after {wait:g} s",
        )
        for ending, (wait, fails) in REFUND_BY_ENDING.items()
    ]
    intro = (
        "<h1>A gateway for trying things out</h1><p>It is running. Open a payment from the shop to see its pages.</p>"
    )
    body = intro + html.table("Test cards", cards) + html.table("Amounts that end in", amounts + refunds)
    return HTMLResponse(html.page("Sandbox", body), headers=_headers(""))


def _bank(request: Request) -> Bank:
    bank: Bank = request.app.state.bank
    return bank


def _checkout(request: Request) -> Row:
    return checkouts.get(_bank(request), request.path_params["id"])


def _method(request: Request, checkout: Row) -> str:
    method = str(request.path_params["method"])
    if method not in METHODS or method not in checkouts.shown_methods(checkout):
        raise Problem("not_found", "This payment cannot be made that way.", status=404)
    return method


def _is_over(checkout: Row) -> bool:
    return checkout["status"] != "open" or bool(checkout["processing"])


async def _form(request: Request) -> dict[str, str]:
    raw = await read_body(request)
    try:
        fields = parse_qs(raw.decode(), max_num_fields=20)
    except ValueError:
        raise Problem("invalid_form", "The form cannot be read.", status=400) from None
    return {name: values[-1] for name, values in fields.items()}


def _back(checkout: Row) -> Response:
    """To the shop, with nothing that proves anything: the shop must ask."""
    return _redirect(checkout["return_url"])


def _redirect(url: str) -> Response:
    return RedirectResponse(
        url or "/", status_code=303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )


def _page(checkout: Row, title: str, main: str, *, status: int = 200) -> Response:
    origins = {_origin(checkout[name]) for name in ("return_url", "cancel_url") if checkout[name]}
    return HTMLResponse(html.page(title, main), status_code=status, headers=_headers(" ".join(sorted(origins))))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _headers(origins: str) -> dict[str, str]:
    """Strict: no scripts at all; forms may lead here and, by redirect, back to the shop."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {origins}"
    )
    return {
        "Content-Security-Policy": policy.strip(), "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    }  # fmt: skip


def problem_page(problem: Problem) -> Response:
    """A refusal as a page."""
    main = f"<h1>Not here</h1><p>{escape(problem.detail)}</p><p>No money was taken.</p>"
    return HTMLResponse(html.page("Not here", main), status_code=problem.status, headers=_headers(""))


ROUTES = [
    Route("/", show_guide, methods=["GET"]),
    Route("/checkout/{id}", show_checkout, methods=["GET"]),
    Route("/checkout/{id}/cancel", cancel, methods=["POST"]),
    Route("/checkout/{id}/challenge", show_challenge, methods=["GET"]),
    Route("/checkout/{id}/challenge", answer_challenge, methods=["POST"]),
    Route("/checkout/{id}/{method}", show_method, methods=["GET"]),
    Route("/checkout/{id}/{method}", pay, methods=["POST"]),
]
