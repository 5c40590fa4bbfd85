"""What payments does when another room speaks."""

from __future__ import annotations

from tiwala.kit import actor, ids
from tiwala.kit.errors import BadId
from tiwala.payments.actions.ask_about_refund import ask_about_refund
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.book_unmatched import book_unmatched
from tiwala.payments.models import Refund
from tiwala.payments.queries import attempt_by_key, attempt_by_reference

BY = actor.Actor("gateway", "notice")


def hear_notice(*, notice_ref: str, account_ref: str, attempt_key: str, reference: str, kind: str) -> None:
    """A gateway told us something: ask it for the truth. A notice is a hint and never moves money by itself."""
    if kind == "refund":
        refund = _refund(attempt_key, reference)
        if refund is not None:
            ask_about_refund(refund.id, by=BY, source="notice")
        return
    if kind != "payment":
        return
    attempt = attempt_by_key(attempt_key) or attempt_by_reference(account_ref, reference)
    if attempt is not None:
        ask_gateway(attempt.id, by=BY, source="notice")
        return
    book_unmatched(notice_ref, account_ref=account_ref, attempt_key=attempt_key, reference=reference, by=BY)


def _refund(key: str, reference: str) -> Refund | None:
    try:
        return Refund.objects.filter(pk=ids.decode("ref", key)).first()
    except BadId:
        return Refund.objects.filter(reference=reference).first() if reference else None
