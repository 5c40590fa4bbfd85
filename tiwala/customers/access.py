"""How far somebody may act for a customer: asked by the verbs themselves, so that no door can forget it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotAllowed, NotFound


class AccessTooLow(NotAllowed):
    """The person sees this customer and may do no more, or not this much."""

    code = "access_too_low"
    message = _("Your access does not go that far. Whoever manages it, or the business, can change that.")


def must_see(customer_ref: str, *, by: Actor) -> None:
    """NotFound for whoever has no access at all: the customer is not there for them."""
    if not by.sees_customer(customer_ref):
        raise NotFound(wanted="cus")


def must_pay_for(customer_ref: str, *, by: Actor) -> None:
    """NotFound without any access, AccessTooLow for who only sees. The holder of a pay link pays.

    What staff, keys and jobs may do is said by the permission on their door.
    """
    is_link = by.kind == "guest" and customer_ref in by.customer_refs
    if is_link or by.is_staff or by.kind not in ("person", "guest") or by.goes(customer_ref, "pays"):
        return
    must_see(customer_ref, by=by)
    raise AccessTooLow(wanted="pays")


def must_manage(customer_ref: str, *, by: Actor) -> None:
    """NotFound without any access, AccessTooLow for who sees or pays."""
    if by.may("customer.edit") or (by.kind == "person" and by.goes(customer_ref, "manages")):
        return
    must_see(customer_ref, by=by)
    raise AccessTooLow(wanted="manages")
