"""Pages: requests a second and their times at 16 connections, beside bare views of the same statements and size."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from bench.asking import ask
from bench.client import Load, request, send
from bench.figures import Side, side
from bench.house import House
from bench.signing_in import cookie_of_staff
from bench.turns import in_turns

CONNECTIONS, ROUNDS, ROUND_S = 16, 5, 4.0
BILLS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """One page and its floors, measured in turns: plain SQL with the very same statements, and (pay page) the ORM."""

    name: str
    ours: Side
    plain: Side
    orm: Side | None
    statements: int


def measure_pages(house: House, *, rounds: int = ROUNDS) -> list[Measured]:
    """Pay page (of many invoices), invoice list and dashboard."""
    tokens = [bill["token"] for bill in ask(house, "bills", BILLS)]
    cookie = cookie_of_staff(house)
    paths = {"pay page": f"/pay/{tokens[0]}/", "invoice list": "/console/invoices/", "dashboard": "/console/"}
    seen = ask(house, "pages", paths, cookie)
    assert all(one["status"] == 200 for one in seen.values()), seen  # noqa: PLR2004
    pages = house.place / "pages.json"
    pages.write_text(json.dumps(seen))
    house.open_floor(pages)
    found = []
    for name, path in paths.items():
        is_pay = name == "pay page"
        loads = [
            [request(f"/pay/{one}/") for one in tokens] if is_pay else [request(path, Cookie=cookie)],
            [request(f"/page/{quote(name)}/")],
            *([[request(f"/bill/{_digest(one)}/") for one in tokens]] if is_pay else []),
        ]
        ports = (house.port, house.floor_port, house.floor_port)
        acts = [
            partial(send, Load(port, asked, CONNECTIONS, ROUND_S)) for port, asked in zip(ports, loads, strict=False)
        ]
        sides = [side(turns) for turns in in_turns(house, acts, rounds=rounds)]
        found.append(Measured(name, sides[0], sides[1], sides[2] if is_pay else None, len(seen[name]["statements"])))
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
