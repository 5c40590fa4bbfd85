"""Passkeys in a real browser, with a virtual device: made, used, named, removed; axe and the console say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from tests.journeys.visitor import Visitor
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import Passkey, Session, User
from tiwala.identity.tests.people import ANA, ANA_REF, PASSWORD
from tiwala.identity.tests.virtual_key import STICK, VirtualKey
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf

BY_PASSKEY, BY_PASSWORD = "Sign in with a passkey", "Sign in with your password"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server) -> Iterator[str]:
    """The house's address, which is what passkeys are tied to."""
    before = conf.outside
    conf.outside = replace(conf.outside, base_url=live_server.url.replace("127.0.0.1", "localhost"))
    yield f"{conf.outside.base_url}/account"
    conf.outside = before


def sign_in(visitor: Visitor, site: str, email: str = ANA) -> Visitor:
    """By password, towards one's passkeys."""
    cache.clear()
    visitor.go(f"{site}/login/?next=/account/passkeys/")
    visitor.page.locator("input[name=login]").fill(email)
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    return visitor.press(BY_PASSWORD)


def make_passkey(visitor: Visitor, *, is_first: bool = True) -> Visitor:
    """From the list, while signing in still counts as a proof; the first time recovery codes follow."""
    visitor.press("Make a passkey" if is_first else "Add another passkey", role="link")
    visitor.page.get_by_role("button", name="Make the passkey").click()  # the script goes on by itself
    visitor.page.wait_for_url(lambda url: not url.endswith("/new/"))
    return visitor.look()


def tap(visitor: Visitor, name: str) -> Visitor:
    """Press, and let the page's own script go on by itself: look only when it has arrived."""
    visitor.page.get_by_role("button", name=name).first.click()
    return visitor


def arrived(visitor: Visitor, where: str) -> Visitor:
    """Wait until the page's own script has brought the person there."""
    visitor.page.wait_for_url(lambda url: urlsplit(url).path.endswith(where))  # "?next=…" ends like it too
    return visitor.look()


def sign_out(visitor: Visitor) -> Visitor:
    """The same device, signed out."""
    visitor.context.clear_cookies()
    cache.clear()
    return visitor


def without_autofill(visitor: Visitor) -> Visitor:
    """A browser that does not offer passkeys by itself: the button must do."""
    visitor.context.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    return visitor


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (320, "dark")])
def test_made_named_used_and_removed(chromium: Browser, site: str, ana: User, width: int, scheme: str) -> None:
    with Visitor(chromium, width=width, scheme=scheme) as phone:
        VirtualKey(phone.page)
        sign_in(phone, site).sees("You have none yet.")
        make_passkey(phone).sees("Recovery codes").go(f"{site}/passkeys/").sees("Not used yet.").sees("Chrome on Linux")
        phone.press("Rename", role="link").page.locator("input[name=name]").fill("Ana's phone")
        phone.press("Save the name").sees("Ana's phone")
        sign_out(phone).page.goto(f"{site}/login/?next=/account/passkeys/")
        arrived(phone, "/account/passkeys/").sees("Last used")  # the browser offered it by itself
        long_ago = clock.now() - timedelta(hours=1)
        Session.objects.filter(user=ana).update(proved_at=long_ago, factor_proved_at=long_ago)
        phone.press("Add another passkey", role="link").sees("Is it still you?")
        tap(phone, "Use your passkey").page.wait_for_url("**/new/")
        phone.press("Make the passkey").sees("This device holds a passkey for your account already.")
        phone.go(f"{site}/passkeys/").press("Remove", role="link").press("Remove it").sees("You have none yet.")
    assert not Passkey.objects.exists()


def test_by_the_button_without_a_name(chromium: Browser, site: str, ana: User) -> None:
    with without_autofill(Visitor(chromium)) as phone:
        VirtualKey(phone.page)
        make_passkey(sign_in(phone, site))
        tap(sign_out(phone).go(f"{site}/login/?next=/account/passkeys/"), BY_PASSKEY)
        arrived(phone, "/account/passkeys/").sees("Last used")


