"""Tries with good defaults."""

from __future__ import annotations

from itertools import count
from typing import Any

from tiwala.fraud.actions.ask_for_review import ask_for_review
from tiwala.fraud.actions.ask_lookback import ask_lookback
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.actions.look_back import look_back
from tiwala.fraud.actions.put_live import put_live
from tiwala.fraud.facts import Assessed, TryFacts
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.fraud.models import Burst, RuleVersion
from tiwala.fraud.packs import UNDER_ATTACK
from tiwala.kit.actor import SYSTEM
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
    """The names of the rules that matched, but those for attacks."""
    return {reason.rule for reason in assessed.reasons if reason.pack != UNDER_ATTACK}


def goes_live(*names: str) -> None:
    """These rules of the packs count from now on; every other stays in shadow."""
    bring_packs(by=SYSTEM)
    put_live([one.public_id for one in RuleVersion.objects.filter(name__in=names, stage="shadow")], by=SYSTEM)


def a_burst(payment_ref: str = "") -> str:
    """Something unusual that goes on."""
    return str(Burst.objects.create(kind="tries", n=40, usual=2, payment_ref=payment_ref).public_id)


def a_lookback(name: str = "throwaway_mail") -> str:
    """A look back with a rule of the packs, which are there, that is done."""
    ref = ask_lookback(RuleVersion.objects.get(name=name).public_id, by=SYSTEM).public_id
    look_back(ref, by=SYSTEM)
    return ref


def looked_at(payment_ref: str, customer_ref: str) -> str:
    """The review of this payment, as its payer asked for it."""
    assess_try(TryFacts(payment_ref, customer_ref, Money(100_00, "PHP"), "card"))
    return ask_for_review(payment_ref, by=SYSTEM).public_id
