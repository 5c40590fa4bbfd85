"""What is no card testing: countries at odds, a taken-over account, one browser of many, money back again and again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.attacks.street import Street, every_rule_is_live, hear_the_news, link_of
from tests.makers import line, make_customer, make_invoice
from tests.mmdb_maker import database
from tests.scripted_gateway import ScriptedGateway
from tiwala.audit.actions.record import record
from tiwala.customers.models import Customer
from tiwala.fraud.actions.note_ending import note_ending
from tiwala.fraud.countries import file_now
from tiwala.fraud.models import Assessment, Review
from tiwala.gateways import outcomes as o
from tiwala.home.tests.conftest import Shop
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Fraud, conf
from tiwala.kit.db import action

pytestmark = pytest.mark.django_db
MANILA, TOKYO = "203.0.113.9", "198.51.100.23"
WORLD = {"203.0.113.0/24": {"country": {"iso_code": "PH"}}, "198.51.100.0/24": {"country": {"iso_code": "JP"}}}
AMERICAN = o.MethodFacts(brand="Visa", last_four="4242", bin="424242", fingerprint="fp_us", country="US")


@pytest.fixture
def street(shop: Shop, gateway: ScriptedGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Street:
    path = tmp_path / "countries.mmdb"
    path.write_bytes(database(WORLD))
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=8_000, ip_countries=str(path)))
    file_now()
    every_rule_is_live()
    return Street(gateway)


def pays(street: Street, customer: Customer, *, ip: str = MANILA, minor: int = 100_000, good: bool = True) -> str:
    bill = make_invoice(customer, line(minor))
    return street.try_card(bill, link_of(bill), ip=ip, approved=good)


def greeted(client: Client) -> Client:
    """A browser that looked at a pay page, and so has our cookie."""
    client.get(f"/pay/{link_of(make_invoice())}/")
    return client


def verdict() -> str:
    return Assessment.objects.order_by("-id")[0].verdict


def test_a_new_payer_whose_card_bill_and_address_are_of_three_countries_is_asked_by_the_bank(street: Street) -> None:
    thief = make_customer("Somebody New", address="1 Rue de Rivoli, Paris, France")
    street.gateway.says["look_up"] = []
    bill = make_invoice(thief)
    token, key = link_of(bill), str(uuid4())
    street.gateway.says["look_up"] = [o.Declined(o.DeclineReason.BANK_REFUSED, facts=AMERICAN)]
    form = {"way": "card:0", "amount_minor": bill.total_minor, "key": key}
    street.client.post(f"/pay/{token}/attempts/", form, REMOTE_ADDR=TOKYO)
    street.client.get(f"/pay/{token}/returns/{key}/", REMOTE_ADDR=TOKYO)
    hear_the_news()
    assert pays(street, thief, ip=TOKYO) == "challenged"
    assert Assessment.objects.order_by("-id")[0].values["country_mismatches"] == 3


def test_a_customer_of_ours_who_travels_is_not(street: Street) -> None:
    with clock.hold(clock.now() - timedelta(days=30)):
        ana = make_customer("Ana Reyes", address="12 Mabini Street, Quezon City")
    assert [pays(street, ana), pays(street, ana, ip=TOKYO)] == ["sent", "sent"]


def test_a_new_browser_after_a_changed_password_with_an_odd_amount_is_asked_by_the_bank(street: Street) -> None:
    begin = clock.now() - timedelta(days=10)
    with clock.hold(begin):
        ana = make_customer("Ana Reyes")
        user = make_customer_user(PersonFacts("Ana Reyes", "ana@example.ph"), customer_ref=ana.public_id, by=SYSTEM)
    greeted(street.client)
    for day in range(5):
        with clock.hold(begin + timedelta(days=day)):
            assert pays(street, ana) == "sent"
    street.client = greeted(Client())
    assert pays(street, ana, ip=TOKYO, minor=250_000) == "sent"
    _changed(user.public_id)
    street.client = greeted(Client())
    assert pays(street, ana, ip=TOKYO, minor=250_000) == "challenged"


@action
def _changed(user_ref: str) -> None:
    record("user:change_password", user_ref, by=SYSTEM)


def test_one_browser_that_pays_for_many_customers_is_looked_at_from_the_fourth_on(street: Street) -> None:
    greeted(street.client)
    seen = []
    for number in range(5):
        assert pays(street, make_customer(f"Payer {number}")) == "sent"
        seen.append(verdict())
    assert seen == ["accept"] * 3 + ["review"] * 2
    assert Review.objects.count() == 2


def test_who_has_their_money_given_back_again_and_again_is_looked_at(street: Street) -> None:
    ben, begin = make_customer("Ben Cruz"), clock.now() - timedelta(days=20)
    for day in range(4):
        with clock.hold(begin + timedelta(days=day)):
            pays(street, ben)
            note_ending(Assessment.objects.order_by("-id")[0].payment_ref, how="refunded")
    assert verdict() == "review"
    assert Review.objects.filter(customer_ref=ben.public_id).exists()