def test_a_stick_that_does_not_look_is_one_step_of_two(chromium: Browser, site: str, ana: User) -> None:
    with without_autofill(Visitor(chromium)) as desk:
        VirtualKey(desk.page, STICK, looks=False)
        make_passkey(sign_in(desk, site))
        code = desk.page.locator("li code").first.inner_text()
        sign_out(desk).go(f"{site}/login/").page.locator("input[name=login]").fill(ANA)
        tap(desk, BY_PASSKEY)
        tap(arrived(desk, "/2fa/authenticate/"), "Use your passkey").sees("A passkey was the first step already.")
        desk.page.locator("input[name=code]").fill(code)
        desk.page.get_by_role("button", name="Sign in").click()
        desk.page.wait_for_url("**/home/")
        desk.go(f"{site}/passkeys/").sees("Last used")


def test_a_copy_that_counts_from_before_is_noticed(chromium: Browser, site: str, ana: User) -> None:
    with without_autofill(Visitor(chromium)) as phone, without_autofill(Visitor(chromium)) as thief:
        key = VirtualKey(phone.page)
        make_passkey(sign_in(phone, site))
        copy = key.credentials()[0]
        tap(sign_out(phone).go(f"{site}/login/"), BY_PASSKEY)
        phone.page.wait_for_url(lambda url: "/login/" not in url)
        thief.go(f"{site}/login/")
        VirtualKey(thief.page).take(copy)
        tap(thief, BY_PASSKEY)
        arrived(thief, "/2fa/authenticate/").sees("recovery code")
        thief.go(f"{site}/passkeys/")
        assert "/2fa/authenticate/" in thief.page.url
        phone.go(f"{site}/passkeys/").sees("Doubted").sees("there may be a copy")


def test_another_address_is_refused_by_browser_and_by_us(chromium: Browser, site: str, ana: User) -> None:
    with without_autofill(Visitor(chromium)) as phone:
        VirtualKey(phone.page)
        make_passkey(sign_in(phone, site))
        sign_out(phone).go(f"{site.replace('localhost', '127.0.0.1')}/login/").press(BY_PASSKEY)
        phone.sees("which is not the portal's own address")
        phone.go(f"{site}/login/")
        conf.outside = replace(conf.outside, base_url="http://localhost:1")
        tap(phone, BY_PASSKEY).sees("That passkey did not work here.")
        assert "/login/" in phone.page.url


def test_a_passkey_opens_the_invited_account(chromium: Browser, site: str) -> None:
    facts = InvitationFacts("Dina Santos", "dina@example.ph", customer_ref=ANA_REF)
    token = invite(facts, by=SYSTEM)[1]
    with Visitor(chromium, width=320) as dina:
        VirtualKey(dina.page)
        tap(dina.go(f"{site}/invitation/{token}/"), "Open my account with a passkey")
        dina.page.wait_for_url(lambda url: "/invitation/" not in url)
        dina.go(f"{site}/passkeys/").sees("Last used")
    assert not User.objects.get().has_usable_password()


def test_whoever_cancels_is_told_that_nothing_was_done(chromium: Browser, site: str) -> None:
    with without_autofill(Visitor(chromium)) as phone:
        VirtualKey(phone.page)
        phone.go(f"{site}/login/").press(BY_PASSKEY).sees("Nothing was done")


def test_without_scripts_the_password_lets_in(chromium: Browser, site: str, ana: User) -> None:
    with Visitor(chromium, scripts=False) as plain:
        plain.go(f"{site}/login/?next=/account/passkeys/")
        assert not plain.page.get_by_role("button", name=BY_PASSKEY).is_visible()
        sign_in(plain, site).sees("You have none yet.").press("Make a passkey", role="link")
        plain.sees("Passkeys need JavaScript.")
