"""Tries with good defaults."""

from __future__ import annotations

from itertools import count
from typing import Any

from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.facts import Assessed, TryFacts
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.kit.money import Money

_NUMBERS = count(1)
OFFICE = "203.0.113.7"


def a_try(minor: int = 100_00, **more: Any) -> TryFacts:
    """A try of one customer from nowhere in particular."""
    known = {"customer_ref": "cus_ana", "method": "card", **more}
    return TryFacts(payment_ref=f"pay_{next(_NUMBERS)}", amount=Money(minor, "PHP"), **known)


def tried(minor: int = 100_00, *, ends: str = "", **more: Any) -> Assessed:
    """Assess a try, and say how it ended."""
    facts = a_try(minor, **more)
    assessed = assess_try(facts)
    if ends == "paid":
        hear_captured(payment_ref=facts.payment_ref)
    elif ends:
        hear_failed(payment_ref=facts.payment_ref, how="declined", reason=ends)
    return assessed


def rules_of(assessed: Assessed) -> set[str]:
    """The names of the rules that matched."""
    return {reason.rule for reason in assessed.reasons}
