"""Control, for tests and curious people: act as the payer, order faults, move the clock. Loopback only."""

import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tiwala_sandbox import checkouts, disputes, early, notices, payments
from tiwala_sandbox.calls import Endpoint, problem_response, read_body
from tiwala_sandbox.cards import BY_SCENARIO
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import CURRENCIES
from tiwala_sandbox.problems import Problem, bad_field
from tiwala_sandbox.reading import Reader, is_web_address, parse_json
from tiwala_sandbox.scenarios import DECLINES, METHODS
from tiwala_sandbox.store import Row

MOST_URL = 2000
SECRET = re.compile(r"[\x21-\x7e]{8,200}")
ACCOUNT = re.compile(r"[a-z0-9_-]{1,40}")
Act = Callable[[Bank, Reader, Request], Row | Awaitable[Row]]


def control(act: Act) -> Endpoint:
    """Make an endpoint of an act, for loopback callers who say `control`."""

    async def endpoint(request: Request) -> Response:
        try:
            _check_caller(request)
            bank: Bank = request.app.state.bank
            reader = Reader(parse_json(await read_body(request)))
            made = act(bank, reader, request)
            return JSONResponse(await made if isinstance(made, Awaitable) else made)
        except UnicodeEncodeError:
            return problem_response(Problem("not_found", "There is no such thing.", status=404))
        except Problem as problem:
            return problem_response(problem)

    return endpoint


def _check_caller(request: Request) -> None:
    host = request.client.host if request.client else ""
    if not is_loopback(host):
        raise Problem("forbidden", "Control answers on loopback only.", status=403)
    if request.headers.get("authorization") != "Bearer control":
        raise Problem("unauthorized", "Send `Authorization: Bearer control`.", status=401)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def keep_account(bank: Bank, body: Reader, _: Request) -> Row:
    """Make or change an account; what is left out stays as it was."""
    name = body.text("account", most=40)
    known = bank.account(name) if ACCOUNT.fullmatch(name) else None
    if not ACCOUNT.fullmatch(name):
        raise bad_field("account", "use 1 to 40 of a-z, 0-9, _ and -.")
    url = body.raw("notice_url")
    check_notice_url(bank, url)
    secrets = _read_secrets(body.raw("secrets")) or (known["secrets"] if known else [f"whsec_test_{name}"])
    body.finish()
    kept_url = url if url is not None else known and known["notice_url"]
    bank.keep_account(name, notice_url=kept_url or None, secrets=secrets)
    return {"account": name, "key": f"sk_test_{name}", "notice_url": kept_url or None, "secrets": len(secrets)}


def check_notice_url(bank: Bank, url: Any) -> None:
    """Refuse an address that the sandbox may not send to; empty text means none."""
    if url is None or url == "":
        return
    if not isinstance(url, str) or len(url) > MOST_URL or not is_web_address(url):
        raise bad_field("notice_url", "an absolute http or https address is needed.")
    host = urlsplit(url).hostname or ""
    if not is_loopback(host) and host not in bank.settings.notice_hosts:
        raise bad_field("notice_url", f"start the sandbox with --notice-host {host} to send notices there.")


def _read_secrets(value: Any) -> list[str]:
    if value is None:
        return []
    fine = isinstance(value, list) and len(value) in (1, 2)
    if not fine or not all(isinstance(one, str) and SECRET.fullmatch(one) for one in value):
        raise bad_field("secrets", "a list of one or two texts of 8 to 200 visible ASCII letters is needed.")
    return list(value)


def order_faults(bank: Bank, body: Reader, _: Request) -> Row:
    """Order faults."""
    bank.faults.order(body)
    return bank.faults.listing()


def show_faults(bank: Bank, _: Reader, __: Request) -> Row:
    """What is ordered."""
    return bank.faults.listing()


def clear_faults(bank: Bank, _: Reader, __: Request) -> Row:
    """No more faults."""
    bank.faults.clear()
    return bank.faults.listing()


def move_clock(bank: Bank, body: Reader, _: Request) -> Row:
    """Set the bank's clock apart from real time."""
    offset = body.number("offset_s", least=-10 * 366 * 86400, most=10 * 366 * 86400)
    body.finish()
    bank.move_clock(offset)
    return {"offset_s": offset, "now": instant(bank.now())}


async def tick(bank: Bank, body: Reader, request: Request) -> Row:
    """Do now all that is due, and wait for it."""
    body.finish()
    await request.app.state.runner.run_due()
    return {"now": instant(bank.now())}


def act_on_checkout(bank: Bank, body: Reader, request: Request) -> Row:
    """Act as the payer or the payer's bank."""
    checkout = checkouts.get(bank, request.path_params["id"])
    act = request.path_params["act"]
    if act not in ACTS:
        raise Problem("not_found", f"Use one of {', '.join(ACTS)}.", status=404)
    with bank.store.transaction():
        return checkouts.shown(bank, ACTS[act](bank, checkout, body))


def _pay(bank: Bank, checkout: Row, body: Reader) -> Row:
    tried = _read_try(checkout, body)
    amount = body.maybe_whole("amount_minor")
    currency = body.choice("currency", CURRENCIES, default=checkout["currency"])
    body.finish()
    return payments.pay_anyway(bank, checkout, tried, amount_minor=amount, currency=currency)


