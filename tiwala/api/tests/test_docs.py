"""The page that shows the description, in a real browser under our own policy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tiwala.api.tests.caller import Caller


@pytest.mark.parametrize("width", [1280, 390])
def test_it_shows_every_resource_and_the_browser_has_nothing_to_complain_of(
    live_server: Any, chromium: Browser, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    complaints, asked = _listen(page)
    page.goto(f"{live_server.url}/api/docs")
    page.get_by_text("/api/v1/payments", exact=True).first.wait_for()
    for tag in ("Customers", "Invoices", "Payments", "Refunds"):
        assert page.get_by_role("heading", name=tag).count()
    assert not complaints
    assert {address.split("/")[2] for address in asked if "://" in address} == {live_server.url.split("/")[2]}


def test_an_operation_can_be_tried_with_a_key(live_server: Any, chromium: Browser) -> None:
    shop = Caller()
    page = chromium.new_page()
    complaints, _asked = _listen(page)
    page.goto(f"{live_server.url}/api/docs")
    page.locator("#operations-Customers-list_customers").click()
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux input").fill(shop.text)
    page.locator(".modal-ux").get_by_role("button", name="Apply").or_(
        page.locator(".modal-ux button.authorize")
    ).first.click()
    page.locator(".modal-ux button.btn-done").click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response("**/api/v1/customers*") as answer:
        page.get_by_role("button", name="Execute").click()
    assert json.loads(answer.value.body()) == {"items": [], "next_cursor": ""}
    assert not complaints


def _listen(page: Page) -> tuple[list[str], list[str]]:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    return complaints, asked
