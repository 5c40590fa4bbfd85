"""The merchant's API: /v1."""

from datetime import datetime

from starlette.routing import Route

from tiwala_sandbox import checkouts, disputes, early, methods, payments, refunds, statement
from tiwala_sandbox.calls import Answer, Call, api, body_of
from tiwala_sandbox.checkouts import Asked
from tiwala_sandbox.faults import fault
from tiwala_sandbox.fees import CURRENCIES
from tiwala_sandbox.problems import Problem, bad_field
from tiwala_sandbox.reading import Reader
from tiwala_sandbox.scenarios import METHODS, Scenario
from tiwala_sandbox.store import Row


def show_account(call: Call) -> Answer:
    """The connection check."""
    account = call.bank.account(call.account) or {}
    facts = {"account": call.account, "live": False, "methods": list(METHODS), "currencies": list(CURRENCIES)}
    return Answer({**facts, "notice_url": account.get("notice_url")})


def create_checkout(call: Call) -> Answer:
    """Ask a payer for money on the hosted page."""
    asked = _read_checkout(call.body, call.base_url)
    call.body.finish()
    checkout = checkouts.open_checkout(call.bank, call.account, asked)
    lost = checkouts.scenario_of(checkout).call_fault
    return Answer(checkouts.shown(call.bank, checkout), status=201, fault=fault(lost) if lost else None)


def _read_checkout(body: Reader, base_url: str) -> Asked:
    asked = Asked(
        reference=body.text("reference", most=100),
        amount_minor=body.whole("amount_minor"),
        currency=body.choice("currency", CURRENCIES),
        methods=tuple(body.choices("methods", METHODS)),
        return_url=body.url("return_url"),
        cancel_url=body.url("cancel_url", default=""),
        description=body.text("description", most=200, default=""),
        expires_in_s=body.whole("expires_in_s", most=2_592_000, default=1800),
        customer_label=body.text("customer_label", most=100, default=""),
        save_method=body.flag("save_method"),
        challenge=body.flag("challenge"),
        capture=body.choice("capture", ("automatic", "manual"), default="automatic"),
        direct=body.choice("direct", ("qrph", "otc"), default=""),
        base_url=base_url,
    )
    return _fitting(asked, methods_were_given=body.raw("methods") is not None)


def _fitting(asked: Asked, *, methods_were_given: bool) -> Asked:
    """Leave out methods that cannot do what is asked; refuse when they were asked for by name."""
    card_only = asked.currency != "PHP" or asked.capture == "manual"
    if not card_only:
        if asked.direct and asked.direct not in asked.methods:
            raise bad_field("direct", "it must be one of the methods.")
        return asked
    if asked.direct or (methods_were_given and asked.methods != ("card",)):
        if asked.currency != "PHP":
            raise Problem("currency_not_supported", "Only cards take other currencies than PHP.", field="currency")
        raise bad_field("capture", "only cards can be captured by hand.")
    return Asked(**{**vars(asked), "methods": ("card",)})


def show_checkout(call: Call) -> Answer:
    """One checkout as it is now."""
    return body_of(checkouts.shown(call.bank, checkouts.get(call.bank, call.path["id"], account=call.account)))


def find_checkouts(call: Call) -> Answer:
    """The checkouts under a merchant's reference: the answer to a lost answer."""
    rows = checkouts.find(call.bank, call.account, _reference(call))
    return body_of({"data": [checkouts.shown(call.bank, row) for row in rows]})


def _reference(call: Call) -> str:
    reference = call.asked("reference")
    if not reference:
        raise bad_field("reference", "say which one: ?reference=…")
    return reference


def cancel_checkout(call: Call) -> Answer:
    """Close a checkout without money."""
    call.body.finish()
    checkout = checkouts.get(call.bank, call.path["id"], account=call.account)
    return body_of(checkouts.shown(call.bank, checkouts.cancel(call.bank, checkout)))


def capture_checkout(call: Call) -> Answer:
    """Take the held money."""
    amount = call.body.maybe_whole("amount_minor")
    call.body.finish()
    checkout = checkouts.get(call.bank, call.path["id"], account=call.account)
    return body_of(checkouts.shown(call.bank, payments.capture(call.bank, checkout, amount)))


def create_refund(call: Call) -> Answer:
    """Give money back."""
    body = call.body
    checkout, payment = body.text("checkout", most=100, default=""), body.text("payment", most=100, default="")
    amount, reference = body.whole("amount_minor"), body.text("reference", most=100)
    reason = body.text("reason", most=200, default="")
    body.finish()
    if bool(checkout) == bool(payment):
        raise bad_field("checkout", "name the checkout or the payment, one of them.")
    paid = refunds.payment_to_refund(call.bank, call.account, checkout=checkout, payment=payment)
    refund = refunds.ask_refund(call.bank, paid, amount_minor=amount, reference=reference, reason=reason)
    return Answer(refunds.shown_refund(refund), status=201)


def show_refund(call: Call) -> Answer:
    """One refund as it is now."""
    return body_of(refunds.shown_refund(refunds.get_refund(call.bank, call.path["id"], account=call.account)))


def find_refunds(call: Call) -> Answer:
    """The refunds under a merchant's reference."""
    rows = refunds.find_refunds(call.bank, call.account, _reference(call))
    return body_of({"data": [refunds.shown_refund(row) for row in rows]})


def show_method(call: Call) -> Answer:
    """A saved method."""
    return body_of(methods.shown_method(methods.get_method(call.bank, call.path["token"], account=call.account)))


