"""A dispute answered and a payback paid, by people with browsers: every page judged on a phone and a desk."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.test_at_the_console import staff_member
from tests.journeys.visitor import Visitor
from tests.platform.trial_house import wait_until

WHERE = "links => links.map(link => link.href)"


def test_a_dispute_is_seen_with_its_clock_packed_and_answered(house: DemoHouse, visit: Visit) -> None:
    ada = staff_member(house, visit(width=1280, height=900), "accountant", "disputes/")
    ada.sees("Waits for your answer").sees("days left").sees("Won")

    ada.page.locator("main tr", has_text="days left").locator("a").first.click()
    ada.look().sees("An answer is due").press("Make it in English")
    ada.sees("SHA-256")
    with ada.page.expect_download() as download:
        ada.page.locator("a[href*='/packs/']").first.click()
    assert download.value.suggested_filename.startswith("evidence-")

    phone = staff_member(house, visit(width=390, height=844, scheme="dark"), "owner", "disputes/")

    phone.go(ada.page.url)

    ada.press("Answer…", role="link")
    ada.page.get_by_label("Our answer").fill("The line was used every day of that month.")

    ada.press("It is sent").sees("The bank is looking at it").sees("The line was used every day")


def test_a_payback_goes_from_letter_to_bank(house: DemoHouse, visit: Visit) -> None:
    ada = staff_member(house, visit(width=1280, height=900), "accountant", "paybacks/")
    ada.page.locator("main tbody a").first.click()
    ada.look().sees("We asked the payer for an account")

    page = ada.page.url
    payer = visit(width=390, height=844)
    payer.go(link_in_outbox(ada, house, "where may it go")).sees("We pay you back")

    payer.page.get_by_label("Bank or wallet").select_option("bdo")
    payer.page.get_by_label("Name on the account").fill("Ana Reyes")
    payer.page.get_by_label("Account number", exact=True).fill("0012345678")
    payer.page.get_by_label("Account number once more").fill("0012345679")
    payer.press("This is my account").sees("The two numbers differ")

    payer.page.get_by_label("Account number once more").fill("0012 3456 78")
    payer.press("This is my account").sees("Please look at your mailbox")
    payer.go(link_in_outbox(ada, house, "Please confirm")).sees("BDO Unibank •••• 5678")

    payer.press("Yes, it is mine").sees("Confirmed. Thank you!")
    ada.go(page).press("Ask for a second person…", role="link").press("Ask for a second person")
    ada.sees("BDO Unibank •••• 5678").sees("It waits for somebody else")
    decision = ada.page.url
    dan = staff_member(house, visit(width=390, height=844, scripts=False), "owner", "approvals/")
    dan.go(decision).press("Decide…", role="link")
    dan.page.get_by_label("Approve: it happens now").check()
    dan.press("Decide")
    ada.go(page).sees("Approved: pay it in the bank").press("Pay it…", role="link")

    ada.page.get_by_label("The bank's reference").fill("PN-2026-118")
    ada.press("It is paid").sees("PN-2026-118")


def link_in_outbox(reader: Visitor, house: DemoHouse, subject: str) -> str:
    """The link in the newest letter with this subject, as the demo's outbox shows it."""
    tab = reader.window()
    wait_until(lambda: _letter(tab, house, subject), 60)
    tab.goto(_letter(tab, house, subject))
    found = re.search(r"https?://[^/\s]+(/payback/\S+/)", tab.locator("main").inner_text())
    assert found, tab.locator("main").inner_text()
    tab.close()
    return house.base_url + found[1]  # a letter of the year that was copied names the house it was written in


def _letter(tab: Page, house: DemoHouse, subject: str) -> str:
    """Where it stands on the outbox, whatever its page: other journeys write too. Empty while it has not come."""
    address = f"{house.base_url}/console/outbox/"
    while address:
        tab.goto(address)
        found: list[str] = tab.locator("main tr", has_text=subject).locator("a").evaluate_all(WHERE)
        if found:
            return found[0]
        further: list[str] = tab.locator("a[rel=next]").evaluate_all(WHERE)
        address = further[0] if further else ""
    return ""
