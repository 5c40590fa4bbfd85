"""What a gateway can, as data: which methods, how much, how back, how it proves its notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tiwala.kit.money import Money

Mode = Literal["test", "live"]
MethodKind = Literal["redirect", "qr", "code"]
RefundKind = Literal["full", "partial", "none"]
IdempotencyKind = Literal["key", "reference", "none"]
ProofKind = Literal["hmac", "static_token", "ip_list", "x509"]
DisputeKind = Literal["looked_up", "told", "none"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Smallest and largest amount, both allowed, in one currency."""

    smallest: Money
    largest: Money

    def __post_init__(self) -> None:
        if self.smallest > self.largest:
            raise ValueError("a limit runs from small to large, in one currency")


@dataclass(frozen=True, slots=True)
class Fee:
    """A gateway's list price for one payment: a share in hundredths of a percent, and a fixed part in smallest units.

    Never less than `least_minor`. What this business pays is in its contract; see the payment option.
    """

    share_bp: int = 0
    fixed_minor: int = 0
    least_minor: int = 0

    def of(self, amount: Money) -> Money:
        """The fee on this amount, halves rounded up."""
        fee = (amount.minor * self.share_bp + 5_000) // 10_000 + self.fixed_minor
        return Money(max(fee, self.least_minor), amount.currency)


@dataclass(frozen=True, slots=True)
class MethodCan:
    """One way to pay at a gateway. `refund_days` counts from capture; 0 with refund "none".

    `same_day_void`: on the day of capture (their zone) only the whole can be given back, from the next day on parts.
    `settlement_days` is None where it is the gateway's usual. `challenges`: a bank is made to authenticate the payer
    (3-D Secure) when a start asks for it.
    """

    name: str
    kind: MethodKind
    limits: tuple[Limit, ...]
    refund: RefundKind
    refund_days: int
    off_session: bool = False
    manual_capture: bool = False
    same_day_void: bool = False
    fee: Fee | None = None
    settlement_days: int | None = None
    challenges: bool = False

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies this method takes."""
        return frozenset(limit.smallest.currency for limit in self.limits)

    def takes(self, amount: Money) -> bool:
        """Whether this amount may be paid this way."""
        return any(
            limit.smallest.currency == amount.currency and limit.smallest <= amount <= limit.largest
            for limit in self.limits
        )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """All a caller may know about a gateway without naming it.

    `idempotency`: "key" a header replays, "reference" our reference is unique there, "none" look up before resending.
    Origins are what the pay page's policy adds to form-action and frame-src. `notice_answer` is the body a 200
    must carry where a gateway insists on one. `proof_headers` (lower case) are the only ones of a notice we keep.
    `keys_kept_s`: how long it surely answers the same start under the same key with what the first one made; only with
    "key", and 0 where that is not known. `seen_within_s`: how long after a start its look-up by our key may still miss
    what was started; until then "not found" proves nothing.
    `gives_statement`: without it `statement` breaks down for good, and a settlement file is imported by hand.
    The last six say which of the port's further verbs the adapter has: `disputes` "looked_up" (SeesDisputes) or only
    "told" by a notice, `lists_disputes` (ListsDisputes; these are looked up too), `answers_disputes`
    (AnswersDisputes), `forgets_methods` (ForgetsMethods), `registers_notices` (TakesNoticeAddress), `warns_early`
    (WarnsEarly).
    """

    methods: tuple[MethodCan, ...]
    idempotency: IdempotencyKind
    notice_proof: ProofKind
    settlement_days: int
    can_look_up_by_key: bool
    proof_headers: tuple[str, ...] = ()
    form_origins: tuple[str, ...] = ()
    frame_origins: tuple[str, ...] = ()
    notice_answer: bytes = b""
    keys_kept_s: int = 0
    seen_within_s: int = 120
    gives_statement: bool = True
    disputes: DisputeKind = "none"
    lists_disputes: bool = False
    answers_disputes: bool = False
    forgets_methods: bool = False
    registers_notices: bool = False
    warns_early: bool = False

    def method(self, name: str) -> MethodCan | None:
        """The method by our name, or None when this gateway has it not."""
        return next((one for one in self.methods if one.name == name), None)

    @property
    def currencies(self) -> frozenset[str]:
        """Every currency that some method takes."""
        return frozenset().union(*(one.currencies for one in self.methods))
