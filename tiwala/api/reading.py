"""Read a JSON body strictly: UTF-8, no NaN, no name twice, no NUL or half characters that could not be stored."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class StrictJSON(Parser):
    """What it raises becomes 400 `unreadable`; deeper nesting than Python's own limit ends the same way."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as values."""
        text = request.body.decode("utf-8")
        found: dict[str, Any] = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once_each)
        _check(found)
        return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _check(value: Any) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate stops here
        if "\0" in value:
            raise ValueError("a NUL")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
