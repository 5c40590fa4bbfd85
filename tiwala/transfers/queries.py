"""Reads worth a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tiwala.gateways import qrph
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.queries import live_attempt_for
from tiwala.payments.states import AttemptState
from tiwala.transfers.facts import METHOD, REASONS
from tiwala.transfers.models import Proof, ReceivingAccount, SeenMoney, Transfer
from tiwala.transfers.states import ProofState

TAKES_PROOFS = frozenset({AttemptState.SENT, AttemptState.EXPIRED})
"""While the money is awaited, and after the time ran out: whoever sent it then is heard too."""

TOLD_MAX = 5
"""So many other transfers are named beside a doubt."""


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """A receiving account as the pay page offers it."""

    ref: str
    bank: str
    currency: str


@dataclass(frozen=True, slots=True)
class SentProof:
    """A proof as its sender sees it."""

    sent_at: datetime
    amount: Money
    state: str
    why: str
    words: str

    @property
    def reason(self) -> str:
        """Why it was not accepted, in the reader's language."""
        return str(REASONS.get(self.why, ""))


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the payer of a transfer is told."""

    ref: str
    bank: str
    holder: str
    number: str
    code_name: str
    code_has_amount: bool
    reference: str
    amount: Money
    expires_at: datetime | None
    takes_proofs: bool
    proofs: tuple[SentProof, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether a person has yet to look at something the payer sent."""
        return any(one.state == ProofState.WAITING for one in self.proofs)

    @property
    def refused(self) -> SentProof | None:
        """The newest proof, when it was not accepted."""
        return self.proofs[0] if self.proofs and self.proofs[0].state == ProofState.REJECTED else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a proof that a person should see before believing it."""

    code: str
    transfer_refs: tuple[str, ...] = ()


def open_accounts() -> list[OpenAccount]:
    """What the pay page may offer, the oldest first; nothing is unsealed."""
    found = ReceivingAccount.objects.open().only("id", "bank", "currency")
    return [OpenAccount(one.public_id, one.bank, one.currency) for one in found]


def is_by_hand(attempt: Attempt) -> bool:
    """Whether this attempt is a transfer to our own account."""
    return attempt.method == METHOD


def transfer_of(payment: Payment) -> str:
    """The public id of the transfer by which it is paid; empty for a payment of another kind."""
    if payment.method != METHOD:
        return ""
    found = Transfer.objects.filter(attempt__payment=payment).order_by("-id").first()
    return found.public_id if found else ""


def instructions(attempt: Attempt) -> Instructions | None:
    """What to tell the payer; None for an attempt of another kind."""
    transfer = Transfer.objects.filter(attempt_id=attempt.pk).select_related("account").first()
    if transfer is None:
        return None
    proofs = Proof.objects.filter(transfer=transfer).defer("content").order_by("-id")
    return Instructions(
        ref=transfer.public_id,
        bank=transfer.account.bank,
        holder=transfer.account.holder,
        number=transfer.account.number or "",
        code_name=qrph.read(attempt.qr_payload).name if attempt.qr_payload else "",
        code_has_amount=bool(attempt.qr_payload) and attempt.qr_payload != transfer.account.qr_text,
        reference=transfer.reference,
        amount=attempt.amount,
        expires_at=attempt.expires_at,
        takes_proofs=AttemptState(attempt.state) in TAKES_PROOFS,
        proofs=tuple(SentProof(one.created_at, one.claimed, one.state, one.why, one.words or "") for one in proofs),
    )


@dataclass(frozen=True, slots=True)
class Awaited:
    """A transfer that holds something owed, as a cashier sees it. `is_waiting`: nobody has looked at its proof yet."""

    attempt_id: UUID
    ref: str
    bank: str
    reference: str
    amount: Money
    expires_at: datetime | None
    is_waiting: bool


def awaited_for(target_ref: str) -> Awaited | None:
    """The transfer that is awaited for this just now, if any; nothing is unsealed."""
    live = live_attempt_for(target_ref)
    transfer = Transfer.objects.filter(attempt=live).select_related("account").first() if live else None
    if live is None or transfer is None:
        return None
    return Awaited(
        attempt_id=live.pk,
        ref=transfer.public_id,
        bank=transfer.account.bank,
        reference=transfer.reference,
        amount=live.amount,
        expires_at=live.expires_at,
        is_waiting=has_waiting_proof(live.pk),
    )


def has_waiting_proof(attempt_id: UUID) -> bool:
    """Whether somebody has yet to look at what the payer sent."""
    return Proof.objects.waiting().filter(transfer__attempt_id=attempt_id).exists()


def due_attempts(now: datetime) -> list[Attempt]:
    """Transfers whose time ran out, without those whose proof a person has yet to look at."""
    waiting = Proof.objects.waiting().values("transfer__attempt_id")
    late = Attempt.objects.filter(method=METHOD, state=AttemptState.SENT, expires_at__lt=now)
    return list(late.exclude(pk__in=waiting).order_by("id"))


def doubts_about(proof: Proof, transfer: Transfer) -> list[Doubt]:
    """What speaks against a proof: the file or the bank's reference was seen before, or amounts differ."""
    others = Proof.objects.exclude(transfer=transfer).select_related("transfer").only("transfer__id")
    found = []
    if proof.claimed != transfer.attempt.amount:
        found.append(Doubt("other_amount"))
    if same := _refs(others.filter(digest=proof.digest)):
        found.append(Doubt("same_file", same))
    if same := _refs(others.filter(bank_reference=proof.bank_reference)):
        found.append(Doubt("same_reference", same))
    spent = SeenMoney.objects.filter(account=transfer.account, bank_reference=proof.bank_reference)
    if before := tuple(one.transfer.public_id for one in spent.exclude(transfer=transfer).select_related("transfer")):
        found.append(Doubt("reference_spent", before))
    if proof.paid_on < proof.created_at.date() and _is_old(proof.paid_on, transfer):
        found.append(Doubt("before_the_bill"))
    if proof.scan == "unscanned":
        found.append(Doubt("unscanned"))
    return found


def _refs(proofs: QuerySet[Proof]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.transfer.public_id for one in proofs[:TOLD_MAX]))


def _is_old(day: date, transfer: Transfer) -> bool:
    return (transfer.created_at.date() - day).days > 1


def listed(*, by: Actor, only_waiting: bool) -> QuerySet[Transfer]:
    """Transfers for the console; or those with a proof that waits."""
    found = Transfer.objects.visible_to(by).select_related("attempt__payment", "account")
    return found.filter(pk__in=Proof.objects.waiting().values("transfer_id")) if only_waiting else found
