"""The browser's cookie: given where people pay, known again by its fingerprint, and missing where it is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tiwala.fraud.models import Assessment, Sighting
from tiwala.home.tests.conftest import Shop
from tiwala.kit.conf import conf

pytestmark = pytest.mark.django_db


def pay(client: Client, shop: Shop) -> Sighting:
    form = {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())}
    assert client.post(f"{shop.url}attempts/", form).status_code == 302
    return Sighting.objects.latest("id")


def test_the_pay_page_gives_it_and_the_try_is_known_by_it(client: Client, shop: Shop) -> None:
    client.get(shop.url)
    cookie = client.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == conf.identity.device_days * 86_400
    seen = pay(client, shop)
    assert seen.device_mark
    assert Assessment.objects.get(payment_ref=seen.payment_ref).values["device_tries_24h"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s)::text FROM fraud_sighting s")
        assert cookie.value not in cursor.fetchone()[0]


def test_it_stays_the_same_over_visits_and_links_open_no_other(client: Client, shop: Shop) -> None:
    client.get(shop.url)
    first = client.cookies["device"].value
    client.get(shop.url)
    assert client.cookies["device"].value == first


def test_a_browser_that_refuses_it_pays_all_the_same(client: Client, shop: Shop) -> None:
    seen = pay(client, shop)
    values = Assessment.objects.get(payment_ref=seen.payment_ref).values
    assert (seen.device_mark, values["has_device"], values["device_tries_24h"]) == (None, False, None)


@pytest.mark.parametrize("forged", ["x" * 5_000, "ü" * 43, "a" * 42 + "\n"])
def test_what_is_none_of_ours_is_not_looked_at_and_replaced(client: Client, shop: Shop, forged: str) -> None:
    client.cookies["device"] = forged
    given = client.get(shop.url).cookies["device"].value
    assert (len(given), given != forged) == (43, True)
    client.cookies["device"] = forged
    assert pay(client, shop).device_mark is None


def test_a_page_that_asks_for_no_money_gives_none(client: Client) -> None:
    for door in ("/", f"/pay/{'x' * 43}/", "/accounts/login/"):
        assert "device" not in client.get(door).cookies
