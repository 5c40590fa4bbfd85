"""Ana on two devices: she proves it again in the middle of a form, ends one session, and says of a letter: not me."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.signing_in import set_up_app, sign_in
from tests.journeys.visitor import Visitor
from tiwala.identity.tests.factors import code_for

OLD_PROOF = """UPDATE identity_session SET proved_at = now() - interval '1 hour',
  factor_proved_at = CASE WHEN factor_proved_at IS NULL THEN NULL ELSE now() - interval '1 hour' END
  WHERE user_id IS NOT NULL"""


def not_me_link(house: DemoHouse, email: str) -> str:
    """The link in the newest letter to this address."""
    found = re.search(r"\S+/account/not-me/[\w-]+/", house.ask("letter", to=email))
    assert found
    return found[0]


def write_next_code(visitor: Visitor, secret: str, *, used: str) -> None:
    """Wait until the app shows another code, as people do, and write it."""
    while code_for(secret) == used:
        visitor.page.wait_for_timeout(1000)
    visitor.page.locator("input[name=code]").fill(code_for(secret))
    visitor.press("Go on")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_that_met_an_old_proof_comes_back_filled_in(house: DemoHouse, visit: Visit, scripts: bool) -> None:
    ana, bill = visit(scripts=scripts), house.bill(100_000)
    who = house.ask("sign_in", customer=bill.customer, name="Ana Reyes")
    sign_in(ana, f"{house.base_url}/home/", **who)
    secret = set_up_app(ana, house.base_url, password=who["password"])
    used = code_for(secret)
    ana.go(f"{house.base_url}/home/security/").press("See or invite", role="link").press("Invite somebody", role="link")
    ana.page.get_by_label("Their name").fill("Ben Cruz")
    ana.page.get_by_label("Their own e-mail address").fill("ben@mail.example")
    ana.choose("See and pay")
    house.sql(OLD_PROOF)
    ana.press("Send the invitation").sees("Is it still you?")
    assert not ana.page.locator("input[name=password]").count()
    write_next_code(ana, secret, used=used)
    ana.sees("What you typed is still here")
    assert ana.page.get_by_label("Their name").input_value() == "Ben Cruz"
    ana.press("Send the invitation").sees("Invited.")


@pytest.mark.parametrize("scripts", [True, False])
def test_one_session_ends_and_all_end_when_it_was_not_me(house: DemoHouse, visit: Visit, scripts: bool) -> None:
    home, bill = f"{house.base_url}/home/", house.bill(100_000)
    phone, desk = visit(scripts=scripts), visit(scripts=scripts, width=1280)
    who = house.ask("sign_in", customer=bill.customer, name="Ana Reyes")
    sign_in(phone, home, **who)
    sign_in(desk, home, **who)
    assert "a browser that we have not seen before" in house.ask("letter", to=who["email"])

    desk.go(f"{house.base_url}/account/sessions/").sees("This one")
    desk.press("End this session").sees("That session is over.")
    phone.go(home).sees("Your session is over")
    phone.page.locator("input[name=login]").fill(who["email"])
    phone.page.locator("input[name=password]").fill(who["password"])
    phone.page.locator("input[name=password]").press("Enter")
    phone.look().sees("₱1,000.00")

    stranger = visit(scripts=scripts)
    sign_in(stranger, home, **who)
    mailbox = visit(scripts=scripts).go(not_me_link(house, who["email"])).sees("If you go on")
    stranger.go(home).sees("₱1,000.00")
    mailbox.press("Sign out everywhere and lock the account").sees("The account is locked")
    for browser in (stranger, phone, desk):
        browser.go(home).sees("Sign in")
    desk.page.locator("input[name=login]").fill(who["email"])
    desk.page.locator("input[name=password]").fill(who["password"])
    desk.page.locator("input[name=password]").press("Enter")
    desk.look().sees("The account is locked")
