"""What a person may do with money for a customer: refused by the verbs, whatever door was used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import payer
from tests.makers import make_business, make_customer, make_invoice
from tests.payment_makers import begin, make_account, start_facts
from tests.scripted_gateway import registered
from tiwala.customers.access import AccessTooLow
from tiwala.gateways.models import GatewayAccount
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound, Refusal
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.facts import Target
from tiwala.payments.models import Attempt, Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Iterator[GatewayAccount]:
    make_business()
    with registered():
        yield make_account("scripted")


@pytest.fixture
def invoice(account: GatewayAccount) -> Invoice:
    return make_invoice(make_customer("Ana Reyes"))


def refusers(invoice: Invoice) -> list[tuple[Actor, type[Refusal]]]:
    """Who may not pay for Ana, and how they are told."""
    return [(payer("dina", invoice.customer_ref, level="sees"), AccessTooLow), (payer("ben", "cus_ben"), NotFound)]


def test_who_only_sees_starts_no_payment(invoice: Invoice, account: GatewayAccount) -> None:
    for who, told in refusers(invoice):
        with pytest.raises(told):
            start_payment(start_facts(invoice, account=account), by=who)
    assert not Payment.objects.exists()
    start_payment(start_facts(invoice, account=account), by=payer("dina", invoice.customer_ref, level="pays"))


def test_who_only_sees_calls_no_payment_off(invoice: Invoice, account: GatewayAccount) -> None:
    attempt = begin(invoice, account=account)
    for who, told in refusers(invoice):
        with pytest.raises(told):
            cancel_attempt(attempt.id, by=who)
    assert Attempt.objects.get().state == attempt.state


def test_who_only_sees_uses_no_credit(invoice: Invoice) -> None:
    target = Target(invoice.public_id, invoice.total)
    for who, told in refusers(invoice):
        with pytest.raises(told):
            apply_credit(invoice.customer_ref, target=target, key="once", by=who)
