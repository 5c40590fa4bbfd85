"""Use the customer's credit for something owed."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_pay_for
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.models import Entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.errors import NotEnoughCredit, NothingDue
from tiwala.payments.facts import Target
from tiwala.payments.sources import source_of


@action
def apply_credit(customer_ref: str, *, target: Target, key: str, by: Actor) -> Money:
    """Pay what is owed from credit, at most what is owed and what is there; once per key. Returns what was used.

    Refuses: NothingDue, NotEnoughCredit (none at all), AccessTooLow (who only sees).
    """
    must_pay_for(customer_ref, by=by)
    currency = target.amount.currency
    source = source_of(target.ref, key)
    owed = lock_owed([target.ref], currency=currency)[target.ref]
    credit = balances.lock_subject("customer_credit", customer_ref, currency=currency)
    known = Entry.objects.filter(kind="credit_applied", source=source).first()
    if known is not None:
        used_minor = known.postings.filter(amount_minor__gt=0).values_list("amount_minor", flat=True)[0]
        return Money(used_minor, currency)
    if owed <= 0:
        raise NothingDue(target=target.ref)
    used = Money(min(credit, owed, target.amount.minor), currency)
    if used.minor <= 0:
        raise NotEnoughCredit(credit_minor=credit)
    draft = postings.credit_applied(source, used, target_ref=target.ref, customer_ref=customer_ref)
    post_entry(draft, by=by)
    record("credit:apply", target.ref, by=by, amount_minor=used.minor, customer=customer_ref)
    return used
