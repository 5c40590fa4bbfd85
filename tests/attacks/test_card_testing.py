"""Stolen cards tried on a pay page: at once, spread over a network, slowly; stopped early, and nothing is sent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.attacks.street import Street, every_rule_is_live, link_of
from tests.makers import make_invoice
from tests.scripted_gateway import ScriptedGateway
from tiwala.fraud.models import Sighting
from tiwala.home.tests.conftest import Shop
from tiwala.kit import clock

pytestmark = pytest.mark.django_db
THIEF = "198.51.100.23"


@pytest.fixture
def street(shop: Shop, gateway: ScriptedGateway) -> Street:
    every_rule_is_live()
    return Street(gateway)


def at(begin: datetime, **later: float):
    return clock.hold(begin + timedelta(**later))


def test_sixty_cards_in_ten_minutes_from_one_address_are_blocked_from_the_fifth_on(street: Street, shop: Shop) -> None:
    begin = clock.now()
    for number in range(60):
        with at(begin, seconds=10 * number):
            street.try_card(shop.invoice, shop.token, ip=THIEF)
    assert street.caught_at() <= 5
    assert set(street.seen[4:]) == {"blocked"}
    assert len(street.gateway.called("start")) == 4
    assert Sighting.objects.count() == 60


def test_spread_over_thirty_addresses_of_one_network_they_are_caught_within_twenty(street: Street, shop: Shop) -> None:
    begin = clock.now()
    for number in range(24):
        with at(begin, seconds=10 * number):
            street.try_card(shop.invoice, shop.token, ip=f"198.51.100.{number % 30 + 1}")
    assert 0 < street.caught_at() <= 20
    assert "sent" not in street.seen[19:]


def test_one_card_every_ten_minutes_is_caught_within_twenty(street: Street, shop: Shop) -> None:
    begin = clock.now()
    for number in range(22):
        with at(begin, minutes=10 * number):
            street.try_card(shop.invoice, link_of(shop.invoice), ip=THIEF)
    assert 0 < street.caught_at() <= 20
    assert "sent" not in street.seen[19:]


def test_a_thief_with_many_links_is_known_by_the_address(street: Street, shop: Shop) -> None:
    begin, bills = clock.now(), [make_invoice() for _ in range(6)]
    for number, bill in enumerate(bills):
        with at(begin, seconds=20 * number):
            street.try_card(bill, link_of(bill), ip=THIEF)
    assert street.caught_at() <= 5


def test_a_block_ends_an_hour_after_the_last_decline_however_often_it_was_met(street: Street, shop: Shop) -> None:
    """Whoever shares the address with a thief is not kept out for good by trying again and again."""
    begin = clock.now()
    for number in range(4):
        with at(begin, seconds=10 * number):
            street.try_card(shop.invoice, shop.token, ip=THIEF)
    for number in range(5):
        with at(begin, minutes=10 + 10 * number):
            assert street.try_card(shop.invoice, shop.token, ip=THIEF) == "blocked"
    with at(begin, minutes=62):
        assert street.try_card(shop.invoice, shop.token, ip=THIEF, approved=True) == "sent"
