"""The owner connects each vendor by the wizard, and a payer pays through it: stand-ins of the real ones, in Chromium.

Nothing is done behind the pages but what the vendor's own site would do. The pay page's policy is on: were a redirect
on the way to the gateway or back not allowed by it, the browser would complain and the journey fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Visit
from tests.journeys.demo_house import DemoHouse
from tests.journeys.paying import PAY
from tests.journeys.test_at_the_console import prove_it_is_still, staff_member
from tests.journeys.visitor import Visitor
from tests.platform.trial_house import wait_until
from tiwala.gateways.tests.sandbox_process import Sandbox, running_sandbox

OLD, NEW = "whsec_test_demo", "token-of-the-new-year"


@dataclass(frozen=True)
class Vendor:
    """How its stand-in is reached, as an owner finds it on the vendor's site.

    `token`: notices are set up by hand; `certificate` is where the text is that is pasted behind it. `comes_back`:
    false where payers are sent back to https addresses only, so that in a trial they open their link again.
    """

    title: str
    account: str
    keys: Mapping[str, str]
    yes: tuple[str, ...] = ()
    token: str = ""
    certificate: str = ""
    comes_back: bool = True
    way: str = "Card"


VENDORS = {
    "paymongo": Vendor("PayMongo", "Our shop", {"secret_key": "sk_test_demo"}),
    "xendit": Vendor("Xendit", "demo", {"secret_key": "xnd_development_demo"}, token=OLD, comes_back=False),
    "maya": Vendor("Maya", "Our shop", {"public_key": "pk-demo", "secret_key": "sk-demo"}, yes=("products_holds",)),
    "stripe": Vendor("Stripe", "acct_demo", {"api_key": "sk_test_demo"}),
    "hitpay": Vendor("HitPay", "demo", {"api_key": "hitpay_demo"}, token=OLD, comes_back=False),
    "paypal": Vendor(
        "PayPal",
        "demo",
        {"client_id": "app-demo", "client_secret": "secret-demo"},
        token=OLD,
        certificate="/v1/notifications/certs/CERT-1",
        way="PayPal",
    ),
}


@dataclass
class Shop:
    """A demo house, the four stand-ins it was told of, and two of its people with a window each."""

    house: DemoHouse
    vendors: Mapping[str, Sandbox]
    dan: Visitor = field(init=False)
    ada: Visitor = field(init=False)
    connected: set[str] = field(default_factory=set)

    def go(self, page: str) -> Visitor:
        """Dan, the owner, opens a page of the settings; proves again that it is him where that is asked."""
        self.dan.go(f"{self.house.base_url}/console/settings/{page}")
        prove_it_is_still(self.house, self.dan, "owner")
        return self.dan

    def press(self, name: str) -> Visitor:
        """Dan presses a button of the settings; when so long passed that he has to prove himself, he presses again."""
        self.dan.press(name)
        if "/account/" in self.dan.page.url:
            prove_it_is_still(self.house, self.dan, "owner")
            self.dan.press(name)
        return self.dan

    def approve(self) -> None:
        """What Dan asked for just now, Ada, an admin, approves."""
        asked = self.dan.sees("Nothing has happened yet").page.url
        self.ada.go(asked).press("Decide…", role="link")
        prove_it_is_still(self.house, self.ada, "admin")
        self.ada.page.get_by_label("Approve: it happens now").check()
        self.ada.press("Decide").sees("Approved. Both names are in the trail.")

    def setup_page(self, name: str) -> str:
        """The account's own page, by the list of accounts."""
        listed = self.go("gateways/").page.locator(".card").filter(has_text=VENDORS[name].title)
        return str(listed.get_by_role("link", name=re.compile("^Open its|^Go on")).first.get_attribute("href"))

    def at(self, name: str) -> Visitor:
        """Dan, on that page."""
        page = self.setup_page(name)
        return self.dan.go(f"{self.house.base_url}{page}")

    def only_through(self, name: str) -> None:
        """Payers go nowhere else: every other account is switched off by its button."""
        self.go("gateways/")
        links = self.dan.page.get_by_role("link", name=re.compile("^Open its|^Go on")).all()
        for url in [one.evaluate("one => one.href") for one in links]:
            self.dan.go(url)
            wanted = f" {VENDORS[name].title} " in f" {self.dan.page.locator('h1 + .sub').inner_text()} "
            button = self.dan.page.get_by_role("button", name="Switch on" if wanted else "Switch off")
            if button.count():
                button.click()
                self.dan.look()


