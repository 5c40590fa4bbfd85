"""How a try to pay stands, in the payer's terms: one story a state, and what the page may offer next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum

from tiwala.business.words import method_words
from tiwala.fraud.reviewing import is_asked, is_reported
from tiwala.gateways import qrph
from tiwala.gateways.declines import Telling, tell
from tiwala.invoicing.queries import receipt_for_payment
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId, NotFound, Refusal
from tiwala.kit.money import Money
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.block_attempt import NEEDS_PROOF
from tiwala.payments.actions.keep_code import QRPH
from tiwala.payments.models import Attempt, Payment, PaymentTarget
from tiwala.payments.states import ASKABLE, LIVE, AttemptState
from tiwala.transfers.queries import Instructions, instructions, is_by_hand

ASK_EVERY = timedelta(seconds=2.5)
"""A page that is looked at asks the gateway no more often than this."""
ASK_ON_RETURN = timedelta(seconds=0.5)
"""Coming back from the gateway is the likeliest moment for news, so it is asked sooner."""
JUST_NOW = timedelta(seconds=15)
"""Whoever waits for a page that opened so lately is taken on to it; later they came back from it, and choose."""
RECEIPT_PATIENCE = timedelta(minutes=2)
RECEIPT_SOON = timedelta(seconds=15)
"""Receipts are written in less than a second, so at first the page looks again at once."""
POLLS = ((timedelta(minutes=1), 3), (timedelta(minutes=5), 6), (timedelta(minutes=20), 15))
SLOWEST_POLL_S = 60
CODE_GROUP = 4
RECEIPTS_MAX = 12

A = AttemptState
STORIES = {
    A.CREATED: "wait",
    A.SENT: "wait",
    A.UNKNOWN: "unknown",
    A.AUTHORIZED: "authorized",
    A.DECLINED: "declined",
    A.CANCELLED: "cancelled",
    A.EXPIRED: "expired",
    A.BLOCKED: "blocked",
    A.HELD: "held",
    A.CAPTURED: "paid",
    A.REVERSED: "reversed",
}


@dataclass(frozen=True, slots=True)
class Try:
    """One try as its page tells it. Amounts are minor units of `currency`; `poll_s` is 0 when nothing will change."""

    ref: str
    story: str
    state: str
    amount: Money
    method_name: str
    method_icon: str
    targets: tuple[str, ...]
    redirect_url: str
    qr_payload: str
    code: str
    expires_at: object
    telling: Telling
    masked: str
    found: Money | None
    is_live: bool
    is_just_now: bool = False
    credited_minor: int = 0
    surcharge_minor: int = 0
    receipt_ref: str = ""
    receipt_number: str = ""
    poll_s: int = 0
    payee: str = ""
    transfer: Instructions | None = None
    needs_proof: bool = False
    is_asked: bool = False
    may_report: bool = False
    is_reported: bool = False

    @property
    def code_in_groups(self) -> str:
        """The code as people read it out: four at a time."""
        if not self.code.isalnum():
            return self.code
        return " ".join(self.code[at : at + CODE_GROUP] for at in range(0, len(self.code), CODE_GROUP))

    @property
    def seen(self) -> str:
        """What the reader has in front of them; a poll that would show the same is answered with nothing."""
        return f"{self.state}-{self.receipt_number}-{self.poll_s}"


@dataclass(frozen=True, slots=True)
class Papers:
    """What may be taken home of a paid invoice: tries and the numbers of their receipts, the oldest first."""

    receipts: tuple[tuple[str, str], ...] = ()
    poll_s: int = 0

    @property
    def seen(self) -> str:
        """What the reader has in front of them."""
        return f"{len(self.receipts)}-{self.poll_s}"


def find(attempt_ref: str) -> tuple[Attempt, tuple[str, ...]]:
    """The try and what it is meant to pay; refuses when there is none."""
    try:
        pk = ids.decode("att", attempt_ref)
    except BadId:
        raise NotFound(wanted="attempt") from None
    attempt = Attempt.objects.filter(pk=pk).select_related("payment").first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    return attempt, targets_of(attempt)


def by_payment_key(key: str) -> Attempt | None:
    """The newest try of the payment that was started with this key."""
    return Attempt.objects.filter(payment__key=key).order_by("-id").first()


def taken(payment: Payment) -> Attempt | None:
    """The newest try that brought this payment's money."""
    return Attempt.objects.filter(payment_id=payment.pk, state=A.CAPTURED).order_by("-id").first()


def targets_of(attempt: Attempt) -> tuple[str, ...]:
    """The public ids of what this try is meant to pay, in order."""
    found = PaymentTarget.objects.filter(payment_id=attempt.payment_id).order_by("position")
    return tuple(found.values_list("target_ref", flat=True))


