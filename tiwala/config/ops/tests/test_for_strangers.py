"""security.txt and robots.txt"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.makers import make_business
from tiwala.business import cache
from tiwala.kit import clock

pytestmark = pytest.mark.django_db


def test_it_says_where_to_report_a_hole() -> None:
    make_business()
    cache.forget()
    with clock.hold(datetime(2026, 5, 4, 12, tzinfo=UTC)):
        response = Client().get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert said["Contact"] == "mailto:billing@sampaguita.example"
    assert said["Canonical"].endswith("/.well-known/security.txt")
    assert said["Preferred-Languages"] == "en, fil"
    end = datetime.fromisoformat(said["Expires"])
    assert timedelta() < end - datetime(2026, 5, 4, tzinfo=UTC) < timedelta(days=365)


def test_without_a_contact_there_is_no_such_file() -> None:
    cache.forget()
    assert Client().get("/.well-known/security.txt").status_code == 404


def test_robots_keep_out_of_bills() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /pay/", "Disallow: /home/", "Disallow: /console/"} <= set(lines)
