"""However often a person presses, goes back, reloads or starts again: one charge."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import PAY, reference_of, start
from tests.journeys.truth import charges_for, differences
from tests.platform.trial_house import wait_until

FIELD = re.compile(r'name="(csrfmiddlewaretoken|key|amount_minor|way)" value="([^"]*)"')


def test_two_windows_pay_the_same_invoice_once(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana, ben = visit(), visit(width=1280, height=800)
    ana.go(bill.url).choose("E-wallet")
    ben.go(bill.url).choose("Card")
    ana.press(PAY)
    ben.press(PAY).sees("A payment is under way")
    ana.press("Approve payment").sees("Paid. Thank you!")
    ben.go(bill.url).sees("Paid. Thank you!")
    assert house.ask("tries", bill.ref) == ["captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_a_double_click_starts_one_try(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = visit().go(bill.url).choose("E-wallet")
    ana.page.get_by_role("button", name=PAY).dblclick()
    ana.page.wait_for_url("**/checkout/**")
    ana.press("Approve payment").sees("Paid. Thank you!")
    assert house.ask("tries", bill.ref) == ["captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_the_same_form_sent_by_ten_hands_at_once_starts_one_try(house: DemoHouse) -> None:
    bill = house.bill()
    opener = build_opener(HTTPCookieProcessor())
    page = opener.open(bill.url, timeout=20).read().decode()
    fields = dict(reversed(FIELD.findall(page)))
    sent, url, headers = urlencode(fields).encode(), f"{bill.url}attempts/", {"Referer": bill.url}
    with ThreadPoolExecutor(10) as hands:
        seen = list(hands.map(lambda _: opener.open(Request(url, sent, headers), timeout=30).status, range(10)))  # noqa: S310
    assert set(seen) == {200}
    assert len(house.ask("tries", bill.ref)) == 1


def test_back_and_reload_on_every_step_charge_once(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "E-wallet")
    ana.page.reload()
    ana.page.go_back()
    ana.page.reload()
    ana.look().sees("A payment is under way")
    ana.press("Go on with it", role="link").sees("waits for you on the payment company's page")
    ana.page.reload()
    ana.press("Go on with it", role="link").press("Approve payment").sees("Paid. Thank you!")
    for _ in range(2):
        ana.page.reload()
        ana.sees("Paid. Thank you!")
    ana.page.go_back()
    ana.page.go_back()
    ana.page.wait_for_load_state()
    ana.go(bill.url).sees("Paid. Thank you!")
    assert house.ask("tries", bill.ref) == ["captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_a_form_kept_open_since_before_the_payment_pays_nothing_more(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    late = visit().go(bill.url).choose("E-wallet")
    start(visit(), bill, "E-wallet").press("Approve payment").sees("Paid. Thank you!")
    late.press(PAY).sees(re.compile("Nothing was paid|Paid. Thank you!"))
    assert charges_for(house, bill.ref) == [150_000]


def test_leave_the_gateway_choose_another_way_and_pay(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "Card").press("Cancel and go back").sees("called off")
    ana.press("Choose how to pay", role="link").choose("E-wallet").press(PAY)
    ana.page.goto(bill.url)  # abandoned in the middle
    ana.sees("A payment is under way").press("Choose another way").choose("QR Ph").press(PAY)
    house.bank(f"checkouts/{reference_of(house, bill.ref)}/pay")
    ana.sees("Paid. Thank you!", seconds=30)
    assert house.ask("tries", bill.ref) == ["cancelled", "cancelled", "captured"]
    assert charges_for(house, bill.ref) == [150_000]


def test_money_for_a_try_that_was_called_off_becomes_credit_and_a_task(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    ana = start(visit(), bill, "QR Ph")
    late = reference_of(house, bill.ref)
    ana.press("Choose another way").choose("E-wallet").press(PAY).press("Approve payment").sees("Paid. Thank you!")
    house.bank(f"checkouts/{late}/pay")
    wait_until(lambda: house.ask("credit", bill.customer) == 150_000, 90)
    assert house.sql("SELECT 1 FROM tasks_task WHERE kind = 'late_money' AND state = 'open'")
    assert charges_for(house, bill.ref) == [150_000, 150_000]
    wait_until(lambda: differences(house) == [], 30)
