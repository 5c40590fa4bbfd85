"""Share captured money out over what is owed: a step inside the funnel's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.kit.db import assert_in_transaction
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.events import Share
from tiwala.payments.models import Allocation, Payment


def allocate(payment: Payment, money: Money, *, why: str, only: Iterable[tuple[str, int]] = ()) -> list[Share]:
    """Give each target, in order, no more than was meant for it and no more than is still owed.

    Locks each target's balance in the ledger (by reference, so that two payments cannot wait for each other),
    hence nothing owed is paid twice; what is left over is the caller's to credit. `only` replaces the payment's
    own targets, as (reference, minor units).
    """
    assert_in_transaction()
    wanted = list(only) or list(payment.targets.values_list("target_ref", "amount_minor"))
    owed = balances.lock_subjects("receivable", (ref for ref, _ in wanted), currency=money.currency)
    shares, left = [], money.minor
    for ref, meant in wanted:
        part = min(left, meant, max(owed[ref], 0))
        if part > 0:
            shares.append(Share(ref, part))
            left -= part
    Allocation.objects.bulk_create(
        Allocation(payment=payment, target_ref=share.target_ref, amount_minor=share.amount_minor, why=why)
        for share in shares
    )
    return shares


def current_shares(payment: Payment) -> list[Share]:
    """Where the payment's money stands now: allocations less what was taken back, newest last."""
    assert_in_transaction()
    sums: dict[str, int] = {}
    for ref, minor in payment.allocations.order_by("id").values_list("target_ref", "amount_minor"):
        sums[ref] = sums.get(ref, 0) + minor
    return [Share(ref, minor) for ref, minor in sums.items() if minor]