def delete_method(call: Call) -> Answer:
    """Forget a saved method."""
    methods.forget_method(call.bank, call.path["token"], account=call.account)
    return Answer(None, status=204)


def charge_method(call: Call) -> Answer:
    """Charge a saved method: at once while the payer is away; with `payer_present` a bank may ask them for a code."""
    present = call.body.flag("payer_present")
    asked = _read_charge(call.body, call.base_url, away=not present)
    call.body.finish()
    method = methods.method_to_charge(call.bank, call.path["token"], account=call.account)
    if method["method"] != "card" and asked.currency != "PHP":
        raise Problem("currency_not_supported", "Only cards take other currencies than PHP.", field="currency")
    checkout = checkouts.open_checkout(
        call.bank, call.account, Asked(**{**vars(asked), "methods": (method["method"],)})
    )
    scenario = checkouts.scenario_of(checkout)
    checkout = _charged(call, checkout, method, scenario, away=not present)
    return Answer(
        checkouts.shown(call.bank, checkout),
        status=201,
        fault=fault(scenario.call_fault) if scenario.call_fault else None,
    )


def _charged(call: Call, checkout: Row, method: Row, scenario: Scenario, *, away: bool) -> Row:
    tried = payments.Try(method["method"], method["masked"])
    if scenario.challenge and not away:
        return payments.challenge(call.bank, checkout, tried, card="approve", saved=True)
    if scenario.challenge:
        absent = Scenario("absent", "the payer is not there", decline="authentication_failed")
        tried = payments.Try(method["method"], method["masked"], absent)
    return payments.agree(call.bank, checkout, tried)


def _read_charge(body: Reader, base_url: str, *, away: bool) -> Asked:
    return Asked(
        reference=body.text("reference", most=100),
        amount_minor=body.whole("amount_minor"),
        currency=body.choice("currency", CURRENCIES),
        methods=(),
        return_url=body.url("return_url", default=""),
        description=body.text("description", most=200, default=""),
        customer_label=body.text("customer_label", most=100, default=""),
        base_url=base_url,
        off_session=away,
        challenge=body.flag("challenge") and not away,
    )


def list_disputes(call: Call) -> Answer:
    """Disputes, newest first, a hundred a page: ?status=, ?since= (an instant), ?cursor=."""
    rows, following = disputes.list_disputes(
        call.bank, call.account, call.asked("status"), since=_since(call), cursor=call.asked("cursor")
    )
    return body_of({"data": [disputes.shown_dispute(row) for row in rows], "next_cursor": following})


def _since(call: Call) -> float:
    said = call.asked("since")
    try:
        return datetime.fromisoformat(said).timestamp() if said else 0.0
    except (ValueError, OverflowError) as error:
        raise bad_field("since", "it must be an instant such as 2026-12-31T00:00:00+00:00.") from error


def show_dispute(call: Call) -> Answer:
    """One dispute."""
    return body_of(disputes.shown_dispute(disputes.get_dispute(call.bank, call.path["id"], account=call.account)))


def answer_dispute(call: Call) -> Answer:
    """Say why the money is the merchant's."""
    text = call.body.text("text", most=5000)
    call.body.finish()
    dispute = disputes.get_dispute(call.bank, call.path["id"], account=call.account)
    return body_of(disputes.shown_dispute(disputes.answer_dispute(call.bank, dispute, text)))


def show_warning(call: Call) -> Answer:
    """One early warning."""
    return body_of(early.shown_warning(early.get_warning(call.bank, call.path["id"], account=call.account)))


def show_statement(call: Call) -> Answer:
    """A day's lines and totals."""
    return body_of(statement.statement(call.bank, call.account, call.path["day"], cursor=call.asked("cursor")))


def list_payouts(call: Call) -> Answer:
    """What was paid out."""
    return body_of(statement.payouts(call.bank, call.account, cursor=call.asked("cursor")))


ROUTES = [
    Route("/v1/account", api("account", show_account), methods=["GET"]),
    Route("/v1/checkouts", api("start", create_checkout, needs_key=True), methods=["POST"]),
    Route("/v1/checkouts", api("look_up", find_checkouts), methods=["GET"]),
    Route("/v1/checkouts/{id}", api("look_up", show_checkout), methods=["GET"]),
    Route("/v1/checkouts/{id}/cancel", api("cancel", cancel_checkout), methods=["POST"]),
    Route("/v1/checkouts/{id}/capture", api("capture", capture_checkout), methods=["POST"]),
    Route("/v1/refunds", api("refund", create_refund, needs_key=True), methods=["POST"]),
    Route("/v1/refunds", api("look_up_refund", find_refunds), methods=["GET"]),
    Route("/v1/refunds/{id}", api("look_up_refund", show_refund), methods=["GET"]),
    Route("/v1/methods/{token}", api("method", show_method), methods=["GET"]),
    Route("/v1/methods/{token}", api("method", delete_method), methods=["DELETE"]),
    Route("/v1/methods/{token}/charges", api("charge", charge_method, needs_key=True), methods=["POST"]),
    Route("/v1/disputes", api("dispute", list_disputes), methods=["GET"]),
    Route("/v1/disputes/{id}", api("dispute", show_dispute), methods=["GET"]),
    Route("/v1/disputes/{id}/answer", api("dispute", answer_dispute), methods=["POST"]),
    Route("/v1/warnings/{id}", api("dispute", show_warning), methods=["GET"]),
    Route("/v1/statements/{day}", api("statement", show_statement), methods=["GET"]),
    Route("/v1/payouts", api("statement", list_payouts), methods=["GET"]),
]
