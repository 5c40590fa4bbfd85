"""Takes the README's pictures from a running demo: `make shots`. Each must be looked at before it is committed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import start
from tests.journeys.test_at_the_console import staff_member
from tests.platform.trial_house import CODE

PICTURES = CODE / "docs" / "pictures"
LARGEST = 200 * 1024
PRICES = (149_900, 15_000, 23_125)


def test_the_pay_page_by_day_and_by_night(house: DemoHouse, visit: Visit) -> None:
    for name, scheme in (("pay", "light"), ("pay-dark", "dark")):
        bill = house.bill(*PRICES, description="Internet, December 2026")
        shoot(visit(scheme=scheme, height=900).go(bill.url).page, name, is_whole=True)


def test_the_receipt(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(*PRICES, description="Internet, December 2026")
    ana = start(visit(height=760), bill, "E-wallet").press("Approve payment").sees("AR-", seconds=30)
    shoot(ana.page, "receipt")


def test_the_console(house: DemoHouse, visit: Visit) -> None:
    dan = staff_member(house, visit(width=1280, height=860), "owner").sees("Money in today")
    shoot(dan.page, "console")


def shoot(page: Page, name: str, *, is_whole: bool = False) -> Path:
    """A picture of at most 200 KB."""
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=is_whole)
    assert path.stat().st_size <= LARGEST, f"{path} is too large"
    return path
