"""What comes into the room, and what goes out: plain values, none of which knows a room above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from tiwala.kit.money import Money

Verdict = Literal["accept", "review", "step_up", "block"]
SEVERITY: Final[tuple[Verdict, ...]] = ("accept", "review", "step_up", "block")
"""From mild to severe; the most severe of all matches counts."""
Side = Literal["deny", "watch", "allow"]
"""Refused; looked at by a person each time; trusted."""
Known = Mapping[str, float | str | bool | None]


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a gateway tells of a card: never its number. `scope` is the account that told, for its ids are its own.

    `fingerprint` is the gateway's and names the card for certain; where it has none, the rest names it nearly.
    """

    scope: str
    fingerprint: str = field(default="", repr=False)
    bin: str = ""
    brand: str = ""
    last_four: str = field(default="", repr=False)
    expires: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """What went wrong of late at the accounts that may act for the customer; `is_disowned`: one said "not me"."""

    fails_1h: int = 0
    fails_24h: int = 0
    changes_24h: int = 0
    is_disowned: bool = False


@dataclass(frozen=True, slots=True)
class TryFacts:
    """One try to pay, as whoever begins it knows it. Public ids are opaque here; what is not known stays empty.

    `method_key` names a kept method, empty when none pays; `card` is what is known of it. `ip` and `device_key` (the
    browser's cookie) are empty when no payer is there (staff, jobs). Countries are ISO codes of two letters.
    `sign_in` is None where the customer has no account.
    """

    payment_ref: str
    customer_ref: str
    amount: Money
    method: str
    ip: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)
    method_key: str = field(default="", repr=False)
    customer_since: datetime | None = None
    is_payer_present: bool = True
    phone: str = field(default="", repr=False)
    device_key: str = field(default="", repr=False)
    card: CardFacts | None = None
    bill_address: str = field(default="", repr=False)
    bill_country: str = ""
    ship_address: str = field(default="", repr=False)
    ship_country: str = ""
    branch_ref: str = ""
    sign_in: SignInFacts | None = None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A payment that somebody says was not theirs: whose it is here, and how much it was."""

    payment_ref: str
    customer_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list that this attempt meets. `scope` is a pack's name, or `all`."""

    entry_ref: str
    side: Side
    about: str
    scope: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that matched: its version, what it asks for, and the values it looked at. In shadow it counts for none."""

    rule: str
    version: int
    pack: str
    verdict: Verdict
    values: Known
    is_shadow: bool = True


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """A column of a model that speaks for fraud: how much (ten points are twice the odds), and what is usual."""

    attribute: str
    points: int
    value: float | bool | None
    usual: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The chance of fraud in thousandths by one model; None with a `trouble` when it could not be asked."""

    value: int | None
    reasons: tuple[ScoreReason, ...]
    model_ref: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the live model says and what the one in shadow would; how severe a verdict may lean on the live one."""

    live: Score | None = None
    shadow: Score | None = None
    carries: Verdict = "review"
    took_us: int | None = None

    @property
    def known(self) -> Known:
        """The attribute `score`, when there is one."""
        return {} if self.live is None or self.live.value is None else {"score": self.live.value}

    @property
    def trouble(self) -> str:
        """What was wrong, the live one's first; empty when nothing was."""
        told = [f"{which}_{one.trouble}" for which, one in self._both() if one.trouble]
        return told[0] if told else ""

    def _both(self) -> list[tuple[str, Score]]:
        return [(which, one) for which, one in (("live", self.live), ("shadow", self.shadow)) if one is not None]


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is thought of one try.

    `verdict` is what shall be done: the most severe of live rules and deny entries. `shadow_verdict` is what would be
    if the rules in shadow counted too; nobody acts on it.
    """

    verdict: Verdict
    shadow_verdict: Verdict
    reasons: tuple[Reason, ...]
    listed: tuple[Listed, ...]
    values: Known
    is_degraded: bool
    scores: Scores = Scores()
