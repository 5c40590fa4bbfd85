"""The moves of a payment, an attempt, a refund, a dispute, a saved method and a payback, as data.

An attempt's states are ranked: a fact of higher rank wins, so outcomes may arrive in any order and any number
of times and the end is the same. Among live states the latest word counts. Late money is still money: a
capture after a decline, a cancellation or an expiry is taken.
"""

from __future__ import annotations

from enum import StrEnum

from tiwala.kit.states import Machine


class AttemptState(StrEnum):
    """Where one try at a gateway stands."""

    CREATED = "created"
    SENT = "sent"
    UNKNOWN = "unknown"
    AUTHORIZED = "authorized"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    HELD = "held"
    CAPTURED = "captured"
    REVERSED = "reversed"


A = AttemptState
LIVE = frozenset({A.CREATED, A.SENT, A.UNKNOWN, A.AUTHORIZED, A.HELD})
"""While an attempt is in one of these, no other may begin for the same invoice."""
ASKABLE = LIVE - {A.HELD}
"""The gateway is asked about these until they end."""
OVER = frozenset({A.DECLINED, A.CANCELLED, A.EXPIRED})
"""Ended without money, as far as we know."""
WITHOUT_MONEY = OVER | {A.BLOCKED}
"""The same, and what never left us: the fraud room said no before any gateway was asked."""

RANK = {
    A.CREATED: 0,
    A.SENT: 0,
    A.UNKNOWN: 0,
    A.AUTHORIZED: 0,
    A.DECLINED: 1,
    A.CANCELLED: 2,
    A.EXPIRED: 3,
    A.BLOCKED: 3,
    A.HELD: 4,
    A.CAPTURED: 5,
    A.REVERSED: 6,
}

_open = {A.CREATED, A.SENT, A.UNKNOWN, A.AUTHORIZED}
ATTEMPT = Machine(
    "attempt",
    moves={
        "send": ({A.CREATED, A.UNKNOWN, A.AUTHORIZED}, A.SENT),
        "lose": ({A.CREATED, A.SENT, A.AUTHORIZED}, A.UNKNOWN),
        "authorize": ({A.CREATED, A.SENT, A.UNKNOWN}, A.AUTHORIZED),
        "decline": (_open, A.DECLINED),
        "cancel": (_open | {A.DECLINED}, A.CANCELLED),
        "expire": (_open | {A.DECLINED, A.CANCELLED}, A.EXPIRED),
        "block": ({A.CREATED, A.UNKNOWN}, A.BLOCKED),  # unknown: a page asked the gateway before it was sent
        "hold": (_open | OVER, A.HELD),
        "capture": (_open | OVER | {A.HELD}, A.CAPTURED),
        "reverse": (_open | OVER | {A.HELD, A.CAPTURED}, A.REVERSED),
    },
    open=frozenset(LIVE | OVER | {A.CAPTURED}),
    final=frozenset({A.REVERSED, A.BLOCKED}),
)


class PaymentState(StrEnum):
    """Where the intent stands."""

    OPEN = "open"
    CLOSED = "closed"
    CAPTURED = "captured"
    REVERSED = "reversed"


P = PaymentState
PAYMENT = Machine(
    "payment",
    moves={
        "close": ({P.OPEN}, P.CLOSED),
        "reopen": ({P.CLOSED}, P.OPEN),  # money came after all, and is held
        "capture": ({P.OPEN, P.CLOSED, P.REVERSED}, P.CAPTURED),  # reversed: another try brought money after all
        "reverse": ({P.OPEN, P.CLOSED, P.CAPTURED}, P.REVERSED),
    },
    open=frozenset({P.OPEN, P.CLOSED, P.CAPTURED}),
    final=frozenset({P.REVERSED}),
)


class RefundState(StrEnum):
    """Where money given back stands."""

    ASKED = "asked"
    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"


R = RefundState
_out = {R.ASKED, R.SENT, R.UNKNOWN}
"""On their way: a gateway has them, or may have."""
REFUND = Machine(
    "refund",
    moves={
        "send": ({R.ASKED, R.UNKNOWN}, R.SENT),
        "lose": ({R.ASKED, R.SENT}, R.UNKNOWN),
        "wait": ({R.ASKED}, R.WAITING),  # for the day on which its gateway can
        "release": ({R.WAITING}, R.ASKED),
        "finish": (_out, R.DONE),
        "fail": (_out | {R.WAITING}, R.FAILED),
        "bounce": ({R.DONE}, R.FAILED),  # a transfer that the payer's bank sent back
    },
    open=frozenset(_out | {R.WAITING}),
    final=frozenset({R.DONE, R.FAILED}),
)


class DisputeState(StrEnum):
    """Where the quarrel with the payer's bank stands."""

    NEEDS_ANSWER = "needs_answer"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"


D = DisputeState
_undecided = {D.NEEDS_ANSWER, D.UNDER_REVIEW}
DISPUTE = Machine(
    "dispute",
    moves={
        "answer": ({D.NEEDS_ANSWER}, D.UNDER_REVIEW),
        "ask_again": ({D.UNDER_REVIEW}, D.NEEDS_ANSWER),  # the bank wants to know more
        "win": (_undecided, D.WON),
        "lose": (_undecided, D.LOST),
    },
    open=frozenset(_undecided),
    final=frozenset({D.WON, D.LOST}),
)


class SavedMethodState(StrEnum):
    """Whether a saved method can pay: until it is forgotten here, and then at the gateway too."""

    KEPT = "kept"
    FORGETTING = "forgetting"
    FORGOTTEN = "forgotten"


M = SavedMethodState
SAVED_METHOD = Machine(
    "saved method",
    moves={"forget": ({M.KEPT}, M.FORGETTING), "gone": ({M.FORGETTING}, M.FORGOTTEN)},
    open=frozenset({M.KEPT, M.FORGETTING}),
    final=frozenset({M.FORGOTTEN}),
)


class PaybackState(StrEnum):
    """Where money paid back by transfer stands."""

    ASKED = "asked"
    GIVEN = "given"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    PAID = "paid"
    RETURNED = "returned"
    ENDED = "ended"


B = PaybackState
PAYBACK = Machine(
    "payback",
    moves={
        "give": ({B.ASKED, B.GIVEN, B.CONFIRMED}, B.GIVEN),  # again: an account that was wrong is put right
        "confirm": ({B.GIVEN}, B.CONFIRMED),
        "approve": ({B.CONFIRMED}, B.APPROVED),
        "pay": ({B.APPROVED}, B.PAID),
        "bounce": ({B.PAID}, B.RETURNED),
        "end": ({B.ASKED, B.GIVEN, B.CONFIRMED, B.APPROVED}, B.ENDED),
    },
    open=frozenset({B.ASKED, B.GIVEN, B.CONFIRMED, B.APPROVED}),
    final=frozenset({B.PAID, B.RETURNED, B.ENDED}),
)
