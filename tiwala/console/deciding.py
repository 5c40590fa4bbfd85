"""What is done when somebody says what payments were, takes or hands them over: one, or several, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tiwala.approvals.models import Proposal
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.ask_to_clear import ask_to_clear
from tiwala.fraud.actions.close_review import Found, close_review
from tiwala.fraud.actions.hand_over_review import hand_over_review
from tiwala.fraud.actions.open_review import open_review
from tiwala.fraud.actions.take_review import take_review
from tiwala.fraud.errors import ReviewHeld
from tiwala.fraud.models import Review
from tiwala.fraud.states import REVIEW, ReviewState
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotAllowed, Refusal
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Payment
from tiwala.payments.states import PaymentState


@dataclass(frozen=True, slots=True)
class Finding:
    """What it was, how that is known, and what is done at once. `key`: the form's, so that it happens once."""

    outcome: Found
    note: str
    key: str
    give_back: bool = False
    refuse: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one payment: the proposals that wait for a second person, or why nothing was done."""

    payment_ref: str
    waits: tuple[Proposal, ...] = ()
    refused: Any = ""


def decide(review: Review, payment: Payment, finding: Finding, *, by: Actor) -> tuple[Proposal, ...]:
    """Money first: what cannot go back is refused, and nothing else is done. Gives what waits for a second person."""
    ref, waits = review.public_id, list[Proposal]()
    _may(review, finding, by=by)
    if finding.give_back and payment.state == PaymentState.CAPTURED and payment.refundable.minor:
        facts = RefundFacts(payment.public_id, payment.refundable, finding.note, "gateway", finding.key)
        made = ask_for_refund(facts, by=by)
        waits += [made] if isinstance(made, Proposal) else []
    if finding.refuse:
        add_to_list(EntryFacts("deny", "customer", review.customer_ref, finding.note), by=by)
    if finding.outcome == "cleared":
        cleared = ask_to_clear(ref, note=finding.note, key=f"clear {finding.key}", by=by)
        waits += [cleared] if isinstance(cleared, Proposal) else []
    else:
        close_review(ref, outcome=finding.outcome, note=finding.note, by=by)
    return tuple(waits)


def decide_each(payment_refs: Iterable[str], finding: Finding, *, by: Actor) -> list[Told]:
    """The same for several, each by itself: what is refused for one stops no other."""

    def one(ref: str) -> Told:
        own = Finding(
            finding.outcome, finding.note, f"{finding.key} {ref}", give_back=finding.give_back, refuse=finding.refuse
        )
        payment: Payment = Payment.objects.visible_to(by).by_public_id(ref)
        return Told(ref, decide(open_review(ref, by=by), payment, own, by=by))

    return _each(payment_refs, one)


def take_each(payment_refs: Iterable[str], *, by: Actor) -> list[Told]:
    """Take several on, each by itself: one that a colleague has stays theirs, and stops no other."""

    def one(ref: str) -> Told:
        take_review(open_review(ref, by=by).public_id, by=by)
        return Told(ref)

    return _each(payment_refs, one)


def hand_over_each(payment_refs: Iterable[str], *, to: str, note: str, by: Actor) -> list[Told]:
    """Hand several over with the same word, each by itself."""

    def one(ref: str) -> Told:
        hand_over_review(open_review(ref, by=by).public_id, to=to, note=note, by=by)
        return Told(ref)

    return _each(payment_refs, one)


def _each(payment_refs: Iterable[str], run: Callable[[str], Told]) -> list[Told]:
    told = []
    for ref in payment_refs:
        try:
            told.append(run(ref))
        except Refusal as refusal:
            told.append(Told(ref, refused=refusal.text))
    return told


def _may(review: Review, finding: Finding, *, by: Actor) -> None:
    """Refuse before any money moves what would be refused after it."""
    REVIEW.after(ReviewState(review.state), "close")
    if review.held_by not in ("", by.id):
        raise ReviewHeld(holder=review.held_by)
    if finding.refuse and not by.may("fraud.lists"):
        raise NotAllowed(permission="fraud.lists")
    if finding.give_back and not by.may("refund.create"):
        raise NotAllowed(permission="refund.create")
