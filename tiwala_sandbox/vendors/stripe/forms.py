"""Their form bodies: a[b]=c and a[0][b]=c as nested values; every value is text, as it came."""

import re
from collections.abc import Iterable
from typing import Any

from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.stripe.dialect import bad

PARTS = re.compile(r"\[([^\[\]]*)\]")
MOST_DEEP = 6
Values = dict[str, Any]


def values_of(call: Call) -> Values:
    """The form of a call, nested."""
    return nest(call.form)


def nest(pairs: Iterable[tuple[str, str]]) -> Values:
    """Pairs in their order to nested values; lists have whole numbers, or nothing, between their brackets."""
    found: Values = {}
    for name, value in pairs:
        head, _, rest = name.partition("[")
        path = [head, *PARTS.findall("[" + rest)] if rest else [head]
        if len(path) > MOST_DEEP:
            raise bad(name, "Too deep.")
        _put(found, path, value, name)
    return {name: _lists(value) for name, value in found.items()}


def _put(found: Values, path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        step = found.setdefault(part, {})
        if not isinstance(step, dict):
            raise bad(name, f"Invalid {name}.")
        found = step
    last = path[-1]
    if last in found and last:
        raise bad(name, f"Received {name} twice.")
    found[last if last or len(path) == 1 else str(len(found))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def whole(values: Values, name: str, *, default: int | None = None) -> int:
    """A whole number; required unless there is a default."""
    given = values.get(name)
    if given is None and default is not None:
        return default
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{1,15}", given):
        raise bad(name, f"Invalid integer: {given}" if given else f"Missing required param: {name}.")
    return int(given)


def word(values: Values, name: str, *, default: str = "", one_of: tuple[str, ...] = ()) -> str:
    """A text; one of these when they are given."""
    given = values.get(name, default)
    if not isinstance(given, str) or (one_of and given not in one_of):
        raise bad(name, f"Invalid {name}: must be one of {', '.join(one_of)}" if one_of else f"Invalid {name}.")
    return given


def group(values: Values, name: str) -> Values:
    """Nested values; none is an empty group."""
    given = values.get(name, {})
    if not isinstance(given, dict):
        raise bad(name, f"Invalid object: {name}.")
    return given


def listed(values: Values, name: str) -> list[Any]:
    """A list; none is an empty one."""
    given = values.get(name, [])
    if not isinstance(given, list):
        raise bad(name, f"Invalid array: {name}.")
    return given
