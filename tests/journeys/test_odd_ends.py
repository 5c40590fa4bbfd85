"""What does not go as planned: links that open nothing, answers that are lost, money that differs."""

import re

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import PAY, reference_of, start
from tests.journeys.truth import charges_for, differences
from tests.platform.trial_house import wait_until


def test_wrong_expired_and_revoked_links_look_the_same_and_help(house: DemoHouse, visit: Visit) -> None:
    expired = house.bill(issued_days_ago=200)
    revoked = house.bill()
    house.ask("revoke", revoked.link)
    ana = visit()
    told = set()
    for url in (expired.url, revoked.url, f"{house.base_url}/pay/{'A' * 43}/", f"{house.base_url}/pay/x/"):
        answer = ana.page.goto(url)
        assert answer is not None
        assert answer.status == 404
        ana.look()
        told.add(re.sub(r"\s+", " ", ana.page.locator("body").inner_text()))
    assert len(told) == 1
    ana.sees("0917 555 0188").sees("No money was taken.")
    assert "Bayanihan Fiber" in ana.page.locator("header").inner_text()


def test_an_invoice_taken_back_can_no_longer_be_paid_by_its_link(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    house.ask("void", bill.ref)
    ana = visit().go(bill.url).sees("was withdrawn").sees("no money was taken")
    assert ana.page.get_by_role("button", name=PAY).count() == 0


def test_a_lost_answer_is_unknown_and_the_sweep_finds_out(house: DemoHouse, visit: Visit) -> None:
    house.bank("faults", {"next": [{"kind": "answer_lost", "where": "start"}, {"kind": "error_500", "count": 50}]})
    bill = house.bill()
    ana = start(visit(), bill, "E-wallet").sees("don't pay again")
    ana.go(bill.url).sees("don't pay again")
    assert ana.page.get_by_role("button", name=PAY).count() == 0
    assert house.ask("tries", bill.ref) == ["unknown"]
    house.bank("faults", method="DELETE")
    wait_until(lambda: house.ask("tries", bill.ref) == ["sent"], 60)  # the sweep's first pauses are 10 s and 1 min
    ana.go(bill.url).sees("A payment is under way").press("Go on with it", role="link")
    ana.press("Go on with it", role="link").press("Approve payment").sees("Paid. Thank you!")
    assert charges_for(house, bill.ref) == [150_000]


def test_a_thinking_bank_is_waited_for_and_asked(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(157_720)  # … 7720: no answer for 15 s, then paid
    ana = start(visit(), bill, "E-wallet").press("Approve payment").sees("please don't pay a second time")
    assert ana.page.get_by_role("button", name=PAY).count() == 0
    ana.sees("Paid. Thank you!", seconds=60)
    assert charges_for(house, bill.ref) == [157_720]


def test_a_lost_notice_is_made_up_for_by_looking(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(157_730)  # … 7730: the notice is lost
    start(visit(), bill, "E-wallet").press("Approve payment").sees("Paid. Thank you!")
    assert house.owed(bill) == 0


def test_a_notice_alone_brings_the_money_soon_with_nobody_looking(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill()
    start(visit(), bill, "Over the counter").page.close()
    house.bank(f"checkouts/{reference_of(house, bill.ref)}/pay")
    house.wait_owed(bill, 0, seconds=20)


def test_less_money_than_asked_waits_for_a_person(house: DemoHouse, visit: Visit) -> None:
    bill = house.bill(157_742)  # … 7742: 100 less is what moves
    ana = start(visit(), bill, "E-wallet").press("Approve payment").sees("a person is looking at it")
    ana.sees("₱1,576.42")
    ana.go(bill.url).sees("Please don't pay again")
    assert house.owed(bill) == 157_742
    assert house.sql("SELECT 1 FROM tasks_task WHERE kind = 'money_mismatch' AND state = 'open'")
    wait_until(lambda: differences(house) == [], 30)


def test_a_gateway_that_is_down_takes_no_money_and_says_so(house: DemoHouse, visit: Visit) -> None:
    house.bank("faults", {"next": [{"kind": "error_503", "where": "start", "count": 5}]})
    bill = house.bill()
    ana = start(visit(), bill, "E-wallet")
    ana.sees(re.compile("don't know yet|No money was taken"))
    assert charges_for(house, bill.ref) == []
