"""What the simulated bank does once a payer has agreed: approve, think, decline, capture, take back."""

import json
from dataclasses import dataclass, replace

from tiwala_sandbox import checkouts
from tiwala_sandbox.cards import TestCard
from tiwala_sandbox.cards import masked as masked_card
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.faults import PAYER_FAULTS
from tiwala_sandbox.fees import fee_for
from tiwala_sandbox.methods import save_method
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.scenarios import APPROVE, BY_SLUG, Scenario
from tiwala_sandbox.statement import add_line
from tiwala_sandbox.store import Row, new_id

MASKS = {"wallet": "Test wallet •••• 1234", "qrph": "QR Ph", "bank": "Test bank •••• 5678", "otc": "Counter"}


@dataclass(frozen=True)
class Try:
    """How the payer pays: by what, from what, and the scenario that goes with the card."""

    method: str
    masked: str
    scenario: Scenario = APPROVE
    remember: bool = False
    expires: str = "2034-12"


def card_try(card: TestCard, *, remember: bool = False, expires: str = "2034-12") -> Try:
    """Paying with a test card."""
    return Try("card", masked_card(card.number), BY_SLUG[card.scenario], remember, expires)


def challenge(bank: Bank, checkout: Row, tried: Try, *, card: str, saved: bool = False) -> Row:
    """The bank asks the payer for a code first; `saved`: of a method that is kept, so that no other is offered."""
    asked = json.dumps({
        "card": card, "method": tried.method, "masked": tried.masked, "remember": tried.remember,
        "expires": tried.expires, "saved": saved,
    })  # fmt: skip
    with bank.store.transaction():
        bank.store.change("checkout", checkout["id"], challenge=asked)
    return {**checkout, "challenge": asked}


def challenged(checkout: Row) -> Try:
    """The try that waits for the payer's code."""
    kept = json.loads(checkout["challenge"])
    return Try(kept["method"], kept["masked"], BY_SLUG[kept["card"]], kept["remember"], kept["expires"])


def agree(bank: Bank, checkout: Row, tried: Try) -> Row:
    """The payer has agreed (and passed the challenge, if any): play the scenario to its end or its agenda."""
    if checkout["status"] != "open" or checkout["processing"]:
        raise checkouts.not_open(checkout)
    with bank.store.transaction():
        scenario = _scenario(bank, checkout, tried)
        checkout = _start(bank, checkout, replace(tried, scenario=scenario))
        if scenario.thinks_s:
            bank.store.change("checkout", checkout["id"], processing=1)
            bank.later(scenario.thinks_s, "decide", checkout=checkout["id"], scenario=scenario.slug)
            return {**checkout, "processing": 1}
        if scenario.late_s:
            bank.later(scenario.late_s, "pay_late", checkout=checkout["id"])
            return checkouts.move(bank, checkout, "expired")
        return _decide(bank, checkout, scenario)


def _scenario(bank: Bank, checkout: Row, tried: Try) -> Scenario:
    """A card of its own story wins, then the amount or label, then a fault ordered for payers."""
    if tried.scenario.slug != APPROVE.slug:
        return tried.scenario
    scenario = checkouts.scenario_of(checkout)
    if scenario.slug != APPROVE.slug or checkout["off_session"]:
        return scenario
    fault = bank.faults.draw(PAYER_FAULTS, place="payer")
    return BY_SLUG[fault.kind] if fault else scenario


def _start(bank: Bank, checkout: Row, tried: Try) -> Row:
    """Write down the payer's try, over an earlier one that came to nothing."""
    scenario = tried.scenario
    amount = max(1, checkout["amount_minor"] - scenario.less_minor)
    currency = ("USD" if checkout["currency"] == "PHP" else "PHP") if scenario.other_currency else checkout["currency"]
    _write_try(bank, checkout, tried, amount_minor=amount, currency=currency)
    bank.store.change("checkout", checkout["id"], method=tried.method, challenge=None)
    return {**checkout, "method": tried.method, "challenge": None}


def _write_try(bank: Bank, checkout: Row, tried: Try, *, amount_minor: int, currency: str) -> None:
    old = checkouts.payment_of(bank, checkout)
    token = save_method(bank, checkout, tried.method, tried.masked, expires=tried.expires) if tried.remember else None
    values: Row = {
        "method": tried.method, "amount_minor": amount_minor, "currency": currency, "masked": tried.masked,
        "decline_code": None, "method_token": token,
    }  # fmt: skip
    if old is not None:
        bank.store.change("payment", old["id"], **values)
        return
    bank.store.add(
        "payment", {"id": new_id("pmt"), "checkout": checkout["id"], "account": checkout["account"], **values}
    )


