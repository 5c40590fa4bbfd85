"""How people come in: by password, and staff by the code that the demo itself shows."""

from __future__ import annotations

from tests.journeys.visitor import Visitor
from tiwala.identity.tests.factors import code_for

HALF_A_MINUTE_S = 35
_used: dict[str, str] = {}
"""The code that each person wrote last: it works once, so they wait for the next, as people do."""


def sign_in(visitor: Visitor, url: str, *, email: str, password: str) -> Visitor:
    """Open a page of one's own, sign in on the way, and land there."""
    visitor.go(url)
    visitor.page.locator("input[name=login]").fill(email)
    visitor.page.locator("input[name=password]").fill(password)
    visitor.press("Sign in with your password")
    return second_step(visitor, email=email)


def second_step(visitor: Visitor, *, email: str) -> Visitor:
    """Write the code that the trial's page shows, where it shows one: to the demo's own staff."""
    if not visitor.page.locator("#trial-code").count():
        return visitor
    code = visitor.page.locator("#trial-code").inner_text()
    for _second in range(HALF_A_MINUTE_S):
        if code != _used.get(email):
            break
        visitor.page.wait_for_timeout(1000)
        visitor.page.reload()
        code = visitor.page.locator("#trial-code").inner_text()
    _used[email] = code
    visitor.page.locator("input[name=code]").fill(code)
    visitor.page.locator("input[name=code]").press("Enter")
    return visitor.look()


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
