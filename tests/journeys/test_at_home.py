"""A customer signs in: sees what is owed, pays it, finds receipts and the statement."""

from __future__ import annotations

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.paying import PAY
from tests.journeys.signing_in import set_up_app, sign_in
from tests.journeys.truth import charges_for
from tests.journeys.visitor import Visitor
from tests.platform.trial_house import wait_until

PAGES = [
    "",
    "invoices/",
    "receipts/",
    "receipts/statement/",
    "methods/",
    "me/",
    "security/",
    "security/people/",
    "pay/",
]


def arrive(house: DemoHouse, visitor: Visitor, *, bills: int = 2, with_app: bool = False) -> list[Bill]:
    """A new customer with open invoices, signed in, on the first page."""
    first = house.bill(100_000, due_in_days=5)
    more = [house.bill(50_000, customer=first.customer, due_in_days=10) for _ in range(bills - 1)]
    person = house.ask("sign_in", customer=first.customer)
    sign_in(visitor, f"{house.base_url}/home/", **person)
    if with_app:
        set_up_app(visitor, house.base_url, password=person["password"])
        visitor.go(f"{house.base_url}/home/")
    return [first, *more]


def test_pay_all_that_is_due_in_one_go(house: DemoHouse, visit: Visit) -> None:
    liza = visit()
    first, second = arrive(house, liza)
    liza.sees("What you owe now").sees("₱1,500.00")
    liza.press("Pay ₱1,500.00", role="link").sees("You are paying").choose("E-wallet").press(PAY)
    liza.press("Approve payment").sees("Paid. Thank you!")
    liza.go(f"{house.base_url}/home/").sees("You owe nothing now")
    assert charges_for(house, first.ref) == charges_for(house, second.ref) == [150_000]  # one charge for both
    assert house.owed(first) == house.owed(second) == 0


def test_choose_one_of_two_and_leave_the_other_due(house: DemoHouse, visit: Visit) -> None:
    liza = visit(width=320)
    first, second = arrive(house, liza)
    liza.press("Choose what to pay", role="link")
    liza.page.locator("label.radio-row").filter(has_text=second.number).click()
    liza.press("Go on").sees("₱500.00").choose("E-wallet").press("Pay ₱500.00").press("Approve payment")
    liza.sees("Paid. Thank you!")
    assert (house.owed(first), house.owed(second)) == (100_000, 0)


def test_receipt_statement_and_own_data_are_two_taps_away(house: DemoHouse, visit: Visit) -> None:
    liza = visit()
    [bill] = arrive(house, liza, bills=1, with_app=True)
    liza.press("Pay ₱1,000.00", role="link").choose("E-wallet").press(PAY).press("Approve payment")
    liza.sees("Paid. Thank you!")
    wait_until(lambda: house.sql(f"SELECT 1 FROM invoicing_receipt WHERE customer_ref = '{bill.customer}'"), 20)  # noqa: S608
    liza.go(f"{house.base_url}/home/receipts/").sees("₱1,000.00")
    for name in ("AR-", "PDF"):
        paper = liza.page.get_by_role("link", name=name).first.get_attribute("href")
        assert liza.context.request.get(f"{house.base_url}{paper}").body().startswith(b"%PDF-")
    liza.go(f"{house.base_url}/home/receipts/statement/").sees("₱1,000.00")
    sheet = liza.context.request.get(f"{house.base_url}/home/receipts/statement/?as=csv").text()
    assert bill.number in sheet
    assert liza.context.request.get(f"{house.base_url}/home/me/copy.json").json()["name"] == "Liza Manansala"


def test_every_page_at_home_is_sound(house: DemoHouse, visit: Visit) -> None:
    liza = visit(width=320)
    [bill] = arrive(house, liza, bills=1)
    for page in [*PAGES, f"invoices/{bill.ref}/", f"pay/?invoice={bill.ref}"]:
        answer = liza.page.goto(f"{house.base_url}/home/{page}")
        assert answer is not None
        assert answer.status == 200, page
        liza.look_as(320, "light").look_as(1280, "dark")


def test_ben_sees_nothing_of_anas(house: DemoHouse, visit: Visit) -> None:
    others = house.bill()
    ben = visit()
    arrive(house, ben, bills=1)
    for page in (f"home/invoices/{others.ref}/", f"home/papers/{others.ref}.pdf", "console/", "console/customers/"):
        answer = ben.page.goto(f"{house.base_url}/{page}")
        assert answer is not None
        assert answer.status in {403, 404}, page
        assert others.number not in ben.page.content()
