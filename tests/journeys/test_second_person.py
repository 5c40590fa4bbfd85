"""A refund over the limit: one asks, another approves, in two browsers without scripts."""

from __future__ import annotations

import re

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.test_at_the_console import staff_member


def test_a_refund_over_the_limit_takes_two(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(1_000_000, description="A water heater")
    ada = staff_member(house, visit(width=1280, height=900, scripts=False), "accountant", f"invoices/{bill.ref}/")
    ada.press("Record payment", role="link")
    ada.page.get_by_label("Cash over the counter").check()
    ada.page.locator("main form button:not([type=button])").first.click()
    ada.look().sees("Paid")
    ada.go(ada.page.locator("a[href*='/console/payments/pay_']").first.evaluate("one => one.href"))
    ada.press(re.compile("^Give back"), role="link")
    ada.page.locator("input[name=amount]").fill("6,000.00")
    ada.page.get_by_label("In cash over the counter").check()
    ada.page.locator("textarea[name=reason]").fill("It came back broken")
    ada.press("Give it back")
    ada.sees("Nothing has happened yet").sees("₱6,000.00").sees("It waits for somebody else")
    page = ada.page.url

    dan = staff_member(house, visit(width=390, height=844), "owner", "approvals/")
    dan.sees("Give money back").go(page)
    dan.press("Decide…", role="link")
    dan.sees("It came back broken")
    dan.page.get_by_label("Approve: it happens now").check()
    dan.press("Decide")
    dan.sees("Approved. Both names are in the trail.")
    ada.go(page).sees("Approved").sees("What came of it")
