"""A shop with one of everything, and Ana, Ben, Dan and Eve at its doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from tests.makers import make_business, make_customer, make_invoice
from tests.payment_makers import captured, make_account
from tiwala.business import cache as business_cache
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.customers.models import Customer
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.tests.people import make_cora, sign_in
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.payments.models import Attempt

PASSWORD = "blue rabbit over quiet harbour"


@dataclass(frozen=True)
class Shop:
    """What is Ana's: a customer, a paid and an open invoice, an attempt, a pay link."""

    ana: Customer
    paid: Invoice
    open: Invoice
    attempt: Attempt
    token: str

    @property
    def things(self) -> dict[str, str]:
        """Ana's things by the names that holes in addresses have."""
        return {
            "token": self.token,
            "invoice_ref": self.open.public_id,
            "invoice_id": self.open.public_id,
            "attempt_ref": self.attempt.public_id,
            "owner_ref": self.open.public_id,
            "customer_ref": self.ana.public_id,
            "customer_id": self.ana.public_id,
            "payment_id": self.attempt.payment.public_id,
            "ref of customers": self.ana.public_id,
            "ref of invoices": self.open.public_id,
            "ref of payments": self.attempt.payment.public_id,
            "ref of attempts": self.attempt.public_id,
            "ref of go": self.open.public_id,
            "kind": "invoice_pdf",
            "gateway": "sandbox",
            "account": "gac_00000000000000000000000000",
            "code": "receivable",
        }


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    business_cache.forget()
    yield
    business_cache.forget()


@pytest.fixture
def shop(db: None) -> Shop:
    cache.clear()
    make_business()
    account = make_account()
    set_payment_option(OptionFacts(method="card", gateway_account_ref=account.public_id), by=SYSTEM)
    ana = make_customer("Ana Reyes")
    paid, opened = make_invoice(ana), make_invoice(ana)
    attempt = captured(paid, account=account)
    _link, token = make_pay_link(opened.public_id, by=SYSTEM)
    return Shop(ana, paid, opened, attempt, token)


@pytest.fixture
def eve(shop: Shop) -> Client:
    """Nobody we know."""
    return Client()


@pytest.fixture
def ben(shop: Shop) -> Client:
    """Another customer, signed in."""
    other = make_customer("Ben Cruz")
    facts = PersonFacts("Ben Cruz", "ben.cruz@example.ph", password=PASSWORD)
    make_customer_user(facts, customer_ref=other.public_id, by=SYSTEM)
    return signed_in("ben.cruz@example.ph")


@pytest.fixture
def dan(shop: Shop) -> Client:
    """The owner, signed in a moment ago."""
    make_cora("owner", "dan.lim@example.ph")
    return signed_in("dan.lim@example.ph")


def signed_in(email: str) -> Client:
    """A browser after the sign-in form."""
    client = Client()
    answer = sign_in(client, email, PASSWORD)
    assert answer.headers["Location"] in ("/console/", "/home/"), answer.content[:400]
    return client
