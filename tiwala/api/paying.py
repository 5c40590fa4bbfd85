"""From what a caller wants to pay to what payments takes: checked against what is owed and what is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiwala.api.shapes.payments import TargetIn
from tiwala.business.queries import OfferedMethod, offered_methods
from tiwala.gateways.capabilities import Fee
from tiwala.invoicing.queries import DueInvoice, due_for
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.payments.choosing import choose
from tiwala.payments.errors import MethodNotOffered, NothingDue
from tiwala.payments.facts import Target, total_of

_DESCRIPTION_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be paid, and the invoices' numbers for the gateway's page."""

    targets: tuple[Target, ...]
    numbers: str


def offered(method: str) -> OfferedMethod:
    """The way to pay, if the business offers it: MethodNotOffered."""
    found = next((one for one in offered_methods() if one.method == method), None)
    if found is None:
        raise MethodNotOffered(fields={"method": str(MethodNotOffered.message)})
    return found


def accounts(way: OfferedMethod, *, wanted: Wanted, surcharge_minor: int) -> tuple[str, ...]:
    """The gateway accounts for this amount, the best first; the one offered when none can: payments then says why.

    Refuses another surcharge than the one it costs now.
    """
    amount = total_of(wanted.targets)
    found = choose(amount).by_method(way.method)
    costs = found.surcharge if found else Fee(way.surcharge_share_bp, way.surcharge_fixed_minor).of(amount)
    if surcharge_minor != costs.minor:
        sentence = _("Paying this way costs another amount on top now: %(minor)d in smallest units.")
        raise BadInput(fields={"surcharge_minor": sentence % {"minor": costs.minor}})
    return found.accounts if found else (way.gateway_account_ref,)


def read(customer_ref: str, asked: Sequence[TargetIn], *, currency: str) -> Wanted:
    """The invoices with the amounts to pay on them, all that is owed when none is said.

    Refuses: NothingDue (not this customer's, not issued, paid), more than is owed, another currency.
    """
    if not asked:
        return Wanted((), "")
    due = {one.ref: one for one in due_for(customer_ref).invoices}
    found = tuple(_target(one, place, due=due.get(one.invoice), currency=currency) for place, one in enumerate(asked))
    return Wanted(found, ", ".join(due[one.ref].number for one in found)[:_DESCRIPTION_LETTERS])


def check_partial(asked: Sequence[TargetIn], *, way: OfferedMethod, wanted: Wanted) -> None:
    """Part of an invoice only where the business takes parts, and not less than it says."""
    for place, (one, target) in enumerate(zip(asked, wanted.targets, strict=True)):
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
