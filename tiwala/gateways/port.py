"""The port: seven verbs that every gateway answers, six that some answer besides, and what each can, as data.

Rules every adapter keeps (proved by tests/contract/):
- start, capture, cancel, refund never raise for trouble on the way: a lost answer is Unknown. Reads (look_up,
  look_up_refund, statement) raise GatewayBreakdown(retry=…) when the line breaks.
- The key travels in every call that moves money; the same key twice moves money once, or `can.idempotency` says
  "none" and the caller looks up before sending again.
- Amounts, currency, account and attempt key in an outcome are the gateway's own words.
- No HTML, no forms, no database, no settings in an adapter; secrets never in a repr or a log line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from tiwala.gateways.capabilities import Capabilities, MethodCan, Mode
from tiwala.gateways.outcomes import Outcome, RefundOutcome, Unknown
from tiwala.kit.money import Money

NoticeKind = Literal["payment", "refund", "dispute", "warning", "payout", "other"]
DisputeState = Literal["needs_answer", "under_review", "won", "lost"]
LineKind = Literal["payment", "refund", "fee", "reversal", "dispute", "dispute_won", "payout", "other"]

__all__ = [
    "AccountFacts",
    "AddressRefused",
    "AnswerRefused",
    "AnswersDisputes",
    "Capabilities",
    "DisputeAnswered",
    "DisputeFacts",
    "DisputeState",
    "ForgetsMethods",
    "Gateway",
    "LineKind",
    "ListsDisputes",
    "LookUp",
    "LookUpRefund",
    "MethodCan",
    "MethodForgotten",
    "Mode",
    "NoticeAddress",
    "NoticeFacts",
    "NoticeKind",
    "NoticeRefused",
    "RawNotice",
    "RefundRequest",
    "RefundTrace",
    "SeesDisputes",
    "StartRequest",
    "StatementLine",
    "TakesNoticeAddress",
    "WarningFacts",
    "WarnsEarly",
]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Our account at a gateway, as an adapter is built from it. `external_id` is what they call it."""

    mode: Mode
    external_id: str
    base_url: str
    keys: Mapping[str, str] = field(repr=False)
    notice_secrets: tuple[str, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class StartRequest:
    """Ask for money. `attempt_key` is our name of the try: idempotency key and merchant reference in one.

    `direct` asks for the QR text or the counter code at once where the method has one, instead of a page.
    `token` charges a saved method: with `payer_present` a bank may still ask for the payer (NeedsPayer), without it
    never does (Declined NOT_AUTHENTICATED). `challenge` asks the bank to authenticate the payer (3-D Secure) where the
    method has that. `payer_label` is what the payer sees; keep people out of it.
    """

    attempt_key: str
    amount: Money
    method: str
    return_url: str
    cancel_url: str = ""
    description: str = ""
    expires_at: datetime | None = None
    language: Literal["en", "fil"] = "en"
    direct: bool = False
    capture: Literal["automatic", "manual"] = "automatic"
    save_method: bool = False
    token: str = field(default="", repr=False)
    payer_present: bool = False
    challenge: bool = False
    payer_label: str = ""


@dataclass(frozen=True, slots=True)
class RefundTrace:
    """By what a refund is known again at a gateway whose refunds carry no key of ours (HitPay).

    `since`: it left us no earlier. `others`: their references of this payment's other refunds that we know. `has_twin`:
    another of the same amount is under way without a reference, so that nobody could tell the two apart.
    """

    amount: Money
    since: datetime
    others: frozenset[str] = frozenset()
    has_twin: bool = False


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give money back. `reference` is the gateway's for the payment; `key` is ours for this refund."""

    reference: str
    amount: Money
    key: str
    reason: str = ""
    trace: RefundTrace | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask what became of a try: by their reference, or by our key when their answer was lost.

    `by_kept`: a kept method was to pay, so that money may have moved though no page was shown to anybody. Who
    finds nothing by a key never says of such a one that nothing was started.
    """

    attempt_key: str
    reference: str | None = None
    by_kept: bool = False


@dataclass(frozen=True, slots=True)
class LookUpRefund:
    """Ask what became of a refund: by their reference, or by our key.

    `payment_reference` is theirs for the payment: where refunds are only listed under their payment (PayMongo, Maya,
    Stripe), a refund whose answer was lost is found there. Where it carries no key, by its `trace`.
    """

    key: str
    reference: str | None = None
    payment_reference: str = ""
    trace: RefundTrace | None = None


@dataclass(frozen=True, slots=True)
class RawNotice:
    """A notice as it came: header names in lower case, the body byte for byte.

    `received_at` is the machine's own instant of arrival: age is judged against it, also when read later.
    """

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    remote_ip: str
    mode: Mode
    received_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a proven notice is about. For kind "refund", key and reference are the refund's own."""

    event_id: str
    kind: NoticeKind
    attempt_key: str = ""
    reference: str = ""
    account: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRefused:
    """Not proven, or proven and not readable ("unreadable": that one is kept and a person told)."""

    why: Literal["no_proof", "bad_proof", "stale", "wrong_mode", "wrong_account", "unreadable"]


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A payer's bank wants money back. `amount` and `fee` are what the gateway took, or will.

    `reason` is the gateway's own word, `answer_by` their deadline. States: an answer is needed, it lies with the bank,
    won, lost. `is_taken` is False while the bank only asks: no money has left our balance there.
    """

    reference: str
    payment_reference: str
    amount: Money
    state: DisputeState
    opened_at: datetime
    attempt_key: str = ""
    account: str = ""
    reason: str = ""
    fee: Money | None = None
    answer_by: datetime | None = None
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class WarningFacts:
    """A payer's bank says that a payment may be fraud, before anybody disputes it. No money moves by it.

    `reason` is the gateway's own word.
    """

    reference: str
    at: datetime
    payment_reference: str = ""
    attempt_key: str = ""
    account: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DisputeAnswered:
    """They have our answer and pass it on to the payer's bank."""


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """They take no answer to this dispute (any more); `why` is a word of theirs for a person."""

    why: str


@dataclass(frozen=True, slots=True)
class MethodForgotten:
    """The saved method is gone there, now or before: its token charges nothing any more."""


@dataclass(frozen=True, slots=True)
class NoticeAddress:
    """They send notices to us from now on. `secret` proves them; empty where proof is of another kind or known."""

    reference: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """They take no notices to that address; `why` is a word of theirs for a person, never a secret."""

    why: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a gateway's statement. Money in is positive; net = gross - fee, always.

    `fee_vat` is the part of the fee that is VAT, None where it is not told apart. `is_final` is False while the fee may
    still change. `line_id` is their own name of the line, empty where there is none.
    """

    line_id: str
    kind: LineKind
    at: datetime
    gross: Money
    fee: Money
    net: Money
    attempt_key: str = ""
    reference: str = ""
    payout: str = ""
    method: str = ""
    fee_vat: Money | None = None
    is_final: bool = True


class Gateway(Protocol):
    """What the house asks of any gateway. Built by registry.adapter_for(account); holds no state of ours."""

    @property
    def can(self) -> Capabilities:
        """What it can do, as data."""

    def start(self, request: StartRequest) -> Outcome:
        """Ask the payer for money. Usually NeedsPayer; off-session it may be Approved or Declined at once."""

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money, at most what was authorized."""

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Call off an unpaid or authorized try. When it was paid meanwhile, says so: Approved."""

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give captured money back, whole or in part as `can` says."""

    def look_up(self, query: LookUp) -> Outcome:
        """The truth about a try, as of now. Unknown(NOT_FOUND) when they never heard of it."""

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The truth about a refund: look_up's twin."""

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Check the proof, then read. Pure: no network, no clock, never raises, whatever the bytes are."""

    def statement(self, day: date) -> Iterator[StatementLine]:
        """The gateway's own lines of one day (their zone), in their order."""


class ForgetsMethods(Protocol):
    """What an adapter with `can.forgets_methods` answers besides."""

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a saved method there. One they do not know is gone already: MethodForgotten."""


class SeesDisputes(Protocol):
    """What an adapter with `can.disputes == "looked_up"` answers besides."""

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The truth about a dispute, as of now. Unknown(NOT_FOUND) when there is none. A read: may break down."""


class ListsDisputes(Protocol):
    """What an adapter with `can.lists_disputes` answers besides."""

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        """Their references of every dispute opened since then, in any state. A read: may break down."""


class AnswersDisputes(Protocol):
    """What an adapter with `can.answers_disputes` answers besides."""

    def answer_dispute(self, reference: str, *, text: str, key: str) -> DisputeAnswered | AnswerRefused | Unknown:
        """Say why the money is ours, in words. Papers go through the gateway's own pages."""


class WarnsEarly(Protocol):
    """What an adapter with `can.warns_early` answers besides."""

    def look_up_warning(self, reference: str) -> WarningFacts | Unknown:
        """The truth about an early warning of fraud. Unknown(NOT_FOUND) when there is none. A read: may break down."""


class TakesNoticeAddress(Protocol):
    """What an adapter with `can.registers_notices` answers besides."""

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """Have them send every notice we read to this address; the same address twice is one registration."""
