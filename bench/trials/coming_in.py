"""Signing in: the form sent with the right password until the answer, beside a bare argon2 of the same cost."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from statistics import median

import httpx

from bench.asking import ask
from bench.house import House

TRIES = 15
FOUND = 302


@dataclass(frozen=True, slots=True)
class ComingIn:
    """Milliseconds: medians over all tries, and the slowest sign-in."""

    sign_in_ms: float
    slowest_ms: float
    argon2_ms: float


def measure_coming_in(house: House, *, tries: int = TRIES) -> ComingIn:
    """A customer with a password alone, from a browser that is new each time; argon2 before and after."""
    person = ask(house, "payer")
    bare = ask(house, "argon2", tries)
    took = [_signed_in_ms(house, person) for _try in range(tries)]
    bare += ask(house, "argon2", tries)
    return ComingIn(median(took), max(took), median(bare))


def _signed_in_ms(house: House, person: dict[str, str]) -> float:
    with httpx.Client(base_url=f"http://localhost:{house.port}", timeout=60) as browser:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/account/login/").text)
        assert found is not None
        begun = time.perf_counter()
        answer = browser.post("/account/login/", data={**person, "csrfmiddlewaretoken": found[1]})
        took_ms = (time.perf_counter() - begun) * 1000
        assert answer.status_code == FOUND, answer.text
        assert answer.headers["Location"] == "/home/"
        return took_ms
