"""Who hears what: the one page. A line that does not fit stops the house at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tiwala.gateways.events import NoticeArrived
from tiwala.payments import handlers as payments

HEARS: Mapping[type, Sequence[Callable[..., Any]]] = {
    NoticeArrived: [payments.hear_notice],
}
