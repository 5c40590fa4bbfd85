"""A person with a link pays: every method, from the phone, in a few clicks."""

import re

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import CARD, CHALLENGED, PAY, POOR, reference_of, start, type_card
from tests.journeys.truth import charges_for, differences
from tests.platform.trial_house import wait_until


def test_the_first_paid_invoice_takes_three_clicks_and_no_account(house: DemoHouse, visit: Visit) -> None:
    link = next(word for word in house.said.read_text().split() if "/pay/" in word)
    ana = visit().go(link)
    ana.choose("E-wallet").press(PAY).press("Approve payment").sees("Paid. Thank you!")
    assert ana.clicks == 3


def test_the_page_says_who_asks_for_what_and_how_much(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(123_450, description="Internet, December")
    ana = visit().go(bill.url)
    for words in (bill.number, "Internet, December", "₱1,234.50", "No extra fee"):
        ana.sees(words)
    header = ana.page.locator("header").inner_text()
    assert "Bayanihan Fiber" in header
    assert house.ask("tries", bill.ref) == []


def test_pay_by_card(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Card")
    type_card(ana, CARD)
    ana.press(PAY).sees("Paid. Thank you!")
    ana.sees("•••• 1111").sees("Still due").sees("Nothing")
    paper = ana.page.get_by_role("link", name="The receipt as a PDF").get_attribute("href")
    assert ana.context.request.get(f"{house.base_url}{paper}").body().startswith(b"%PDF-")
    assert charges_for(house, bill.ref) == [150_000]
    assert house.owed(bill) == 0


def test_pay_by_card_whose_bank_asks_for_a_code(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Card")
    type_card(ana, CHALLENGED)
    ana.press(PAY).press("Confirm").sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [150_000]


def test_a_refused_code_is_a_decline_and_another_way_still_pays(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Card")
    type_card(ana, CHALLENGED)
    ana.press(PAY).press("It was not me").sees("Not paid").sees("No money was taken")
    ana.press("Choose how to pay", role="link").choose("E-wallet").press(PAY)
    ana.press("Approve payment").sees("Paid. Thank you!")
    assert house.ask("tries", bill.ref) == ["declined", "captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_a_poor_card_is_told_in_words_and_nothing_is_charged(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Card")
    type_card(ana, POOR)
    ana.press(PAY).sees("Not paid").sees("No money was taken")
    assert charges_for(house, bill.ref) == []
    assert house.owed(bill) == 150_000


def test_pay_by_wallet_and_by_bank(house: DemoHouse, visit: Visit) -> None:
    for name, yes in (("E-wallet", "Approve payment"), ("Online banking", "Confirm transfer")):
        bill = house.bill()
        start(visit(), bill, name).press(yes).sees("Paid. Thank you!")
        assert charges_for(house, bill.ref) == [150_000]


def test_pay_by_qr_and_the_page_notices_by_itself(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "QR Ph").sees("Scan to pay ₱1,500.00")
    picture = ana.page.get_by_role("img", name="QR code of this payment")
    assert picture.evaluate("one => one.naturalWidth") >= 256
    assert charges_for(house, bill.ref) == []
    house.bank(f"checkouts/{reference_of(house, bill.ref)}/pay")
    ana.sees("Paid. Thank you!", seconds=30)
    assert charges_for(house, bill.ref) == [150_000]


def test_pay_at_a_counter_days_later(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Over the counter")
    ana.sees(re.compile(r"\d{4} \d{4} \d{4}"))
    ana.page.close()
    house.bank(f"checkouts/{reference_of(house, bill.ref)}/pay")
    house.wait_owed(bill, 0)
    ana.page = ana.window()
    ana.go(bill.url).sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [150_000]


def test_pay_a_part_then_the_rest(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(100_000)
    ana = visit().go(bill.url)
    ana.page.get_by_text("Pay another amount").click()
    ana.page.get_by_label("Amount to pay now").fill("20")
    ana.press("Use this amount").sees("Please pay at least ₱100.00")
    ana.page.get_by_label("Amount to pay now").fill("250.50")
    ana.press("Use this amount").sees("of the ₱1,000.00 that are due")
    ana.choose("E-wallet").press("Pay ₱250.50").press("Approve payment").sees("Still due").sees("₱749.50")
    ana.press("Pay the rest", role="link").choose("E-wallet").press("Pay ₱749.50").press("Approve payment")
    ana.sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [25_050, 74_950]
    assert house.owed(bill) == 0


def test_the_bank_and_the_books_tell_the_same_story(house: DemoHouse) -> None:
    wait_until(lambda: differences(house) == [], 30)
