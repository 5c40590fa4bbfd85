"""How people come in."""

from __future__ import annotations

from tests.journeys.visitor import Visitor
from tiwala.identity.tests.factors import code_for


def sign_in(visitor: Visitor, url: str, *, email: str, password: str) -> Visitor:
    """Open a page of one's own, sign in on the way, and land there."""
    visitor.go(url)
    visitor.page.locator("input[name=login]").fill(email)
    visitor.page.locator("input[name=password]").fill(password)
    return visitor.press("Sign in")


def set_up_app(visitor: Visitor, house_url: str, *, password: str) -> str:
    """Switch an authenticator app on, as somebody without JavaScript does; returns its seed."""
    visitor.go(f"{house_url}/account/2fa/totp/activate/")
    if visitor.page.locator("input[name=password]").count():
        visitor.page.locator("input[name=password]").fill(password)
        visitor.press("Go on")
    secret = visitor.page.locator("#secret, #id_secret").first.evaluate("one => one.value || one.textContent").strip()
    visitor.page.locator("input[name=code]").fill(code_for(secret))
    visitor.press("Switch it on")
    return str(secret)
