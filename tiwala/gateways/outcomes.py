"""What a gateway answered, as types: match on them and end in assert_never. Values only; nothing here acts.

Amounts, currency, account and attempt key are always what the gateway said, never an echo of what we asked for:
the funnel compares the two and holds what does not match.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeGuard

from tiwala.kit.money import Money


class DeclineReason(StrEnum):
    """Why no money came: our fifteen words for the hundreds that gateways use. Sentences are in declines.py."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    CARD_EXPIRED = "card_expired"
    CARD_LOST_OR_STOLEN = "card_lost_or_stolen"
    WRONG_DETAILS = "wrong_details"
    NOT_AUTHENTICATED = "not_authenticated"
    BANK_REFUSED = "bank_refused"
    OVER_LIMIT = "over_limit"
    SUSPECTED_FRAUD = "suspected_fraud"
    PROCESSING_ERROR = "processing_error"
    PAYER_REFUSED = "payer_refused"
    BANK_UNAVAILABLE = "bank_unavailable"
    ACCOUNT_CLOSED = "account_closed"
    METHOD_UNAVAILABLE = "method_unavailable"
    AMOUNT_NOT_ALLOWED = "amount_not_allowed"
    UNSPECIFIED = "unspecified"


class RefundFailure(StrEnum):
    """Why money did not go back."""

    TOO_LARGE = "too_large"
    NOT_REFUNDABLE = "not_refundable"
    BANK_REFUSED = "bank_refused"
    GATEWAY_REFUSED = "gateway_refused"


class Why(StrEnum):
    """Why we do not know. NOT_SENT and NOT_FOUND mean that nothing was started there."""

    NOT_SENT = "not_sent"
    """Nothing left us, the gateway did nothing, or it opened what nobody was shown: sending again is safe."""
    TIMED_OUT = "timed_out"
    LINE_BROKE = "line_broke"
    SERVER_ERROR = "server_error"
    UNREADABLE = "unreadable"
    """An answer came and makes no sense: ask, and tell a person when it stays so."""
    NOT_FOUND = "not_found"
    """The gateway was asked and knows nothing of our key (or their reference)."""
    AMBIGUOUS = "ambiguous"
    """Something there may be it, and nothing tells for certain: a person looks, and we go on asking."""
    KEY_REUSED = "key_reused"
    """The gateway holds another call under this key: look up what that one became."""


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """What a gateway tells about the card or wallet: masked facts only, empty where it says nothing.

    `fingerprint` is theirs and names the card without its number. `bin` is its first six or eight digits (the PCI
    standard lets them be kept). `authentication` is what 3-D Secure ended with.
    """

    brand: str = ""
    last_four: str = ""
    expires_month: int = 0
    expires_year: int = 0
    wallet: str = ""
    bin: str = ""
    fingerprint: str = ""
    country: str = ""
    issuer: str = ""
    authentication: Literal["", "passed", "attempted", "failed", "not_asked"] = ""
    risk: str = ""


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A method the payer let the gateway keep: what StartRequest.token takes later, and how to show it.

    Where they need two ids for one (customer and card), the token carries both.
    """

    token: str = field(repr=False)
    facts: MethodFacts = MethodFacts()


@dataclass(frozen=True, slots=True)
class Approved:
    """The money is with the gateway for us. `account` is their name of our account, to be compared.

    `saved` is there when saving was asked for and the payer agreed.
    """

    reference: str
    amount: Money
    account: str
    attempt_key: str
    captured_at: datetime
    method: str
    fee: Money | None = None
    masked: str = ""
    saved: SavedMethod | None = None
    facts: MethodFacts = field(default=MethodFacts(), compare=False)


@dataclass(frozen=True, slots=True)
class Authorized:
    """The payer's bank set the money aside; capture() takes it, cancel() lets it go."""

    reference: str
    amount: Money
    account: str
    attempt_key: str
    authorized_at: datetime
    method: str
    masked: str = ""
    facts: MethodFacts = field(default=MethodFacts(), compare=False)


@dataclass(frozen=True, slots=True)
class Declined:
    """The bank, the payer or the gateway said no. Nothing broke and no money moved."""

    reason: DeclineReason
    reference: str = ""
    facts: MethodFacts = field(default=MethodFacts(), compare=False)


@dataclass(frozen=True, slots=True)
class NeedsPayer:
    """The payer goes on: to a page of the gateway, or with a QR Ph text, or with a code for the counter."""

    redirect_url: str
    reference: str
    qr_payload: str | None = None
    code: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """The payer is done and the bank is thinking: ask again."""

    reference: str


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody paid in time. Late money may still follow."""

    reference: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Called off before money moved. Late money may still follow."""

    reference: str


@dataclass(frozen=True, slots=True)
class Reversed:
    """Money that had come was taken back by the bank or the gateway. `amount` is what went away."""

    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost or makes no sense. Never guess: look_up() says, see Why for what is safe meanwhile."""

    why: str


@dataclass(frozen=True, slots=True)
class RefundDone:
    """The money is on its way back and cannot be called off. Amount as the gateway says it."""

    reference: str
    amount: Money
    key: str = ""
    account: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundPending:
    """The gateway took the order; the bank has not answered."""

    reference: str


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """The money stays where it was."""

    reason: RefundFailure
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RefundUnsupported:
    """The rail cannot return money (QR Ph, over the counter): give credit or pay back by hand."""

    reference: str = ""


Outcome = Approved | Authorized | Declined | NeedsPayer | Pending | Expired | Cancelled | Reversed | Unknown
"""What start, capture, cancel and look_up answer."""

RefundOutcome = RefundDone | RefundPending | RefundFailed | RefundUnsupported | Unknown
"""What refund and look_up_refund answer."""


def is_money(outcome: Outcome | RefundOutcome) -> TypeGuard[Approved | Reversed | RefundDone]:
    """Whether the outcome says that money moved (in or back), so that the books must hear of it."""
    return isinstance(outcome, Approved | Reversed | RefundDone)


def may_send_again(outcome: Outcome | RefundOutcome) -> bool:
    """Whether nothing was started there, so that the same call with the same key is safe at any gateway."""
    return isinstance(outcome, Unknown) and outcome.why in (Why.NOT_SENT, Why.NOT_FOUND)
