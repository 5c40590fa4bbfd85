"""What the pay page may cost a phone on slow data, and the database: pinned, so that nobody adds to it unseen."""

from __future__ import annotations

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiwala.business import cache
from tiwala.home.tests.conftest import Shop

pytestmark = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept
ASKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src|<img[^>]* src)="(/[^"]+)"')
OCTETS_MAX, REQUESTS_MAX = 50 * 1024, 3
STATEMENTS_MAX, STATEMENTS_WARM = 7, 2


def statements(client: Client, shop: Shop) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(shop.url).status_code == 200
    return len(asked)


def test_a_process_that_just_started_asks_the_database_seven_times_at_most(client: Client, shop: Shop) -> None:
    cache.forget()
    assert statements(client, shop) <= STATEMENTS_MAX


def test_a_process_that_knows_the_business_asks_twice(client: Client, shop: Shop) -> None:
    statements(client, shop)
    assert statements(client, shop) == STATEMENTS_WARM


def test_the_first_visit_is_light_and_takes_few_requests(client: Client, shop: Shop) -> None:
    page = client.get(shop.url)
    more = list(dict.fromkeys(ASKED.findall(page.content.decode())))
    assert 1 + len(more) <= REQUESTS_MAX
    octets = len(page.content) + sum(map(len, map(str, page.items())))
    for path in more:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        body = b"".join(answer) if answer.streaming else answer.content
        octets += len(gzip.compress(body))
    assert octets <= OCTETS_MAX
