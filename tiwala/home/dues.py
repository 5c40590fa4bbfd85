"""Paying several invoices at once: which ones, how much of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tiwala.invoicing.queries import DueInvoice, due_for
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.payments.facts import Target
from tiwala.payments.queries import live_targets


@dataclass(frozen=True, slots=True)
class Dues:
    """What a customer may pay now (the earliest due first), and what is being paid already. One currency."""

    free: tuple[DueInvoice, ...]
    busy: tuple[DueInvoice, ...]
    currency: str

    @property
    def total(self) -> Money:
        """All that may be paid now."""
        return total(self.free, self.currency)

    @property
    def owed(self) -> Money:
        """All that is owed, what is being paid included."""
        return total((*self.free, *self.busy), self.currency)

    @property
    def is_overdue(self) -> bool:
        """Whether something should have been paid by now."""
        return any(one.is_overdue for one in (*self.free, *self.busy))


def dues_of(customer_ref: str, *, currency: str) -> Dues:
    """The customer's open invoices in this currency: three statements."""
    found = [one for one in due_for(customer_ref).invoices if one.currency == currency]
    busy = live_targets(one.ref for one in found) if found else set()
    return Dues(
        free=tuple(one for one in found if one.ref not in busy),
        busy=tuple(one for one in found if one.ref in busy),
        currency=currency,
    )


def picked(dues: Dues, refs: Iterable[str]) -> tuple[DueInvoice, ...]:
    """The invoices named, in the order of their due dates; all of them when none is named. Refuses strangers."""
    wanted = set(refs)
    if not wanted:
        return dues.free
    found = tuple(one for one in dues.free if one.ref in wanted)
    if len(found) != len(wanted):
        raise NotFound(wanted="inv")
    return found


def total(invoices: Iterable[DueInvoice], currency: str) -> Money:
    """What is left to pay on all of these."""
    return Money(sum(one.owed_minor for one in invoices), currency)


def spread(invoices: Sequence[DueInvoice], amount: Money) -> tuple[Target, ...]:
    """The amount over the invoices, each filled before the next is begun. It must not be more than they owe."""
    targets, left = [], amount.minor
    for one in invoices:
        part = min(one.owed_minor, left)
        if part > 0:
            targets.append(Target(one.ref, Money(part, amount.currency)))
            left -= part
    assert left == 0, "more than what is owed on these invoices"
    return tuple(targets)