def _decide(bank: Bank, checkout: Row, scenario: Scenario) -> Row:
    if scenario.decline:
        return decline(bank, checkout, scenario.decline)
    if checkout["capture"] == "manual":
        return authorize(bank, checkout)
    paid = take(bank, checkout)
    if scenario.reversed_s:
        bank.later(scenario.reversed_s, "reverse", checkout=checkout["id"])
    if scenario.disputed_s:
        bank.later(scenario.disputed_s, "dispute", checkout=checkout["id"])
    if scenario.warned_s:
        bank.later(scenario.warned_s, "warn", checkout=checkout["id"])
    return paid


def decide(bank: Bank, checkout: Row, scenario: Scenario) -> Row:
    """The bank has thought; what it decides is final even if the time to pay is over."""
    return _decide(bank, checkout, scenario) if checkout["processing"] else checkout


def decline(bank: Bank, checkout: Row, code: str) -> Row:
    """The bank, or the payer, says no."""
    with bank.store.transaction():
        bank.store.run(
            "UPDATE payment SET decline_code = ?, method_token = NULL WHERE checkout = ?", code, checkout["id"]
        )
        return checkouts.move(bank, checkout, "failed")


def refuse(bank: Bank, checkout: Row, tried: Try, *, code: str) -> Row:
    """A try that is turned down at once: the payer refused, or the challenge was not passed."""
    with bank.store.transaction():
        return decline(bank, _start(bank, checkout, replace(tried, scenario=APPROVE)), code)


def authorize(bank: Bank, checkout: Row) -> Row:
    """Hold the money without taking it."""
    with bank.store.transaction():
        bank.store.run("UPDATE payment SET authorized_at = ? WHERE checkout = ?", bank.now(), checkout["id"])
        return checkouts.move(bank, checkout, "authorized")


def take(bank: Bank, checkout: Row, *, amount_minor: int | None = None) -> Row:
    """The money moves: fee, statement line, notice. Works from any state without money in it (late payers exist)."""
    with bank.store.transaction():
        payment = checkouts.payment_of(bank, checkout)
        assert payment is not None and payment["captured_at"] is None  # noqa: PT018 - one fact: a try not yet paid
        amount = payment["amount_minor"] if amount_minor is None else amount_minor
        fee = fee_for(amount, method=payment["method"], currency=payment["currency"])
        paid = {"amount_minor": amount, "fee_minor": fee, "captured_at": bank.now(), "decline_code": None}
        bank.store.change("payment", payment["id"], **paid)
        add_line(bank, "payment", {**payment, **paid, "reference": checkout["reference"]}, gross=amount, fee=fee)
        return checkouts.move(bank, checkout, "paid")


def capture(bank: Bank, checkout: Row, amount_minor: int | None) -> Row:
    """Take held money, all or part of it; the same capture again changes nothing."""
    payment = checkouts.payment_of(bank, checkout)
    status = checkout["status"]
    again = status == "paid" and payment is not None and payment["authorized_at"] is not None
    if again and payment is not None and amount_minor in (None, payment["amount_minor"]):
        return checkout
    if status != "authorized" or payment is None:
        raise Problem("not_capturable", f"The checkout is {status}.", status=409, checkout_status=status)
    if amount_minor is not None and amount_minor > payment["amount_minor"]:
        raise Problem("invalid_field", "amount_minor: more than was authorized.", field="amount_minor")
    return take(bank, checkout, amount_minor=amount_minor)


def pay_anyway(
    bank: Bank, checkout: Row, tried: Try, *, amount_minor: int | None = None, currency: str | None = None
) -> Row:
    """The payer pays whatever the page says: late, another amount, another currency (control's way)."""
    if checkout["status"] not in ("open", "expired", "cancelled", "failed"):
        raise checkouts.not_open(checkout)
    with bank.store.transaction():
        amount = checkout["amount_minor"] if amount_minor is None else amount_minor
        _write_try(bank, checkout, tried, amount_minor=amount, currency=currency or checkout["currency"])
        bank.store.change("checkout", checkout["id"], method=tried.method)
        checkout = {**checkout, "method": tried.method}
        return authorize(bank, checkout) if checkout["capture"] == "manual" else take(bank, checkout)


def pay_late(bank: Bank, checkout: Row) -> Row:
    """The try that was too late goes through after all."""
    return take(bank, checkout) if checkout["status"] == "expired" else checkout


def reverse(bank: Bank, checkout: Row) -> Row:
    """The bank takes back what is left of a payment, without asking; not while a refund or a dispute is on its way."""
    payment = checkouts.payment_of(bank, checkout)
    if checkout["status"] != "paid" or payment is None or payment["refunding_minor"] + payment["disputed_minor"]:
        raise checkouts.not_open(checkout)
    with bank.store.transaction():
        bank.store.change("payment", payment["id"], reversed_at=bank.now())
        line, left = (
            {**payment, "reference": checkout["reference"]},
            payment["amount_minor"] - payment["refunded_minor"],
        )
        add_line(bank, "reversal", line, gross=-left, fee=-payment["fee_minor"])
        return checkouts.move(bank, checkout, "reversed")
