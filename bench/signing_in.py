"""Comes in as the owner, by the forms of both steps, as a browser does."""

from __future__ import annotations

import re

import httpx

from bench.asking import ask
from bench.house import House

FOUND = 302


def cookie_of_staff(house: House) -> str:
    """The cookies of the owner's session, as a header."""
    with httpx.Client(base_url=f"http://localhost:{house.port}", timeout=60) as browser:
        _fill_in(browser, "/account/login/", ask(house, "staff"))
        _fill_in(browser, "/account/2fa/authenticate/", {"code": ask(house, "staff_code")})
        assert browser.get("/console/").is_success
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def _fill_in(browser: httpx.Client, page: str, words: dict[str, str]) -> None:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page).text)
    assert found is not None
    answer = browser.post(page, data={**words, "csrfmiddlewaretoken": found[1]})
    assert answer.status_code == FOUND, answer.text
