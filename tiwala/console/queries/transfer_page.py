"""Transfers as the console shows them: whose, how much, what was sent, what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.console.queries.payment_page import Share, payment_page
from tiwala.console.queries.people import staff_name
from tiwala.customers import queries as customers
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.payments.states import AttemptState
from tiwala.transfers.facts import REASONS
from tiwala.transfers.models import Proof, SeenMoney, Transfer
from tiwala.transfers.queries import doubts_about
from tiwala.transfers.states import ProofState

DOUBTS: Final[dict[str, Promise]] = {
    "other_amount": _("The amount is not the one that was asked for."),
    "same_file": _("The same file was sent for another transfer."),
    "same_reference": _("The same bank reference was given for another transfer."),
    "reference_spent": _("This bank reference paid something at this account before."),
    "before_the_bill": _("It is older than this payment."),
    "unscanned": _("No virus scanner looked at it. Open it only on a machine that is kept up to date."),
}
"""What a person should see before believing a proof."""


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """One doubt in words, and the transfers it speaks of."""

    words: str
    transfer_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One proof with its doubts."""

    ref: str
    sent_at: datetime
    by_link: bool
    claimed: Money
    bank_reference: str
    paid_on: date
    is_picture: bool
    wiped_at: datetime | None
    is_scanned: bool
    state: str
    is_waiting: bool
    decided: str
    decided_at: datetime
    reason: str
    doubts: tuple[DoubtLine, ...]


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One transfer."""

    pk: UUID
    ref: str
    reference: str
    account: str
    holder: str
    customer_ref: str
    customer_name: str
    payment_ref: str
    asked: Money
    state: str
    begun_at: datetime
    expires_at: datetime | None
    targets: Sequence[Share]
    proofs: tuple[ProofLine, ...]
    seen: SeenMoney | None
    seen_by: str

    @property
    def can_confirm(self) -> bool:
        """Whether money may still be taken for it; late money too."""
        return self.seen is None and self.state not in (AttemptState.CAPTURED, AttemptState.REVERSED)

    @property
    def can_cancel(self) -> bool:
        """Whether it is awaited, and nobody waits for an answer to a proof."""
        return self.state == AttemptState.SENT and not any(one.is_waiting for one in self.proofs)


def transfer_page(ref: str, *, by: Actor) -> TransferPage:
    """Everything about one transfer; the files themselves stay sealed. NotFound."""
    found: Transfer = Transfer.objects.visible_to(by).select_related("attempt__payment", "account").by_public_id(ref)
    payment = payment_page(found.attempt.payment.public_id, by=by)
    seen = SeenMoney.objects.filter(transfer=found).first()
    return TransferPage(
        pk=found.pk,
        ref=found.public_id,
        reference=found.reference,
        account=found.account.masked,
        holder=found.account.holder,
        customer_ref=found.customer_ref,
        customer_name=customers.cards_by_ref({found.customer_ref}, by=by)[found.customer_ref].name,
        payment_ref=found.attempt.payment.public_id,
        asked=found.attempt.amount,
        state=found.attempt.state,
        begun_at=found.created_at,
        expires_at=found.attempt.expires_at,
        targets=payment.targets,
        proofs=tuple(_proof_line(one, found) for one in _proofs(found)),
        seen=seen,
        seen_by=staff_name(seen.confirmed_by) if seen else "",
    )


def rows_of(transfers: Sequence[Transfer], *, by: Actor) -> list[dict[str, object]]:
    """The rows of the list, with the customer's name and since when a proof waits."""
    names = customers.cards_by_ref({one.customer_ref for one in transfers}, by=by)
    waiting = Count("pk", filter=Q(state=ProofState.WAITING))
    sent = Proof.objects.filter(transfer__in=list(transfers)).order_by().values("transfer_id")
    proofs = {
        row["transfer_id"]: row for row in sent.annotate(count=Count("pk"), waiting=waiting, at=Max("created_at"))
    }
    return [{"transfer": one, "name": names[one.customer_ref].name, "proofs": proofs.get(one.pk)} for one in transfers]


def _proofs(transfer: Transfer) -> list[Proof]:
    return list(Proof.objects.filter(transfer=transfer).defer("content").order_by("-id"))


def _proof_line(proof: Proof, transfer: Transfer) -> ProofLine:
    doubts = doubts_about(proof, transfer)
    return ProofLine(
        ref=proof.public_id,
        sent_at=proof.created_at,
        by_link=proof.sent_by.startswith("lnk_"),
        claimed=proof.claimed,
        bank_reference=proof.bank_reference,
        paid_on=proof.paid_on,
        is_picture=proof.media_type == "image/jpeg",
        wiped_at=proof.wiped_at,
        is_scanned=proof.scan == "clean",
        state=proof.state,
        is_waiting=proof.state == ProofState.WAITING,
        decided=staff_name(proof.decided_by) if proof.decided_by else "",
        decided_at=proof.state_at,
        reason=" ".join(part for part in (str(REASONS.get(proof.why, "")), proof.words or "") if part),
        doubts=tuple(DoubtLine(str(DOUBTS[one.code]), one.transfer_refs) for one in doubts),
    )
