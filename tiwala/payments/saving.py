"""Who may keep, use and remove a saved method, and the words they agree to. Steps and pure functions."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from tiwala.business import queries as business
from tiwala.customers.access import must_pay_for
from tiwala.customers.facts import ConsentFacts
from tiwala.kit.actor import Actor
from tiwala.payments.errors import MethodGone, ProofTooLow
from tiwala.payments.models import SavedMethod

KEEP_VERSION: Final = "keep-method-1"


def must_be_proven(customer_ref: str, *, by: Actor) -> None:
    """Whoever touches a saved method: a person who pays for this customer and showed a second factor.

    Jobs and staff are asked for by their own doors. ProofTooLow, AccessTooLow, NotFound.
    """
    must_pay_for(customer_ref, by=by)
    if by.kind in ("guest", "key") or (by.kind == "person" and not by.is_staff and not by.has_factor):
        raise ProofTooLow


def keep_words() -> str:
    """What a payer agrees to when a method is kept, in the language of the page. A change here is a new version."""
    return _(
        "I agree that %(business)s has its payment company keep this card or wallet, so that I need not type it again. "
        "%(business)s itself keeps only what it is, the last four digits, and when it ends. This alone takes no money. "
        "I can remove it at any time under “Ways to pay”; it is then removed at the payment company too."
    ) % {"business": business.profile_facts().name}


def keep_facts(customer_ref: str, *, language: str, agent: str) -> ConsentFacts:
    """The consent to those words, of the person who has them on the page now."""
    return ConsentFacts(customer_ref, "keep_method", KEEP_VERSION, keep_words(), language[:3], agent)


def usable(saved_ref: str, *, customer_ref: str, account_ref: str, method: str) -> SavedMethod:
    """The customer's kept method, for this account and method, locked until the transaction ends. MethodGone."""
    found = (
        SavedMethod.objects.select_for_update(of=("self",))
        .select_related("saved_by")
        .filter(customer_ref=customer_ref, gateway_account_ref=account_ref, method=method)
        .kept()
        .by_public_ids([saved_ref])
        .first()
    )
    if found is None:
        raise MethodGone
    return found
