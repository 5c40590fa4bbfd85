"""Every story's people: Ana pays, Ben too and sees nothing of Ana's, Cora collects, Dan directs, Eve is out."""

from __future__ import annotations

from tiwala.identity.permissions import permissions_of
from tiwala.kit.actor import NOBODY, Actor


def staff(name: str, *roles: str) -> Actor:
    """A staff member holding these roles, without a row behind."""
    return Actor("person", f"usr_{name}", label=name, permissions=permissions_of(frozenset(roles)), is_staff=True)


def payer(name: str, *customer_refs: str, level: str = "manages") -> Actor:
    """A customer's user who sees these customers' things, and pays for and manages them as far as the level goes."""
    levels = dict.fromkeys(customer_refs, level)
    return Actor("person", f"usr_{name}", label=name, customer_refs=frozenset(levels), customer_levels=levels)


CORA = staff("cora", "cashier")
DAN = staff("dan", "owner")
EVE = NOBODY
