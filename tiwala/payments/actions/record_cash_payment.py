"""Money over the counter, or seen on the bank's statement: counted by a person, taken at once."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.actions.promise_transfer import ByHand, known_payment, make_rows
from tiwala.payments.actions.take_money import take
from tiwala.payments.facts import CashFacts, total_of
from tiwala.payments.models import Payment


@action
def record_cash_payment(facts: CashFacts, *, by: Actor) -> Payment:
    """Take counted money for what is owed; more than is owed becomes the customer's credit. Once per key.

    Refuses while somebody pays one of the targets online: AlreadyBeingPaid.
    """
    if facts.channel not in ("cash", "bank") or facts.amount.minor <= 0:
        raise BadInput(channel=facts.channel)
    if facts.targets and total_of(facts.targets).currency != facts.amount.currency:
        raise BadInput(currency=facts.amount.currency)
    promise = _promise(facts)
    known = known_payment(promise)
    if known is not None:
        return known
    lock_owed((target.ref for target in facts.targets), currency=facts.amount.currency)
    attempt = make_rows(promise)
    if attempt is None:
        return Payment.objects.get(key=facts.key)
    take(attempt, facts.amount, by=by, source="cashier")
    payment = attempt.payment
    record(f"payment:record_{facts.channel}", payment.public_id, by=by, amount_minor=facts.amount.minor)
    return payment


def _promise(facts: CashFacts) -> ByHand:
    return ByHand(
        customer_ref=facts.customer_ref,
        targets=facts.targets,
        amount=facts.amount,
        key=facts.key,
        fingerprint=facts.fingerprint,
        channel=facts.channel,
        method=facts.channel,
    )
