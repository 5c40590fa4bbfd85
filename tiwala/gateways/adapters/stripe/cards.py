"""What Stripe tells about a card or wallet: masked facts only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from tiwala.gateways.outcomes import MethodFacts
from tiwala.gateways.reading import Json, maybe

Authentication = Literal["", "passed", "attempted", "failed", "not_asked"]

_BRANDS: Final = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "jcb": "JCB",
    "discover": "Discover",
    "diners": "Diners Club",
    "unionpay": "UnionPay",
}
_RESULTS: Final[Mapping[str, Authentication]] = {
    "authenticated": "passed",
    "attempt_acknowledged": "attempted",
    "failed": "failed",
    "processing_error": "failed",
    "exempted": "not_asked",
    "not_supported": "not_asked",
}
_TITLES: Final = {"grabpay": "GrabPay"}


def facts(money: Json) -> MethodFacts:
    """The facts of a charge."""
    details = _inner(money, "payment_method_details")
    kind = maybe(details, "type")
    if kind != "card":
        return MethodFacts(wallet=_TITLES.get(kind, kind)) if kind else MethodFacts()
    card = _inner(details, "card")
    return _card(card, authentication=_authentication(card), risk=_risk(_inner(money, "outcome")))


def facts_of_method(problem: Json) -> MethodFacts:
    """The facts of the card that an error is about."""
    return _card(_inner(_inner(problem, "payment_method"), "card"), authentication="", risk="")


def masked(money: Json) -> str:
    """What people see of it: brand and last four, or the wallet's name."""
    found = facts(money)
    if found.last_four:
        return f"{found.brand or 'Card'} •••• {found.last_four}"
    return found.wallet


def _card(card: Json, *, authentication: Authentication, risk: str) -> MethodFacts:
    brand = maybe(card, "brand", most=30)
    last_four = maybe(card, "last4", most=5)
    return MethodFacts(
        brand=_BRANDS.get(brand, brand.title()),
        last_four=last_four if len(last_four) == 4 and last_four.isdigit() else "",  # noqa: PLR2004 -- four it is
        expires_month=_number(card, "exp_month", most=12),
        expires_year=_number(card, "exp_year", most=9999),
        wallet=maybe(_inner(card, "wallet"), "type", most=30),
        bin=_bin(maybe(card, "iin", most=9)),
        fingerprint=maybe(card, "fingerprint", most=60),
        country=maybe(card, "country", most=2),
        issuer=maybe(card, "issuer", most=60),
        authentication=authentication,
        risk=risk,
    )


def _authentication(card: Json) -> Authentication:
    """What 3-D Secure ended with; a card that was never asked for it has nothing there."""
    if "three_d_secure" not in card:
        return ""
    result = _inner(card, "three_d_secure").get("result")
    return _RESULTS.get(str(result), "") if result else "not_asked"


def _risk(outcome: Json) -> str:
    level, score = maybe(outcome, "risk_level", most=20), _number(outcome, "risk_score", most=100)
    return f"{level} {score}" if level and score else level


def _bin(digits: str) -> str:
    return digits if digits.isdigit() and len(digits) in (6, 8) else ""


def _number(data: Json, name: str, *, most: int) -> int:
    value = data.get(name)
    return value if type(value) is int and 0 <= value <= most else 0


def _inner(data: Json, name: str) -> Json:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}
