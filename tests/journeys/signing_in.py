"""How people come in."""

from __future__ import annotations

from tests.journeys.visitor import Visitor


def sign_in(visitor: Visitor, url: str, *, email: str, password: str) -> Visitor:
    """Open a page of one's own, sign in on the way, and land there."""
    visitor.go(url)
    visitor.page.locator("input[name=login]").fill(email)
    visitor.page.locator("input[name=password]").fill(password)
    return visitor.press("Sign in")
