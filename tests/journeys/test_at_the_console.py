"""Staff bill a customer, see the money come, give some of it back, and read what was written to whom."""

from __future__ import annotations

import re

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import PAY
from tests.journeys.signing_in import second_step, sign_in
from tests.journeys.truth import differences
from tests.journeys.visitor import Visitor
from tests.platform.trial_house import wait_until

PAGES = [
    *("", "customers/", "customers/new/", "invoices/", "invoices/new/", "payments/", "refunds/", "tasks/", "ledger/"),
    *("audit/", "outbox/", "settings/", "search/?q=ana"),
]


def staff_member(house: DemoHouse, visitor: Visitor, role: str, page: str = "") -> Visitor:
    """One of the demo's staff, signed in."""
    people = house.ask("staff")
    return sign_in(visitor, f"{house.base_url}/console/{page}", email=people[role], password=people["password"])


def test_from_a_new_customer_to_money_in_the_books_and_back(house: DemoHouse, visit: Visit) -> None:
    dan = staff_member(house, visit(width=1280, height=900), "owner")
    dan.sees("Money in today").go(f"{house.base_url}/console/customers/new/")
    dan.page.get_by_label("Name", exact=True).fill("Tindahan ni Aling Nena")
    dan.page.locator("input[name=email]").fill("nena@tindahan.example")
    dan.page.locator("main form button:not([type=button])").first.click()
    dan.look().press("New invoice", role="link")
    dan.page.get_by_label("What it is for").fill("Two days of work")
    dan.page.get_by_label("Description").first.fill("Installing")
    dan.page.get_by_label(re.compile("^Quantity")).first.fill("2.5")
    dan.page.get_by_label(re.compile("^Unit price")).first.fill("1,000.00")
    dan.press("Work out the total").sees("₱2,500.00").press("Keep the draft").sees("₱2,500.00")
    dan.press(re.compile("^Issue"), role="link").press("Issue it").sees("Issued")
    dan.press("Send").press("Make a link")
    invoice_page = dan.page.get_by_role("link", name="Back to the invoice").get_attribute("href")
    link = dan.page.locator("#pay-link").input_value()

    nena = visit().go(link).sees("₱2,500.00").choose("E-wallet").press(PAY)
    nena.press("Approve payment").sees("Paid. Thank you!")

    dan.go(f"{house.base_url}/console/").sees("Money in today")
    dan.go(f"{house.base_url}{invoice_page}").sees("Paid")
    dan.page.locator("main a[href*='/console/payments/pay_']").first.click()
    dan.look()
    dan.press(re.compile("^Give back"), role="link")
    prove_it_is_still(house, dan, "owner")
    dan.page.get_by_label(re.compile("^Amount to give back")).fill("500")
    dan.page.get_by_label("The way it came").check()
    dan.page.get_by_label("Reason").fill("Half a day less")
    dan.press("Give it back").sees("₱500.00").sees("Half a day less")
    dan.page.wait_for_timeout(1500)
    dan.page.reload()
    dan.sees("Done")
    dan.go(f"{house.base_url}/console/outbox/").sees("n•••@t•••.example")
    wait_until(lambda: differences(house) == [], 30)


def test_the_cashier_may_not_give_money_back(house: DemoHouse, visit: Visit) -> None:
    cora = staff_member(house, visit(width=1280, height=900), "cashier", "payments/")
    cora.page.locator("main table tbody a").first.click()
    cora.look()
    assert cora.page.get_by_role("link", name=re.compile("^Give back")).count() == 0
    answer = cora.page.goto(f"{cora.page.url}refunds/new/")
    assert answer is not None
    assert answer.status == 403


def test_every_page_of_the_console_is_sound(house: DemoHouse, visit: Visit) -> None:
    dan = staff_member(house, visit(width=390, height=900, scheme="dark"), "owner")
    pages = [f"{house.base_url}/console/{page}" for page in PAGES]
    for kind in ("customers", "invoices", "payments", "outbox", "tasks", "refunds", "ledger"):
        dan.page.goto(f"{house.base_url}/console/{kind}/")
        pages += [one.evaluate("a => a.href") for one in dan.page.locator("main tbody a").all()[:1]]
    dan.page.goto(f"{house.base_url}/console/settings/")
    pages += [one.evaluate("a => a.href") for one in dan.page.locator("main a[href*='/console/settings/']").all()]
    wrong = []
    for page in dict.fromkeys(pages):
        answer = dan.page.goto(page)
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{page}: {answer.status}")
            continue
        for seen in ((390, "dark"), (1280, "light")):
            try:
                dan.look_as(*seen)
            except AssertionError as found:
                wrong.append(f"{seen}: {found}")
    assert not wrong, "\n".join(wrong)


def test_eve_is_sent_to_sign_in(house: DemoHouse, visit: Visit) -> None:
    eve = visit()
    for page in ("console/", "console/ledger/", "home/", "home/invoices/"):
        eve.go(f"{house.base_url}/{page}")
        assert "/account/login/" in eve.page.url


def prove_it_is_still(house: DemoHouse, visitor: Visitor, role: str) -> None:
    """Write the password or the code again when the house asks for it."""
    people = house.ask("staff")
    if visitor.page.url.split("?")[0].endswith("/account/reauthenticate/"):
        visitor.page.locator("input[name=password]").fill(people["password"])
        visitor.press("Go on")
    second_step(visitor, email=people[role])


def test_the_trial_shows_the_code_and_says_what_it_is(house: DemoHouse, visit: Visit) -> None:
    people = house.ask("staff")
    bing = visit().go(f"{house.base_url}/console/")
    bing.page.locator("input[name=login]").fill(people["accountant"])
    bing.page.locator("input[name=password]").fill(people["password"])
    bing.press("Sign in with your password").sees("This is a trial")
    second_step(bing, email=people["accountant"]).sees("Money in today")
