"""Where something owed was sold: the branch that a try to pay is of."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.business.models import Branch
from tiwala.business.queries import has_several_branches
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.payments.facts import Target


def branch_of(targets: Iterable[Target]) -> str:
    """The public id of the branch that all of these invoices are of.

    Empty where they are of several, and for a business with one branch: a place that all payments share tells nothing.
    """
    if not has_several_branches():
        return ""
    wanted = [ids.decode(Invoice.PREFIX, target.ref) for target in targets]
    found = list(Invoice.objects.filter(id__in=wanted).values_list("branch_id", flat=True).distinct()[:2])
    return ids.encode(Branch.PREFIX, found[0]) if len(found) == 1 else ""
