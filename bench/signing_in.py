"""Comes in as the owner, by the form, as a browser does."""

from __future__ import annotations

import re

import httpx

from bench.asking import ask
from bench.house import House


def cookie_of_staff(house: House) -> str:
    """The cookies of the owner's session, as a header."""
    who = ask(house, "staff")
    with httpx.Client(base_url=f"http://localhost:{house.port}", timeout=60) as browser:
        form = browser.get("/account/login/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert found is not None
        answer = browser.post("/account/login/", data={**who, "csrfmiddlewaretoken": found[1]})
        assert answer.status_code == 302, answer.text  # noqa: PLR2004
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
