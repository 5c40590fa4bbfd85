"""What fraud does when other rooms speak: it learns how a try ended. Every line may be heard twice."""

from __future__ import annotations

from tiwala.fraud.actions.note_ending import note_ending
from tiwala.fraud.actions.remember_try import remember_try


def hear_captured(*, payment_ref: str) -> None:
    """The money came."""
    note_ending(payment_ref, how="paid")
    remember_try(payment_ref, ended="paid")


def hear_failed(*, payment_ref: str, how: str, reason: str) -> None:
    """A bank said no, or we did. What ran out, was called off or met a closed door says nothing about the payer."""
    is_declined = how == "declined" and reason != "method_unavailable"
    if how == "blocked":
        note_ending(payment_ref, how="blocked", reason=reason)
    if is_declined:
        note_ending(payment_ref, how="declined", reason=reason)
    remember_try(payment_ref, ended="declined" if is_declined else "otherwise")


def hear_refunded(*, payment_ref: str) -> None:
    """Money went back."""
    note_ending(payment_ref, how="refunded")


def hear_disputed(*, payment_ref: str) -> None:
    """The payer's bank wants it back."""
    note_ending(payment_ref, how="disputed")
