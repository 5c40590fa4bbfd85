"""From what a caller wants to pay to what payments takes: checked against what is owed and what is offered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tiwala.api.shapes.payments import TargetIn
from tiwala.business.queries import OfferedMethod, offered_methods
from tiwala.invoicing.queries import DueInvoice, due_for
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.payments.errors import MethodNotOffered, NothingDue
from tiwala.payments.facts import Target


def offered(method: str) -> OfferedMethod:
    """The way to pay, if the business offers it: MethodNotOffered."""
    found = next((one for one in offered_methods() if one.method == method), None)
    if found is None:
        raise MethodNotOffered(fields={"method": str(MethodNotOffered.message)})
    return found


def targets(customer_ref: str, wanted: Sequence[TargetIn], *, currency: str) -> tuple[Target, ...]:
    """The invoices with the amounts to pay on them, all that is owed when none is said.

    Refuses: NothingDue (not this customer's, not issued, paid), more than is owed, another currency.
    """
    if not wanted:
        return ()
    due = {one.ref: one for one in due_for(customer_ref).invoices}
    return tuple(_target(one, place, due=due.get(one.invoice), currency=currency) for place, one in enumerate(wanted))


def check_partial(wanted: Sequence[TargetIn], *, way: OfferedMethod, paid: tuple[Target, ...]) -> None:
    """Part of an invoice only where the business takes parts, and not less than it says."""
    for place, (one, target) in enumerate(zip(wanted, paid, strict=True)):
        if one.amount_minor is None:
            continue
        if not way.allow_partial or target.amount.minor < way.min_partial_minor:
            raise BadInput(fields={f"invoices.{place}.amount_minor": _("The business does not take so small a part.")})


def _target(one: TargetIn, place: int, *, due: DueInvoice | None, currency: str) -> Target:
    if due is None:
        raise NothingDue(target=one.invoice)
    if due.currency != currency:
        raise BadInput(fields={f"invoices.{place}.invoice": _("This invoice is in another currency.")})
    minor = due.owed_minor if one.amount_minor is None else one.amount_minor
    if minor > due.owed_minor:
        raise BadInput(fields={f"invoices.{place}.amount_minor": _("That is more than is owed on this invoice.")})
    return Target(one.invoice, Money(minor, currency))