def _agree(bank: Bank, checkout: Row, body: Reader) -> Row:
    tried = _read_try(checkout, body)
    body.finish()
    return payments.agree(bank, checkout, tried)


def _read_try(checkout: Row, body: Reader) -> payments.Try:
    default = checkout["method"] or checkouts.shown_methods(checkout)[0]
    method = body.choice("method", METHODS, default=default)
    card = BY_SCENARIO[body.choice("card", tuple(BY_SCENARIO), default="approve")]
    remember, expires = body.flag("remember"), body.text("expires", most=7, default="2034-12")
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", expires):
        raise bad_field("expires", "a month such as 2034-12 is needed.")
    if method == "card":
        return payments.card_try(card, remember=remember, expires=expires)
    return payments.Try(method, payments.MASKS[method], remember=remember)


def _authorize(bank: Bank, checkout: Row, body: Reader) -> Row:
    _must_be_open(checkout)
    tried = _read_try(checkout, body)
    body.finish()
    return payments.pay_anyway(bank, {**checkout, "capture": "manual"}, tried)


def _fail(bank: Bank, checkout: Row, body: Reader) -> Row:
    _must_be_open(checkout)
    code = body.choice("decline_code", DECLINES, default="do_not_honor")
    tried = _read_try(checkout, body)
    body.finish()
    return payments.refuse(bank, checkout, tried, code=code)


def _must_be_open(checkout: Row) -> None:
    if checkout["status"] != "open":
        raise checkouts.not_open(checkout)


ACTS: dict[str, Callable[[Bank, Row, Reader], Row]] = {
    "pay": _pay,
    "agree": _agree,
    "authorize": _authorize,
    "fail": _fail,
    "expire": lambda bank, checkout, _: checkouts.expire(bank, checkout),
    "cancel": lambda bank, checkout, _: checkouts.cancel(bank, checkout),
    "reverse": lambda bank, checkout, _: payments.reverse(bank, checkout),
}


def open_dispute(bank: Bank, body: Reader, _: Request) -> Row:
    """The payer disputes a payment."""
    ident, amount = body.text("checkout", most=100), body.maybe_whole("amount_minor")
    reason = body.choice("reason", disputes.REASONS, default="fraudulent")
    body.finish()
    checkout = checkouts.get(bank, ident)
    return disputes.shown_dispute(disputes.open_dispute(bank, checkout, amount_minor=amount, reason=reason))


def close_dispute(bank: Bank, body: Reader, request: Request) -> Row:
    """The payer's bank decides a dispute."""
    body.finish()
    dispute = disputes.get_dispute(bank, request.path_params["id"])
    return disputes.shown_dispute(disputes.close_dispute(bank, dispute, won=request.url.path.endswith("/win")))


def warn_early(bank: Bank, body: Reader, _: Request) -> Row:
    """The payer's bank warns of a payment."""
    ident = body.text("checkout", most=100)
    reason = body.choice("reason", early.REASONS, default="unauthorized_use")
    body.finish()
    return early.shown_warning(early.warn(bank, checkouts.get(bank, ident), reason=reason))


def list_notices(bank: Bank, _: Reader, request: Request) -> Row:
    """The latest notices, all or about one object."""
    return {"data": notices.listing(bank, about=request.query_params.get("checkout", ""))}


def resend_notices(bank: Bank, body: Reader, _: Request) -> Row:
    """Send notices again."""
    notice, about = body.text("notice", most=100, default=""), body.text("checkout", most=100, default="")
    body.finish()
    if bool(notice) == bool(about):
        raise bad_field("notice", "name the notice or the checkout, one of them.")
    return {"resent": notices.resend(bank, notice=notice or "-", about=about or "-")}


def show_log(bank: Bank, _: Reader, __: Request) -> Row:
    """What happened lately, newest first."""
    rows = bank.store.all("SELECT at, kind, facts FROM log ORDER BY seq DESC LIMIT 200")
    return {"data": [{"at": instant(row["at"]), "kind": row["kind"], **_facts(row)} for row in rows]}


def _facts(row: Row) -> Row:
    return dict(parse_json(row["facts"].encode()))


def reset(bank: Bank, body: Reader, _: Request) -> Row:
    """Forget everything but the demo account."""
    body.finish()
    bank.reset()
    return {"forgotten": True}


SHARED = [
    Route("/control/accounts", control(keep_account), methods=["POST"]),
    Route("/control/faults", control(order_faults), methods=["POST"]),
    Route("/control/faults", control(show_faults), methods=["GET"]),
    Route("/control/faults", control(clear_faults), methods=["DELETE"]),
    Route("/control/clock", control(move_clock), methods=["POST"]),
    Route("/control/tick", control(tick), methods=["POST"]),
    Route("/control/notices", control(list_notices), methods=["GET"]),
    Route("/control/notices/resend", control(resend_notices), methods=["POST"]),
    Route("/control/log", control(show_log), methods=["GET"]),
    Route("/control/reset", control(reset), methods=["POST"]),
]

ROUTES = [
    *SHARED,
    Route("/control/checkouts/{id}/{act}", control(act_on_checkout), methods=["POST"]),
    Route("/control/warnings", control(warn_early), methods=["POST"]),
    Route("/control/disputes", control(open_dispute), methods=["POST"]),
    Route("/control/disputes/{id}/win", control(close_dispute), methods=["POST"]),
    Route("/control/disputes/{id}/lose", control(close_dispute), methods=["POST"]),
]
