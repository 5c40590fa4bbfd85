"""A payer has a card kept, pays with it, has bills collected from it within limits, and takes all of it back."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.paying import CARD, PAY, type_card
from tests.journeys.signing_in import set_up_app, sign_in
from tests.journeys.visitor import Visitor
from tests.platform.trial_house import wait_until

KEPT = "Visa •••• 1111"


def kept_at_the_bank(house: DemoHouse) -> set[str]:
    """The tokens of every card and wallet that the sandbox keeps."""
    path = house.data / "sandbox" / "sandbox.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as line:
        return {str(token) for (token,) in line.execute("SELECT token FROM method")}


def arrive(house: DemoHouse, visitor: Visitor) -> Bill:
    """A customer of her own with one bill, signed in, with a second step set up."""
    bill = house.bill(100_000)
    person = house.ask("sign_in", customer=bill.customer)
    sign_in(visitor, f"{house.base_url}/home/", **person)
    set_up_app(visitor, house.base_url, password=person["password"])
    return bill


def keep_a_card(visitor: Visitor, house: DemoHouse, bill: Bill) -> None:
    """Pay by card, with the tick under the words that say what is kept."""
    visitor.go(f"{house.base_url}/home/pay/?invoice={bill.ref}").choose("Card")
    visitor.sees("This alone takes no money")
    tick = visitor.page.get_by_label("Keep this card or wallet for next time")
    assert not tick.is_checked()
    tick.check()
    visitor.press(PAY)
    type_card(visitor, CARD).press(PAY).sees("Paid. Thank you!")


def write_limits(visitor: Visitor) -> None:
    """Choose the card, ₱2,000.00 at a time, ₱4,000.00 a month, and everything; three days' notice is there already."""
    assert visitor.page.locator("input[name=scope]:checked").count() == 0
    visitor.choose(KEPT)
    visitor.page.get_by_label("At most at a time").fill("2,000")
    visitor.page.get_by_label("At most in a calendar month").fill("4,000")
    assert visitor.page.get_by_label("Tell me so many days before").input_value() == "3"
    visitor.choose("All my invoices").press("Go on")


@pytest.mark.parametrize(("scripts", "scheme"), [(True, "light"), (False, "dark")])
def test_a_card_is_kept_used_collected_from_and_removed(
    house: DemoHouse, visit: Visit, scripts: bool, scheme: str
) -> None:
    liza, home, before = visit(scripts=scripts, scheme=scheme), f"{house.base_url}/home/", kept_at_the_bank(house)
    first = arrive(house, liza)
    keep_a_card(liza, house, first)
    house.wait_owed(first, 0)
    liza.go(f"{home}methods/").sees(KEPT).sees("Ends 12/2034.").sees("Off: you pay each invoice yourself.")
    [token] = kept_at_the_bank(house) - before

    second = house.bill(50_000, customer=first.customer, due_in_days=10)
    liza.go(f"{home}pay/?invoice={second.ref}").sees("One press pays.").choose(KEPT).press(PAY).sees("Paid. Thank you!")
    assert house.owed(second) == 0

    third = house.bill(60_000, customer=first.customer, due_in_days=10)
    liza.go(f"{home}methods/").press("See automatic payment", role="link").press("Set it up", role="link")
    write_limits(liza)
    liza.sees("at most ₱2,000.00 at a time and at most ₱4,000.00 in a calendar month").sees("at least 3 days")
    if scripts:
        liza.press("Turn it on").sees("Please tick that you agree")
    liza.page.get_by_label("I agree", exact=True).check()
    liza.press("Turn it on").sees("Automatic payment is on.").sees("3 days").sees("all your invoices")
    planned = f"SELECT 1 FROM autopay_collection WHERE number = '{third.number}' AND state = 'planned'"  # noqa: S608
    wait_until(lambda: house.sql(planned), 30)  # the worker hears of it
    liza.go(f"{home}methods/autopay/").sees(third.number).sees("planned").sees("₱600.00")

    liza.press("Pause").sees("Paused. Until you resume it, nothing is begun.").sees("1 called off")
    liza.press("Resume").sees("On again.")
    liza.press("End it").sees("Ended. From now on, please pay by hand.").sees("Automatic payment is off")
    assert house.owed(third) == 60_000

    liza.go(f"{home}methods/").page.locator("summary", has_text=re.compile("^Remove")).click()
    liza.press("Remove it").sees("Removed. It pays nothing any more.").sees("Nothing is kept")
    assert token not in kept_at_the_bank(house)
    assert KEPT not in liza.go(f"{home}pay/?invoice={third.ref}").page.locator("main").inner_text()


def test_who_only_sees_is_offered_nothing_that_is_kept(house: DemoHouse, visit: Visit) -> None:
    liza, sam, home = visit(scripts=False), visit(), f"{house.base_url}/home/"
    bill = arrive(house, liza)
    keep_a_card(liza, house, bill)
    person = house.ask("sign_in", customer=bill.customer, level="sees")
    sign_in(sam, f"{home}methods/", **person).sees(KEPT)
    assert sam.page.get_by_text("Remove").count() == 0
    sam.go(f"{home}methods/autopay/").sees("Automatic payment is off")
    assert sam.page.get_by_role("link", name="Set it up").count() == 0
    assert sam.page.goto(f"{home}methods/autopay/terms/").status == 403  # type: ignore[union-attr]
