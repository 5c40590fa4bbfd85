"""Plain values that come into payments from the rooms above."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tiwala.customers.facts import ConsentFacts
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money


@dataclass(frozen=True, slots=True)
class Target:
    """Something owed, by its public id, and how much of it is to be paid now."""

    ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class StartFacts:
    """A wish to pay. `key` makes it happen once; targets are paid in the order given.

    `others` are further accounts that offer the same method at the same price, in order: where a payer is sent on to
    when the first does not answer. With `capture="manual"` the money is only set aside until capture_payment takes it.
    `device` is the program's own name, `device_key` the random text of the browser's cookie.
    `keep` is the payer's consent to have their method kept. `saved_ref` pays with a kept one, at its own account only,
    with the payer there or not. `proven`: a person who showed their second factor a moment ago asks.
    Where goods go (`ship_…`) is known to shops only, which say so through the API; it is kept as a fingerprint.
    `branch_ref` is the branch that sold all of it, where the business has several.
    """

    customer_ref: str
    targets: tuple[Target, ...]
    method: str
    gateway_account_ref: str
    key: str
    return_path: str = "/"
    description: str = field(default="", repr=False)
    language: str = "en"
    capture: Literal["automatic", "manual"] = "automatic"
    device: str = field(default="", repr=False)
    others: tuple[str, ...] = ()
    keep: ConsentFacts | None = None
    saved_ref: str = ""
    payer_present: bool = True
    surcharge_minor: int = 0
    proven: bool = False
    device_key: str = field(default="", repr=False)
    ship_address: str = field(default="", repr=False)
    ship_country: str = ""
    branch_ref: str = ""

    @property
    def amount(self) -> Money:
        """All targets together; refuses none, nothing and mixed currencies."""
        return total_of(self.targets)

    @property
    def asked(self) -> Money:
        """What the gateway is asked for: what is owed and the surcharge the payer was shown."""
        return Money(self.amount.minor + self.surcharge_minor, self.amount.currency)

    @property
    def fingerprint(self) -> str:
        """What the question was, so that a key used for another question is noticed."""
        more = [str(self.surcharge_minor)] if self.surcharge_minor else []
        more += [self.saved_ref] if self.saved_ref else []
        return fingerprint(self.customer_ref, self.targets, self.method, self.gateway_account_ref, *more)


@dataclass(frozen=True, slots=True)
class CashFacts:
    """Money a cashier counted, or the bank shows. `amount` may be more than the targets: the rest is credit."""

    customer_ref: str
    targets: tuple[Target, ...]
    amount: Money
    key: str
    channel: str = "cash"
    note: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """What the question was."""
        return fingerprint(self.customer_ref, self.targets, self.channel, str(self.amount.minor))


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A wish to give back. `to` is gateway, credit or cash, or transfer (a payback that two people approved).

    `is_later`: to the gateway tomorrow, where it can give back only the whole today. `attempt_ref`: the try whose money
    goes back by the rail, where more than one brought some; empty leaves the choice to giving_back.source_for.
    """

    payment_ref: str
    amount: Money
    reason: str
    to: str
    key: str
    is_later: bool = False
    attempt_ref: str = ""


@dataclass(frozen=True, slots=True)
class PaybackFacts:
    """A wish to pay back by bank transfer, to an account that the payer will give."""

    payment_ref: str
    amount: Money
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class TypedDispute:
    """What a gateway's page or mail says about a dispute, as a person copied it. `payment_ref` is ours.

    `account_ref`: at which account, where a payment was paid at two; empty is the payment's own.
    """

    payment_ref: str
    reference: str
    amount: Money
    state: Literal["needs_answer", "under_review", "won", "lost"] = "needs_answer"
    reason: str = ""
    opened_at: datetime | None = None
    answer_by: datetime | None = None
    fee: Money | None = None
    is_taken: bool = True
    account_ref: str = ""


@dataclass(frozen=True, slots=True)
class UnmatchedFacts:
    """Whose unmatched money it is, and what it was for; none of it owed makes it all credit.

    `source` names the money as its task does.
    """

    source: str
    customer_ref: str
    reason: str
    targets: tuple[Target, ...] = ()


def total_of(targets: tuple[Target, ...]) -> Money:
    """The sum of the targets' amounts; refuses an empty list, a target twice, nothing, and mixed currencies."""
    currencies = {target.amount.currency for target in targets}
    refs = {target.ref for target in targets}
    if len(currencies) != 1 or len(refs) != len(targets) or any(target.amount.minor <= 0 for target in targets):
        raise BadInput(targets=len(targets))
    return Money(sum(target.amount.minor for target in targets), currencies.pop())


def fingerprint(customer_ref: str, targets: tuple[Target, ...], *rest: str) -> str:
    """A digest of the question asked."""
    asked = [customer_ref, [[t.ref, t.amount.minor, t.amount.currency] for t in targets], *rest]
    return hashlib.sha256(json.dumps(asked, separators=(",", ":")).encode()).hexdigest()
