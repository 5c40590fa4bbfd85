"""What payers, banks and time do to a page (ps-…), a request (pr-…), a refund (rfd-…) or a dispute (mi-dspt-…)."""

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.vendor import Page
from tiwala_sandbox.vendors.xendit import books, disputes, payments, refunds, requests, sessions, tokens
from tiwala_sandbox.vendors.xendit.dialect import stamp
from tiwala_sandbox.vendors.xendit.money import fixed, minor, number
from tiwala_sandbox.vendors.xendit.things import change, fresh, shown, tell


def pay(bank: Bank, ident: str, body: Row) -> Row:
    """Paid, whatever the page says: {amount, currency, keep}. Also late, when its time is over."""
    thing = shelf.get(bank, ident)
    request = _asked(bank, thing)
    amount = minor(body["amount"], name="amount") if body.get("amount") is not None else thing["_minor"]
    paid = payments.take(bank, request, amount=amount, currency=body.get("currency") or thing["currency"])
    return _after(bank, thing, paid, keep=body.get("keep") is True)


def authorize(bank: Bank, ident: str, _: Row) -> Row:
    """The bank sets the money aside."""
    thing = shelf.get(bank, ident)
    held = payments.take(bank, _asked(bank, thing), amount=thing["_minor"], currency=thing["currency"], hold=True)
    return _after(bank, thing, held, keep=False)


def decline(bank: Bank, ident: str, body: Row) -> Row:
    """The bank says no: {failure_code}. A page stays open for another try, and names what was tried."""
    thing = shelf.get(bank, ident)
    request = _asked(bank, thing)
    payments.fail(bank, request, body.get("failure_code") or "INSUFFICIENT_BALANCE")
    if _is_page(thing):
        return change(bank, ident, payment_request_id=request["payment_request_id"])
    return shelf.get(bank, ident)


def wait(bank: Bank, ident: str, _: Row) -> Row:
    """The payer is done, the bank is thinking."""
    thing = shelf.get(bank, ident)
    paid = payments.wait(bank, _asked(bank, thing))
    if _is_page(thing):
        return change(bank, ident, payment_request_id=paid["payment_request_id"], payment_id=paid["payment_id"])
    return shelf.get(bank, ident)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out."""
    thing = shelf.get(bank, ident)
    return sessions.expire(bank, ident) if _is_page(thing) else requests.expire(bank, ident)


def expire_by_now(bank: Bank, thing: str) -> Row:
    """The agenda's verb."""
    return expire(bank, thing, {})


def reverse(bank: Bank, ident: str, _: Row) -> Row:
    """The money is taken back."""
    books.taken_back(bank, _paid(bank, ident))
    return shelf.get(bank, ident)


def dispute(bank: Bank, ident: str, body: Row) -> Row:
    """The payer's bank disputes: {amount}."""
    paid = _paid(bank, ident)
    amount = minor(body["amount"], name="amount") if body.get("amount") is not None else paid["_taken"]
    return shown(disputes.open_dispute(bank, paid, amount))


def win(bank: Bank, ident: str, _: Row) -> Row:
    """A dispute ends well."""
    return shown(disputes.decide(bank, ident, won=True))


def lose(bank: Bank, ident: str, _: Row) -> Row:
    """A dispute ends badly."""
    return shown(disputes.decide(bank, ident, won=False))


def settle(bank: Bank, ident: str, body: Row) -> Row:
    """A slow refund is decided: {works}."""
    return shown(refunds.decide(bank, ident, works=body.get("works") is not False))


def page(bank: Bank, ident: str) -> Page:
    """The hosted page."""
    thing = shelf.get(bank, ident)
    is_open = thing["status"] in ("ACTIVE", "REQUIRES_ACTION")
    holds = thing.get("capture_method") == "MANUAL"
    acts = ("authorize" if holds else "pay", "decline") if is_open else ()
    amount = f"{thing['currency']} {fixed(thing['_minor'])}"
    properties = thing if _is_page(thing) else thing.get("channel_properties") or {}

    def back(act: str) -> str:
        went_well = act in ("pay", "authorize")
        other = properties.get("cancel_return_url") or properties.get("failure_return_url")
        return str((properties.get("success_return_url") if went_well else other) or f"/hosted/{ident}")

    return Page("Xendit", amount, str(thing.get("description") or thing["reference_id"]), acts, back)


def _is_page(thing: Row) -> bool:
    return "payment_session_id" in thing


def _asked(bank: Bank, thing: Row) -> Row:
    """The payment request behind: of a page, a new one each time its payer tries."""
    if not _is_page(thing):
        return thing
    ident, now = fresh("pr"), stamp(bank.now())
    body = {
        "payment_request_id": ident,
        "created": now,
        "updated": now,
        **requests.under(thing),
        "request_amount": number(thing["_minor"]),
        "business_id": thing["_account"],
        "latest_payment_id": None,
        "failure_code": None,
        "actions": [],
        "status": "REQUIRES_ACTION",
        "_minor": thing["_minor"],
        "_account": thing["_account"],
    }
    return shelf.keep(bank, "request", ident, body, account=thing["_account"], reference=thing["reference_id"])


def _after(bank: Bank, thing: Row, paid: Row, *, keep: bool) -> Row:
    """A page that was open is done; one whose time was over stays as it was, and only the payment tells."""
    if not _is_page(thing) or thing["status"] != "ACTIVE":
        return shelf.get(bank, thing.get("payment_session_id") or thing["payment_request_id"])
    token = None
    if keep and thing.get("allow_save_payment_method") in ("FORCED", "OPTIONAL"):
        token = tokens.make(bank, paid)["payment_token_id"]
        change(bank, paid["payment_id"], payment_token_id=token)
    ids = {"payment_request_id": paid["payment_request_id"], "payment_id": paid["payment_id"]}
    body = change(bank, thing["payment_session_id"], status="COMPLETED", payment_token_id=token, **ids)
    tell(bank, "payment_session.completed", body, about=thing["payment_session_id"])
    return body


def _paid(bank: Bank, ident: str) -> Row:
    thing = shelf.get(bank, ident)
    found = thing.get("payment_id") or thing.get("latest_payment_id")
    if not found:
        raise Problem("not_found", "Nobody paid.", status=404)
    return shelf.get(bank, found)
