"""People who merely pay, in ways that look odd: fewer than one in two hundred may be refused, and here none is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.attacks.street import Street, every_rule_is_live, link_of
from tests.makers import make_customer, make_invoice
from tests.scripted_gateway import ScriptedGateway
from tiwala.fraud.tests.makers import tried
from tiwala.home.tests.conftest import Shop
from tiwala.kit import clock

pytestmark = pytest.mark.django_db
OFFICE = "203.0.113.40"


@pytest.fixture
def street(shop: Shop, gateway: ScriptedGateway) -> Street:
    every_rule_is_live()
    return Street(gateway)


def test_an_office_of_two_hundred_behind_one_address_pays_without_a_block(street: Street) -> None:
    """Most are tried as the page would try them, each twentieth over the page itself; one in twelve is declined."""
    begin, verdicts = clock.now(), Counter[str]()
    for number in range(200):
        ends = "insufficient_funds" if number % 12 == 7 else "paid"
        with clock.hold(begin + timedelta(seconds=30 * number)):
            if number % 20 == 0:
                bill = make_invoice(make_customer(f"Colleague {number}"))
                verdicts[street.try_card(bill, link_of(bill), ip=OFFICE, approved=True)] += 1
            else:
                verdicts[tried(120_000, ip=OFFICE, customer_ref=f"cus_{number}", ends=ends).verdict] += 1
    assert verdicts["block"] + verdicts["blocked"] == 0, verdicts
    assert verdicts["accept"] + verdicts["sent"] == 200, verdicts


def test_a_flash_sale_of_ten_times_the_usual_is_no_attack(street: Street) -> None:
    begin, verdicts = clock.now(), Counter[str]()
    for number in range(300):
        ends = "bank_unavailable" if number % 15 == 0 else "paid"
        with clock.hold(begin + timedelta(seconds=2 * number)):
            if number % 30 == 0:
                bill = make_invoice()
                verdicts[street.try_card(bill, link_of(bill), ip=f"100.64.{number % 250}.7", approved=True)] += 1
            else:
                ip = f"100.{number % 60 + 64}.{number % 251}.{number % 199 + 1}"
                verdicts[tried(49_900, ip=ip, customer_ref=f"cus_{number}", ends=ends).verdict] += 1
    assert verdicts["block"] + verdicts["blocked"] == 0, verdicts


def test_a_traveller_pays_from_four_places_in_a_day(street: Street) -> None:
    ana, begin = make_customer("Ana Reyes"), clock.now()
    for number, ip in enumerate(("203.0.113.9", "198.51.100.77", "192.0.2.14", "100.64.9.9")):
        bill = make_invoice(ana)
        with clock.hold(begin + timedelta(hours=5 * number)):
            street.try_card(bill, link_of(bill), ip=ip, approved=True)
    assert street.seen == ["sent"] * 4


def test_a_gift_goes_to_another_address_and_costs_three_times_the_usual(street: Street) -> None:
    for minor in (90_000, 100_000, 110_000, 115_000, 120_000):
        tried(minor, ip=OFFICE, ends="paid", customer_ref="cus_ben")
    gift = tried(330_000, ip=OFFICE, customer_ref="cus_ben")
    assert gift.verdict in ("accept", "review")
