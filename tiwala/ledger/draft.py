"""A balanced draft of an entry, or an assertion. Pure: recipes in every room's postings.py are made of these."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tiwala.kit.money import Money
from tiwala.ledger import chart


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry: a debit counts above zero, a credit below, in smallest units."""

    account: str
    amount_minor: int
    currency: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What post_entry writes. (kind, source) names the money event once and for all."""

    kind: str
    source: str
    legs: tuple[Leg, ...]
    memo: str = ""
    at: datetime | None = None


def debit(account: str, money: Money, subject: str = "") -> Leg:
    """What comes in or is owed to us. `money` is never below zero: the side says the direction."""
    return _leg(account, money, subject, sign=1)


def credit(account: str, money: Money, subject: str = "") -> Leg:
    """What goes out or is owed by us. `money` is never below zero."""
    return _leg(account, money, subject, sign=-1)


def entry(kind: str, source: str, *legs: Leg, memo: str = "", at: datetime | None = None) -> EntryDraft:
    """A draft that balances in every currency; legs of nothing are left out, so recipes need no ifs."""
    assert kind, "an entry says what happened"
    assert source, "an entry says what it came from"
    real = tuple(leg for leg in legs if leg.amount_minor)
    assert len(real) >= 2, f"{kind} {source}: an entry has at least two sides"  # noqa: PLR2004 -- double entry
    sums: Counter[str] = Counter()
    for leg in real:
        sums[leg.currency] += leg.amount_minor
    assert not any(sums.values()), f"{kind} {source}: debits and credits differ: {dict(sums)}"
    return EntryDraft(kind, source, real, memo=memo, at=at)


def _leg(account: str, money: Money, subject: str, *, sign: int) -> Leg:
    chart.kind_of(account)
    assert money.minor >= 0, f"{account}: turn the side around, not the amount"
    assert subject or account not in chart.BY_SUBJECT, f"{account}: says whose it is"
    return Leg(account, sign * money.minor, money.currency, subject)
