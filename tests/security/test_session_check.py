"""Knowing who is asking costs one statement on every page, and none for guests."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.security.conftest import Shop
from tiwala.identity import rule_values

WHO = ("identity_session", "identity_user", "identity_rolegrant", "identity_customeraccess", "identity_signinrule")


def asks(client: Client, url: str) -> list[str]:
    """The statements about who somebody is that a page makes, when what it keeps in memory is warm."""
    assert client.get(url).status_code == 200, url
    rule_values.forget()
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return [one["sql"] for one in asked.captured_queries if any(table in one["sql"] for table in WHO)]


@pytest.mark.parametrize("url", ["/home/", "/home/invoices/", "/home/receipts/", "/home/me/", "/home/security/"])
def test_a_customers_page_asks_once(ben: Client, url: str) -> None:
    assert len(asks(ben, url)) == 1


@pytest.mark.parametrize("url", ["/console/", "/console/invoices/", "/console/payments/", "/console/settings/"])
def test_a_staff_page_asks_once(dan: Client, url: str) -> None:
    assert len(asks(dan, url)) == 1


def test_a_guests_page_asks_nothing(eve: Client, shop: Shop) -> None:
    for url in (f"/pay/{shop.token}/", "/", "/trust/", "/account/login/"):
        assert not asks(eve, url), url