def papers_of(invoice_ref: str) -> Papers:
    """The receipts of what was paid for this invoice alone, and when to look again while one is still being written."""
    paid = Attempt.objects.filter(state=A.CAPTURED, payment__targets__target_ref=invoice_ref).select_related("payment")
    alone = [one for one in paid.order_by("id") if targets_of(one) == (invoice_ref,)][:RECEIPTS_MAX]
    found = [(one, receipt_for_payment(one.payment.public_id)) for one in alone]
    return Papers(
        receipts=tuple((one.public_id, receipt.number_text) for one, receipt in found if receipt is not None),
        poll_s=max((_poll_s(one, has_receipt=receipt is not None) for one, receipt in found), default=0),
    )


def fresh(attempt: Attempt, *, by: Actor, every: timedelta = ASK_EVERY) -> Attempt:
    """The try after asking its gateway, when that is due: the redirect back proves nothing, the look-up does.

    Whoever is refused because somebody else is asking just now reads what is known.
    """
    now = clock.now()
    if A(attempt.state) not in ASKABLE or (attempt.asked_at is not None and now - attempt.asked_at < every):
        return attempt
    try:
        asked = ask_gateway(attempt.id, by=by, source="return")
    except Refusal:
        return attempt
    return Attempt.objects.filter(pk=asked.pk).select_related("payment").first() or attempt


def told(attempt: Attempt, targets: tuple[str, ...]) -> Try:
    """The try in the payer's terms; three statements more once it is paid."""
    state = A(attempt.state)
    words = method_words(attempt.method)
    receipt = receipt_for_payment(attempt.payment.public_id) if state is A.CAPTURED else None
    has_found = attempt.found_minor is not None and bool(attempt.found_currency)
    return Try(
        ref=attempt.public_id,
        story=_story(attempt),
        state=attempt.state,
        amount=attempt.amount,
        method_name=str(words.name),
        method_icon=words.icon,
        targets=targets,
        redirect_url=attempt.redirect_url or "",
        qr_payload=attempt.qr_payload,
        code=attempt.code,
        expires_at=attempt.expires_at,
        telling=tell(attempt.decline_reason),
        masked=attempt.masked,
        found=Money(attempt.found_minor or 0, attempt.found_currency) if has_found else None,
        is_live=state in LIVE,
        is_just_now=clock.now() - attempt.state_at < JUST_NOW,
        credited_minor=_credited(attempt) if state is A.CAPTURED else 0,
        surcharge_minor=attempt.payment.surcharge_minor if state is A.CAPTURED else 0,
        receipt_ref=receipt.public_id if receipt else "",
        receipt_number=receipt.number_text if receipt else "",
        poll_s=_poll_s(attempt, has_receipt=receipt is not None),
        payee=_payee(attempt),
        transfer=instructions(attempt) if is_by_hand(attempt) else None,
        needs_proof=state is A.BLOCKED and attempt.decline_reason == NEEDS_PROOF,
        is_asked=state is A.BLOCKED and is_asked(attempt.customer_ref),
        may_report=may_report(attempt),
        is_reported=may_report(attempt) and is_reported(attempt.payment.public_id),
    )


def may_report(attempt: Attempt) -> bool:
    """Whether somebody may say of it "I did not make this payment": money that a gateway took, by whatever method."""
    return A(attempt.state) is A.CAPTURED and not is_by_hand(attempt)


def _story(attempt: Attempt) -> str:
    story = "unanswered" if attempt.again_at is not None else STORIES[A(attempt.state)]
    if story != "wait":
        return story
    if is_by_hand(attempt):
        return "transfer"
    if attempt.qr_payload:
        return "scan"
    if attempt.code:
        return "code"
    if attempt.decline_reason:
        return "unusable"  # its code was refused: there is nothing to scan
    return "go" if attempt.redirect_url else "wait"


def _payee(attempt: Attempt) -> str:
    """Whose name the payer's app will show for this code, so that it can be compared."""
    if attempt.method != QRPH or not attempt.qr_payload or A(attempt.state) not in LIVE:
        return ""
    return qrph.read(attempt.qr_payload).name


def _credited(attempt: Attempt) -> int:
    payment = attempt.payment
    placed = payment.allocations.aggregate(total=Sum("amount_minor"))["total"] or 0
    return max(payment.captured_minor - payment.refunded_minor - payment.surcharge_minor - int(placed), 0)


def _poll_s(attempt: Attempt, *, has_receipt: bool) -> int:
    """Seconds until the page should look again: often at first, then seldom, never once it is settled."""
    age = clock.now() - attempt.state_at
    if attempt.state == A.CAPTURED:
        if has_receipt or age >= RECEIPT_PATIENCE:
            return 0
        return 1 if age < RECEIPT_SOON else 3
    if A(attempt.state) not in ASKABLE or is_by_hand(attempt):
        return 0  # a person decides, and a form is being filled in
    return next((seconds for until, seconds in POLLS if age < until), SLOWEST_POLL_S)
