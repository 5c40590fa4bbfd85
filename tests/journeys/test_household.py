"""A household: Ana manages, lets Ben look, lets him pay, and shows him out while he looks."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.signing_in import set_up_app, sign_in
from tests.journeys.visitor import Visitor

NEW_PASSWORD = "seven lamps beside a slow river"


def link_for(house: DemoHouse, email: str) -> str:
    """The one-time link in the newest letter to this address."""
    found = re.search(r"\S+/account/invitation/\S+", house.ask("letter", to=email))
    assert found
    return found[0]


def invite(visitor: Visitor, house: DemoHouse, email: str, *, level: str = "See") -> str:
    """Ana fills in the form; gives the link that Ben gets."""
    visitor.go(f"{house.base_url}/home/security/").press("See or invite", role="link")
    visitor.press("Invite somebody", role="link")
    visitor.page.get_by_label("Their name").fill("Ben Cruz")
    visitor.page.get_by_label("Their own e-mail address").fill(email)
    visitor.choose(level)
    visitor.press("Send the invitation").sees("Invited.").sees(email)
    return link_for(house, email)


def set_level(visitor: Visitor, house: DemoHouse, words: str) -> None:
    """Ana opens Ben's line and changes it."""
    visitor.go(f"{house.base_url}/home/security/people/")
    visitor.press(re.compile("Change Ben"), role="link")
    visitor.choose(words)
    visitor.press("Save").sees("Saved.")


@pytest.mark.parametrize("scripts", [True, False])
def test_ana_lets_ben_look_then_pay_then_shows_him_out(house: DemoHouse, visit: Visit, scripts: bool) -> None:
    ana, ben, home = visit(scripts=scripts), visit(scripts=scripts), f"{house.base_url}/home/"
    bill = house.bill(100_000)
    who = house.ask("sign_in", customer=bill.customer, name="Ana Reyes")
    sign_in(ana, home, **who)
    set_up_app(ana, house.base_url, password=who["password"])
    email = f"ben-{bill.ref[-8:]}-{int(scripts)}@mail.example"

    ben.go(invite(ana, house, email))
    ben.page.locator("input[name=password]").fill(NEW_PASSWORD)
    ben.page.locator("input[name=password]").press("Enter")
    ben.look().go(home).sees("₱1,000.00")
    ben.sees("You see these invoices and cannot pay them")
    assert ben.page.goto(f"{home}pay/?all=1").status == 403  # type: ignore[union-attr]

    set_level(ana, house, "See and pay")
    ben.go(home).press("Pay ₱1,000.00", role="link").choose("E-wallet")
    ben.press(re.compile("^Pay ₱1,000.00")).press("Approve payment").sees("Paid. Thank you!")
    house.wait_owed(bill, 0)

    ben.go(f"{home}invoices/").sees(bill.number)
    ana.go(f"{home}security/people/").press(re.compile("Change Ben"), role="link")
    ana.press("Take the access away").sees("The access is taken away.")
    assert ben.page.goto(f"{home}invoices/").status == 403  # type: ignore[union-attr]
    assert bill.number not in ben.page.content()


def test_somebody_with_an_account_accepts_with_it_and_switches(house: DemoHouse, visit: Visit) -> None:
    ana, ben, home = visit(width=1280), visit(width=320), f"{house.base_url}/home/"
    hers, his = house.bill(100_000), house.bill(70_000)
    who = house.ask("sign_in", customer=hers.customer, name="Ana Reyes")
    sign_in(ana, home, **who)
    set_up_app(ana, house.base_url, password=who["password"])
    ben_is = house.ask("sign_in", customer=his.customer, name="Ben Cruz")

    ben.go(invite(ana, house, ben_is["email"])).sees("There is an account with this address already")
    ben.press("Sign in", role="link")
    ben.page.locator("input[name=login]").fill(ben_is["email"])
    ben.page.locator("input[name=password]").fill(ben_is["password"])
    ben.press("Sign in with your password").sees("Sees").press("Accept").sees("₱1,000.00").sees("cannot pay")
    switch = ben.page.get_by_label("You are here for")
    assert switch.input_value() == hers.customer
    switch.select_option(his.customer)
    ben.press("Switch").sees("₱700.00")
    assert ben.page.get_by_role("link", name=re.compile("^Pay ₱700.00")).count() == 1


def test_ana_without_a_second_step_is_led_to_one_and_comes_back(house: DemoHouse, visit: Visit) -> None:
    ana, home = visit(scripts=False), f"{house.base_url}/home/"
    who = house.ask("sign_in", customer=house.bill().customer, name="Ana Reyes")
    sign_in(ana, home, **who)
    ana.go(f"{home}security/people/").press("Invite somebody", role="link").sees("One more step first")
    set_up_app(ana, house.base_url, password=who["password"])
    ana.go(f"{house.base_url}/account/2fa/").press("Go on from where you were")
    assert ana.page.url == f"{home}security/people/new/"
    ana.sees("Their own e-mail address")
