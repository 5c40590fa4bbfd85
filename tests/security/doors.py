"""Every address of the house as something that can be asked for, with real things behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern

from tests.architecture.test_doors import doors as walk
from tiwala.kit.policy import Policy

HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
UUID = "0191e0a0-0000-7000-8000-000000000000"
BY_HAND = {"style/": "/style/app-0f6b6b-00000000.css", "rest": "/api/nothing-here"}
NOBODYS = "inv_00000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Door:
    """An address, who may come in, and an address that can be asked for."""

    address: str
    url: str
    policy: Policy

    @property
    def is_api(self) -> bool:
        """Whether programs knock here."""
        return self.url.startswith("/api/")


def every_door(things: dict[str, str] | None = None) -> Iterator[Door]:
    """All doors; `things` fills holes by their name, such as token."""
    for address, pattern in walk():
        yield Door(address, _url(address, pattern, things or {}), pattern.callback.policy)


def _url(address: str, pattern: URLPattern, things: dict[str, str]) -> str:
    if "(?P" in address:
        return next(url for part, url in BY_HAND.items() if part in str(pattern.pattern) or part in address)

    def fill(hole: re.Match[str]) -> str:
        kind, name = hole[1] or "str", hole[2]
        before = address[: hole.start()].rstrip("/").rsplit("/", 1)[-1]
        return things.get(f"{name} of {before}", "") or things.get(name, {"uuid": UUID, "int": "1"}.get(kind, NOBODYS))

    return "/" + HOLE.sub(fill, address).replace("\\Z", "")
