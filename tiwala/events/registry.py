"""Who hears what. Filled once at start from the one page tiwala/wiring.py; nothing registers itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from tiwala.kit.errors import InvariantBroken
from tiwala.kit.queue import Urgency

Handler = Callable[..., Any]
Hears = Mapping[type, Sequence[Handler]]

ALSO = "message_ref"
"""A handler may ask for this beside the event's own fields: the message's public id, a good idempotency key."""

_urgent: set[str] = set()
_by_event: dict[str, tuple[str, ...]] = {}
_by_name: dict[str, Handler] = {}


def set_wiring(hears: Hears, *, first: Sequence[Handler] = ()) -> None:
    """Take the page that says who hears what, and who of them goes before all others when there is a queue.

    Breaks when a line does not fit (see misfits).
    """
    wrong = misfits(hears)
    deaf = {name_of(one) for one in first} - {name_of(one) for handlers in hears.values() for one in handlers}
    wrong += [f"{name} goes first and hears nothing" for name in sorted(deaf)]
    if wrong:
        raise InvariantBroken("; ".join(wrong))
    _urgent.clear()
    _by_event.clear()
    _by_name.clear()
    for event, handlers in hears.items():
        _by_event[event.NAME] = tuple(name_of(handler) for handler in handlers)  # type: ignore[attr-defined]
        _by_name.update({name_of(handler): handler for handler in handlers})
    _urgent.update(name_of(one) for one in first)


def misfits(hears: Hears) -> list[str]:
    """What does not fit: an event that is not one, a handler that asks for fields the event does not have."""
    wrong = []
    for event, handlers in hears.items():
        if not is_dataclass(event) or not hasattr(event, "NAME") or not hasattr(event, "VERSION"):
            wrong.append(f"{event.__name__} is not an event: a frozen dataclass with NAME and VERSION")
            continue
        known = {field.name for field in fields(event)} | {ALSO}
        for handler in handlers:
            strange = wanted_fields(handler) - known
            if strange:
                wrong.append(f"{name_of(handler)} wants {sorted(strange)}, which {event.NAME} does not have")
    return wrong


def handlers_of(event_name: str) -> tuple[str, ...]:
    """The names of those who hear this event, in the page's order."""
    return _by_event.get(event_name, ())


def handler(name: str) -> Handler | None:
    """The handler of this name; None when the page no longer knows it."""
    return _by_name.get(name)


def urgency_of(name: str) -> Urgency:
    """How soon this handler must hear when there is a queue."""
    return Urgency.MONEY if name in _urgent else Urgency.LATER


def name_of(handler: Handler) -> str:
    """A handler's name as kept in a delivery, such as tiwala.invoicing.handlers.issue_receipt."""
    return f"{handler.__module__}.{handler.__qualname__}"


def wanted_fields(handler: Handler) -> set[str]:
    """The fields a handler asks for by name."""
    return set(inspect.signature(handler).parameters)
