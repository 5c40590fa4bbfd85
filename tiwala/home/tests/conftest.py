"""A shop with one gateway, one bill of Ana's with its link, and people at the door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.makers import make_business, make_customer, make_invoice
from tests.payment_makers import make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.business import cache
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.customers.models import Customer
from tiwala.gateways.models import GatewayAccount
from tiwala.home.tests.people import signed_in
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.forget()
    yield
    cache.forget()


@pytest.fixture
def gateway(db: None) -> Iterator[ScriptedGateway]:
    with registered() as scripted:
        yield scripted


@dataclass
class Shop:
    """What every story here begins with."""

    account: GatewayAccount
    ana: Customer
    invoice: Invoice
    token: str

    @property
    def url(self) -> str:
        return f"/pay/{self.token}/"

    def way(self, method: str = "card") -> str:
        return f"{method}:0"


@pytest.fixture
def shop(gateway: ScriptedGateway) -> Shop:
    make_business()
    account = make_account("scripted")
    for place, method in enumerate(("card", "qrph", "otc")):
        facts = OptionFacts(
            method=method,
            gateway_account_ref=account.public_id,
            position=place,
            allow_partial=method == "card",
            min_partial_minor=20_000,
        )
        set_payment_option(facts, by=SYSTEM)
    ana = make_customer("Ana Reyes")
    invoice = make_invoice(ana)
    return Shop(account, ana, invoice, make_pay_link(invoice.public_id, by=SYSTEM)[1])


@pytest.fixture
def ana(shop: Shop) -> Client:
    return signed_in("Ana Reyes", shop.ana.public_id)


@pytest.fixture
def ben(shop: Shop) -> Client:
    return signed_in("Ben Cruz", make_customer("Ben Cruz").public_id)
