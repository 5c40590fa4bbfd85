"""Disputes at PayPal: looked up by their id, listed by when they last changed. Answers go in on PayPal's own pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from tiwala.gateways.adapters.paypal import contested, wire
from tiwala.gateways.adapters.paypal.calls import GONE, UNCLEAR, Calls
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.reading import Json, UnreadableError, maybe, part, text
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown

_PATH: Final = "/v1/customer/disputes"
_THEIR_ID: Final = re.compile(r"[A-Za-z0-9-]{1,120}")
_REACH: Final = timedelta(days=179)
"""They list what changed within 180 days."""
_A_PAGE: Final = "50"
_MOST_PAGES: Final = 100


class Disputes:
    """Disputes of one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The dispute by its id, with the payment that its transaction was; Unknown(NOT_FOUND) when there is none."""
        if not _THEIR_ID.fullmatch(reference):
            return GONE
        data = self._calls.read(f"{_PATH}/{reference}", _itself)
        if isinstance(data, Unknown):
            return data
        try:
            named = contested.transaction(data)
            about = contested.About() if named is None else self._payment(named)
            found = about if isinstance(about, Unknown) else contested.facts(data, about)
        except UnreadableError:
            return UNCLEAR
        is_another = isinstance(found, DisputeFacts) and found.reference != reference
        return UNCLEAR if is_another else found

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        """The ids of all that were opened since then. They are listed by their last change, which is no earlier."""
        since = max(since.astimezone(UTC), clock.machine_now().astimezone(UTC) - _REACH)
        asked = {"update_time_after": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "page_size": _A_PAGE}
        found: list[str] = []
        for _page in range(_MOST_PAGES):
            read = self._calls.read(_PATH, contested.page, params=asked)
            if isinstance(read, Unknown):
                raise GatewayBreakdown("the list of disputes makes no sense", retry=False)
            listed, further = read
            found += [name for name, opened_at in listed if opened_at >= since]
            if not further:
                return tuple(found)
            asked = further
        raise GatewayBreakdown("the list of disputes has no end", retry=False)

    def _payment(self, named: Json) -> contested.About | Unknown:
        """Whose and which it was: by its capture, else by what the dispute itself says of it."""
        seller = maybe(part(named, "seller"), "merchant_id") if "seller" in named else ""
        custom = maybe(named, "custom", most=255).removesuffix(wire.OFF)
        capture = maybe(named, "seller_transaction_id")
        if not wire.THEIR_ID.fullmatch(capture):
            return contested.About(custom, "", seller)
        found = self._calls.read(f"/v2/payments/captures/{capture}", wire.taken)
        if found == GONE:
            return contested.About(custom, "", seller)
        if isinstance(found, Unknown):
            return found
        return contested.About(found.key or custom, found.order, seller or found.payee)


def _itself(data: Json) -> Json:
    text(data, "dispute_id")
    return data
