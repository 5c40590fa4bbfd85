"""Every page in a real browser, wide and narrow: axe finds nothing, no policy is broken, nothing sticks out."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.journeys.visitor import Visitor
from tiwala.console.tests.people import come_in
from tiwala.console.tests.test_roles import PAGES, address
from tiwala.console.tests.world import make_world

NOT_PAGES = ("documents/", "/file/", "/page/", "search/?q=ana")


SHARES = 2
"""A run divides them among its processes."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (320, "fil")])
def test_every_page_can_be_used_by_everybody(
    live_server, chromium: Browser, width: int, language: str, share: int
) -> None:
    client, world = come_in("owner"), make_world()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = [page for page in PAGES if not any(part in page for part in NOT_PAGES)]
    with Visitor(chromium, width=width) as dan:
        for name, value in ((settings.SESSION_COOKIE_NAME, cookie), (settings.LANGUAGE_COOKIE_NAME, language)):
            dan.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        for page in pages[share::SHARES]:
            dan.go(live_server.url + address(page, world))
