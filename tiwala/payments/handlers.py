"""What payments does when another room speaks."""

from __future__ import annotations

from tiwala.fraud.actions.learn_card import learn_card
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import actor
from tiwala.payments.actions.ask_about_dispute import ask_about_dispute
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_about_warning import ask_about_warning
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.book_unmatched import book_unmatched
from tiwala.payments.actions.call_off_overtaken import call_off_overtaken
from tiwala.payments.actions.forget_all_of import forget_all_of
from tiwala.payments.actions.note_told_dispute import note_told_dispute
from tiwala.payments.actions.tell_of_method import tell_of_method
from tiwala.payments.queries import attempt_by_key, attempt_by_reference, refund_by_key
from tiwala.payments.watching import cards_of

BY = actor.Actor("gateway", "notice")


def hear_notice(*, notice_ref: str, account_ref: str, attempt_key: str, reference: str, kind: str) -> None:
    """A gateway told us something: ask it for the truth. A notice is a hint and never moves money by itself."""
    if kind == "refund":
        refund = refund_by_key(attempt_key, account_ref=account_ref, reference=reference)
        if refund is not None:
            ask_about_refund(refund.id, by=BY, source="notice")
        return
    if kind == "dispute":
        _hear_about(account_ref, attempt_key, "")
        _hear_of_dispute(account_ref, reference)
    if kind == "warning":
        ask_about_warning(account_ref, reference, by=BY)
    if kind == "payment" and not _hear_about(account_ref, attempt_key, reference):
        book_unmatched(notice_ref, account_ref=account_ref, attempt_key=attempt_key, reference=reference, by=BY)


def _hear_of_dispute(account_ref: str, reference: str) -> None:
    """Ask the gateway about it; where it cannot be asked, a person reads its pages and types in what they say."""
    if not reference:
        return
    if adapter_by_ref(account_ref).can.disputes == "looked_up":
        ask_about_dispute(account_ref, reference, by=BY, source="notice")
    else:
        note_told_dispute(account_ref, reference, by=BY)


def hear_closed(*, customer_ref: str) -> None:
    """A customer was closed: what they had us keep is removed, here and at the gateway."""
    forget_all_of(customer_ref, by=actor.job("payments.hear_closed"), why="customer_closed")


def hear_kept(*, method_ref: str) -> None:
    """A method was kept: whoever pays hears of it, for it may not have been them."""
    tell_of_method(method_ref, what="kept", by=actor.job("payments.hear_kept"))


def hear_removed(*, method_ref: str) -> None:
    """A method was removed: whoever pays hears of that too."""
    tell_of_method(method_ref, what="removed", by=actor.job("payments.hear_removed"))


def _hear_about(account_ref: str, attempt_key: str, reference: str) -> bool:
    """Ask about the attempt this account speaks of; False when it is none of ours there."""
    attempt = attempt_by_reference(account_ref, reference) or attempt_by_key(attempt_key)
    if attempt is None or attempt.gateway_account_ref != account_ref:
        return False
    ask_gateway(attempt.id, by=BY, source="notice", reference=reference)
    return True


def hear_captured() -> None:
    """Money came: codes and pages that are open for the same thing are called off at their gateways."""
    call_off_overtaken(by=actor.job("payments.hear_captured"), at_once=True)


def tell_card(*, payment_ref: str) -> None:
    """A try ended: what its gateway told of the card is known to the fraud room, for the tries that follow."""
    for card in cards_of(payment_ref):
        learn_card(payment_ref, card)