class WithVendors(DemoHouse):
    """The demo, told where the stand-ins are, as the guides say."""

    def __init__(self, vendors: Mapping[str, Sandbox]) -> None:
        super().__init__()
        self.vendors = vendors

    @property
    def environment(self) -> dict[str, str]:
        """With TIWALA_GATEWAY_URLS."""
        urls = ",".join(f"{name}={one.url}" for name, one in self.vendors.items())
        return super().environment | {"TIWALA_GATEWAY_URLS": urls}


@pytest.fixture(scope="module")
def shop(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with ExitStack() as stack:

        def start(name: str) -> Sandbox:
            folder: Path = tmp_path_factory.mktemp(name)
            return stack.enter_context(running_sandbox(folder, vendor=name))

        vendors = {name: start(name) for name in VENDORS}
        house = WithVendors(vendors)
        stack.callback(house.tear_down)
        house.furnish().up()
        shop = Shop(house, vendors)
        shop.dan = staff_member(house, stack.enter_context(Visitor(browser, width=1280, height=900)), "owner")
        shop.ada = staff_member(house, stack.enter_context(Visitor(browser)), "admin")
        yield shop


@pytest.mark.parametrize("name", VENDORS)
def test_from_pasted_keys_to_a_receipt(shop: Shop, visit: Visit, name: str) -> None:
    connect(shop, name)
    shop.only_through(name)
    pays(shop, visit, name)


def test_keys_change_without_losing_a_notice_and_each_can_be_read_again(shop: Shop, visit: Visit) -> None:
    """Xendit's token is the same in every notice: changed here first, then there, then the old one ends."""
    connect(shop, "xendit")
    shop.only_through("xendit")
    dan, stand_in = shop.at("xendit").press("New keys…", role="link"), shop.vendors["xendit"]
    prove_it_is_still(shop.house, dan, "owner")
    dan.page.locator("input[name=notice_secret]").fill(NEW)
    dan.page.locator("[name=reason]").fill("A new year")
    shop.press("Ask for the change")
    assert NEW not in dan.page.content()
    shop.approve()
    shop.at("xendit").sees("Two secrets are accepted just now")
    pays(shop, visit, "xendit")
    stand_in.control("accounts", {"account": "demo", "secrets": [NEW]})
    pays(shop, visit, "xendit")
    shop.at("xendit")
    shop.press("End the old one").sees("The old secret is good no more.")

    dan.press("Its notices", role="link").sees("Proven")
    dan.page.locator("tbody tr").last.locator("a").first.click()  # it came under the old one
    prove_it_is_still(shop.house, dan, "owner")
    dan.look().sees("As it came").sees("Secrets and everything about people are covered.")
    assert not [text for text in (OLD, NEW, "xnd_development_demo") if text in dan.page.content()]
    money = shop.house.sql("SELECT count(*), sum(found_minor) FROM payments_attempt")
    dan.press("Read again").sees("It is read again within seconds.")
    wait_until(lambda: not shop.house.sql("SELECT 1 FROM gateways_notice WHERE state = 'received'"), 30)
    assert not shop.house.sql("SELECT 1 FROM gateways_notice WHERE state = 'failed'")
    assert shop.house.sql("SELECT count(*), sum(found_minor) FROM payments_attempt") == money


def test_test_and_live_are_apart_and_say_so(shop: Shop, visit: Visit) -> None:
    dan = shop.go("gateways/").sees("Test: no real money")
    assert "Live: real money" not in dan.page.content()
    dan = shop.go("gateways/new/paymongo/").sees("Test: no real money")
    dan.page.locator("input[name=external_id]").fill("Another shop")
    dan.page.locator("input[name=key_secret_key]").fill("sk_live_dangerous")
    dan.page.locator("[name=reason]").fill("By mistake")
    dan.press("Try the keys and connect").sees("This is no test key.")
    assert "sk_live_dangerous" not in dan.page.content()


def connect(shop: Shop, name: str) -> None:
    """From pasted keys to an account that takes payments, by every page of the wizard; once, whichever test asks."""
    if name in shop.connected:
        return
    vendor, stand_in = VENDORS[name], shop.vendors[name]
    dan = shop.go("gateways/new/").press(f"Connect {vendor.title}", role="link")
    dan.page.locator("input[name=external_id]").fill(vendor.account)
    for key, text in vendor.keys.items():
        dan.page.locator(f"input[name=key_{key}]").fill(text)
    for question in vendor.yes:
        dan.page.locator(f"input[name=has_{question}]").check()
    dan.page.locator("[name=reason]").fill("We signed with them")
    shop.press("Try the keys and connect")
    shop.approve()
    shop.at(name).sees("1 of 4 steps done")
    shop.press("Check the line").sees("The line works")
    if vendor.token:
        address = dan.page.locator("#door").input_value()
        told = {"account": "demo", "notice_url": address, "secrets": [vendor.token]}
        stand_in.control("accounts", told)
        by_hand = dan.page.get_by_text("Or put the address in by hand")
        if by_hand.count():
            by_hand.click()
        more = dan.context.request.get(f"{stand_in.url}{vendor.certificate}").text() if vendor.certificate else ""
        dan.page.locator("[name=notice_secret]").fill(f"{vendor.token} {more}".strip())
        shop.press("Keep it").sees("Notices that it proves are believed")
    else:
        shop.press("Tell the gateway our address").sees("The gateway knows our address now.")
    dan.press("Choose…", role="link")
    dan.page.locator(f"input[name=methods][value={vendor.way.lower()}]").check()
    shop.press("Keep").sees("Offered")
    shop.at(name).sees("The keys work")
    assert "4 of 4" not in dan.page.content()
    assert not any(key in dan.page.content() for key in vendor.keys.values())
    shop.connected.add(name)


def pays(shop: Shop, visit: Visit, name: str) -> None:
    """One bill, by card, over the stand-in's page and back; the notice comes, is proven and read."""
    house, before = shop.house, heard(shop.house)
    bill, way = house.bill(123_400), VENDORS[name].way
    ana = visit()
    wait_until(lambda: is_offered(ana.go(bill.url), way), 15)  # each web process keeps what is offered for seconds
    ana.choose(way).press(PAY)
    assert ana.page.url.startswith(shop.vendors[name].url), ana.page.url
    ana.page.get_by_role("button", name="Pay", exact=True).click()
    if VENDORS[name].comes_back:
        ana.page.wait_for_url(f"{house.base_url}/**")
    else:
        house.wait_owed(bill, 0)
        ana.go(bill.url)
    ana.look().sees("Paid. Thank you!", seconds=30)
    receipt = ana.page.get_by_role("link", name=re.compile(r"[Rr]eceipt .*PDF"))  # there at once, or soon
    paper = receipt.get_attribute("href")
    assert ana.context.request.get(f"{house.base_url}{paper}").body().startswith(b"%PDF-")
    wait_until(lambda: not house.ask("unpapered"), 30)
    assert house.owed(bill) == 0
    assert house.ask("tries", bill.ref) == ["captured"]
    wait_until(lambda: heard(house) > before, 30)


def is_offered(payer: Visitor, way: str) -> bool:
    """The bill in front of the payer offers this way."""
    return payer.page.locator("label.radio-row .name", has_text=way).count() > 0


def heard(house: DemoHouse) -> int:
    """How many notices were proven and read."""
    return len(house.sql("SELECT 1 FROM gateways_notice WHERE proof = 'ok' AND state = 'handled'"))
