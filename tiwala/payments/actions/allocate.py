"""Share captured money out over what is owed: steps inside the funnel's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiwala.kit.db import assert_in_transaction
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.events import Share
from tiwala.payments.models import Allocation, Payment


def wanted_by(payment: Payment) -> list[tuple[str, int]]:
    """What the payment is meant for: (reference, minor units), in the payer's order."""
    return list(payment.targets.values_list("target_ref", "amount_minor"))


def allocate(payment: Payment, money: Money, *, why: str, wanted: Sequence[tuple[str, int]]) -> list[Share]:
    """Give each target, in order, no more than was meant for it and no more than is still owed.

    Locks what is owed first, hence nothing owed is paid twice; what is left over is the caller's to credit.
    """
    owed = lock_owed((ref for ref, _ in wanted), currency=money.currency)
    shares, left = [], money.minor
    for ref, meant in wanted:
        part = min(left, meant, max(owed[ref], 0))
        if part > 0:
            shares.append(Share(ref, part))
            left -= part
    keep_shares(payment, shares, why=why)
    return shares


def lock_owed(refs: Iterable[str], *, currency: str) -> dict[str, int]:
    """Lock what is owed on each of these, and return it.

    Everybody locks what is owed (by reference) before a customer's credit, so that no two wait for each other.
    """
    return balances.lock_subjects("receivable", refs, currency=currency)


def keep_shares(payment: Payment, shares: Sequence[Share], *, why: str) -> None:
    """Note where money went; shares below zero take it back."""
    if shares:
        rows = [
            Allocation(payment=payment, target_ref=share.target_ref, amount_minor=share.amount_minor, why=why)
            for share in shares
        ]
        Allocation.objects.bulk_create(rows)


def take_from(payment: Payment, most_minor: int, *, why: str) -> list[Share]:
    """Take money back from where the payment's shares stand, the last one first, at most `most_minor` in all.

    Returns what was taken, above zero; it is owed again once the caller has posted that.
    """
    standing = current_shares(payment)
    lock_owed((share.target_ref for share in standing), currency=payment.money_currency)
    taken, left = [], most_minor
    for share in reversed(standing):
        part = min(left, share.amount_minor)
        if part > 0:
            taken.append(Share(share.target_ref, part))
            left -= part
    keep_shares(payment, [Share(share.target_ref, -share.amount_minor) for share in taken], why=why)
    return taken


def current_shares(payment: Payment) -> list[Share]:
    """Where the payment's money stands now: allocations less what was taken back, oldest first."""
    assert_in_transaction()
    sums: dict[str, int] = {}
    for ref, minor in payment.allocations.order_by("id").values_list("target_ref", "amount_minor"):
        sums[ref] = sums.get(ref, 0) + minor
    return [Share(ref, minor) for ref, minor in sums.items() if minor > 0]
