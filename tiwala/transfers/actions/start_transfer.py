"""Begin to pay by sending money to one of our accounts."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_pay_for
from tiwala.gateways import qrph
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import BadId
from tiwala.kit.money import Money
from tiwala.payments.actions.promise_transfer import Waiting, promise_transfer
from tiwala.payments.errors import MethodNotOffered
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt
from tiwala.transfers.models import ReceivingAccount, Transfer

_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are mistaken for others when written by hand."""
_LONG: Final = 8


@action
def start_transfer(facts: StartFacts, *, by: Actor) -> Attempt:
    """Promise a transfer, once per key; `facts.gateway_account_ref` is our receiving account.

    The attempt holds what is owed until it is confirmed, called off or its time runs out; nobody asks a gateway.
    Refuses as start_payment does: AccessTooLow, MethodNotOffered, AlreadyBeingPaid, NothingDue, TooManyStarts.
    """
    must_pay_for(facts.customer_ref, by=by)
    account = _account(facts.gateway_account_ref)
    if account is None or facts.amount.currency != account.currency:
        raise MethodNotOffered(method=facts.method)
    reference = _fresh_reference()
    waiting = Waiting(
        code=reference,
        qr_payload=_code_for(account, facts.amount, reference),
        expires_at=clock.now() + timedelta(days=conf.pay.transfer_days),
    )
    attempt, is_new = promise_transfer(facts, waiting, by=by)
    if not is_new:
        return attempt
    Transfer.objects.create(
        id=ids.uuid7(), attempt=attempt, account=account, customer_ref=facts.customer_ref, reference=reference
    )
    record(
        "payment:start", attempt.payment.public_id, by=by, amount_minor=facts.amount.minor, method=facts.method,
        account=account.public_id,
    )  # fmt: skip
    return attempt


def _code_for(account: ReceivingAccount, amount: Money, reference: str) -> str:
    """The QR Ph code to show: with amount and reference where the bank takes that, else as it is; empty without one."""
    if not account.qr_text:
        return ""
    if not account.takes_amount:
        return account.qr_text
    return qrph.with_amount(qrph.read(account.qr_text), amount, reference=reference).text


def _account(ref: str) -> ReceivingAccount | None:
    try:
        pk = ids.decode(ReceivingAccount.PREFIX, ref)
    except BadId:
        return None
    return ReceivingAccount.objects.open().filter(pk=pk).first()


def _fresh_reference() -> str:
    """Never used before; the column is unique, should two be made in the same instant."""
    while True:
        made = "".join(secrets.choice(_LETTERS) for _ in range(_LONG))
        if not Transfer.objects.filter(reference=made).exists():
            return made
