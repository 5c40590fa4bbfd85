"""One question asked of a door, and everything its answer could tell: text, headers, cookies, statements, time."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.walk.writing import undone

PAIRS: Final = 100
"""Of tries: two hundred in all."""
APART_MS: Final = 5.0
ROUNDS: Final = 3

OF_THE_MOMENT: Final = ("X-Request-ID", "Content-Length", "Expires")

Question = Callable[[Client], HttpResponseBase]

_ONE_TIME: Final = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"request_id": "[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}'
)
_VALUES: Final = re.compile(r"'(?:[^']|'')*'(?:::[\w\[\]]+)?|\b\d+(?:\.\d+)?\b|\\x[0-9a-f]+|\"s\d+_x\d+\"")
_LISTS: Final = re.compile(r"\(\?(?:, \?)+\)")


class CountedHasher(Argon2PasswordHasher):
    """Argon2id, made light: the same calls as in the house, so that what else takes time is not lost beside them."""

    time_cost, memory_cost, parallelism = 1, 1024, 1
    calls = 0

    def encode(self, password: str, salt: str) -> str:
        """Count, then hash."""
        type(self).calls += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Count, then compare."""
        type(self).calls += 1
        return super().verify(password, encoded)


@dataclass(frozen=True)
class Told:
    """What one answer tells besides its time."""

    status: int
    place: str
    text: bytes
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    hashes: int
    statements: tuple[str, ...]


def told(question: Question, *, hide: tuple[str, ...] = ()) -> Told:
    """Ask once, in a fresh browser; nothing of it stays. `hide`: what was typed, which a page may show again."""
    client = Client(raise_request_exception=False)
    CountedHasher.calls = 0
    with undone(client), CaptureQueriesContext(connection) as seen:
        answer: Any = question(client)
        text = _ONE_TIME.sub(b"", answer.content)
    for word in hide:
        text = text.replace(word.encode(), b"(typed)")
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    headers["Content-Security-Policy"] = re.sub(r"nonce-[^']+", "", headers.get("Content-Security-Policy", ""))
    cookies = [re.sub(r"=[^;]*;|expires=[^;]*", "", one.OutputString(), count=2) for one in answer.cookies.values()]
    shapes = tuple(_LISTS.sub("(?)", _VALUES.sub("?", one["sql"])) for one in seen.captured_queries)
    return Told(
        answer.status_code,
        answer.headers.get("Location", ""),
        text,
        tuple(sorted(headers.items())),
        tuple(sorted(cookies)),
        CountedHasher.calls,
        tuple(one for one in shapes if "SAVEPOINT" not in one),
    )


def apart_ms(one: Question, other: Question, *, pairs: int = PAIRS) -> float:
    """How far the medians of the two lie apart in the end: asked in turns, again when too far, for noise passes."""
    found = APART_MS
    for _round in range(ROUNDS):
        took = [(_took(one), _took(other)) if turn % 2 else (_took(other), _took(one))[::-1] for turn in range(pairs)]
        found = abs(statistics.median(a - b for a, b in took)) * 1000
        if found < APART_MS:
            break
    return found


def _took(question: Question) -> float:
    client = Client(raise_request_exception=False)
    with undone(client):
        before = time.perf_counter()
        question(client)
        return time.perf_counter() - before
