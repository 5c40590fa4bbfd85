"""What we send, as JSON: money as a number, digit for digit, never through a float."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal


def written(body: Mapping[str, object]) -> bytes:
    """JSON with its decimals as numbers, digit for digit."""
    return _written(body).encode()


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(name)}:{_written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)
