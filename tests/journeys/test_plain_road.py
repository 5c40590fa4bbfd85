"""Without scripts, on the narrowest phone, in Filipino, by keyboard alone: the same road."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import CARD, PAY, POOR, reference_of, start, type_card
from tests.journeys.truth import charges_for


def test_without_scripts_the_whole_road_can_be_walked(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(scripts=False), bill, "Card")
    type_card(ana, POOR).press(PAY).sees("Not paid")
    ana.press("Choose how to pay", role="link").choose("Card").press(PAY)
    type_card(ana, CARD).press(PAY).sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [150_000]


def test_without_scripts_the_page_of_a_qr_looks_again_by_itself(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(scripts=False), bill, "QR Ph").sees("Scan to pay")
    house.bank(f"checkouts/{reference_of(house, bill.ref)}/pay")
    ana.sees("Paid. Thank you!", seconds=30)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_the_window(house: DemoHouse, visit: Visit, width: int) -> None:
    bill = house.bill(1_234_567_890, description="A very long description of what was done in all of the rooms")
    ana = start(visit(width=width), bill, "QR Ph").sees("Scan to pay")
    ana.press("Choose another way").sees("₱12,345,678.90")


def test_in_filipino_by_the_customers_own_language(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(language="fil")
    ana = visit(width=320).go(bill.url).sees("Paano mo gustong magbayad?")
    assert ana.page.locator("html").get_attribute("lang") == "fil"
    ana.choose("E-wallet").press(re.compile("^Bayaran ang ₱")).press("Approve payment").sees("Bayad na. Salamat!")


def test_the_language_can_be_changed_and_stays(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = visit().go(bill.url).press("Filipino").sees("Paano mo gustong magbayad?")
    ana.go(bill.url).sees("Paano mo gustong magbayad?")
    ana.press("English").sees("How would you like to pay?")


def test_the_keyboard_alone_pays(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = visit(width=1280, height=800).go(bill.url)
    names = walk_to(ana.page, "input[type=radio]")
    assert names, "the keyboard never reached the choice"
    ana.page.keyboard.press("Space")
    expect(ana.page.locator("input[type=radio]:checked")).to_have_count(1)
    walk_to(ana.page, "main form[method=post] button")
    ana.page.keyboard.press("Enter")
    ana.page.wait_for_url("**/checkout/**")
    walk_to(ana.page, "button.main")
    ana.page.keyboard.press("Enter")
    ana.sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [150_000]


def walk_to(page, selector: str) -> list[str]:
    """Press Tab until such an element has the focus, and can be seen to have it; gives what was passed."""
    passed = []
    for _ in range(40):
        page.keyboard.press("Tab")
        is_there, outline, said = page.evaluate(
            """selector => { const one = document.activeElement, row = one.closest('label') ?? one
                const style = node => getComputedStyle(node)
                const seen = [one, row].some(n => style(n).outlineStyle !== 'none' || style(n).boxShadow !== 'none')
                return [one.matches(selector), seen, one.outerHTML.slice(0, 100)] }""",
            selector,
        )
        passed.append(said)
        assert outline, f"the focus on {said} cannot be seen"
        if is_there:
            return passed
    raise AssertionError(f"{selector} was not reached; passed {passed}")
