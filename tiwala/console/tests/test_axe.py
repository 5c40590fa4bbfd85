"""Every page in a real browser, wide and narrow: axe finds nothing, no policy is broken, nothing sticks out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.visitor import Visitor
from tiwala.console.tests.people import come_in
from tiwala.console.tests.test_roles import PAGES, address
from tiwala.console.tests.world import make_world

NOT_PAGES = ("documents/", "/page/", "search/?q=ana")


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    _let_go()


def _let_go() -> None:
    """A server thread whose browser has gone may still hold its line to the database, which is to be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.django_db(transaction=True)
def test_every_page_can_be_used_by_everybody(live_server, chromium: Browser) -> None:
    client, world = come_in("owner"), make_world()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    for width, language in ((1280, "en"), (320, "fil")):
        with Visitor(chromium, width=width) as dan:
            for name, value in ((settings.SESSION_COOKIE_NAME, cookie), (settings.LANGUAGE_COOKIE_NAME, language)):
                dan.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
            for page in PAGES:
                if not any(part in page for part in NOT_PAGES):
                    dan.go(live_server.url + address(page, world))
