"""Cards in Maya's Vault: kept after a checkout, charged, forgotten. A token is customer and card in one text."""

from __future__ import annotations

import re
from typing import Final

from tiwala.gateways.adapters.maya import asking, codes, wire
from tiwala.gateways.adapters.maya.calls import Calls
from tiwala.gateways.adapters.maya.wire import Payment
from tiwala.gateways.line import MISSING, problem_of
from tiwala.gateways.outcomes import Declined, MethodFacts, SavedMethod, Unknown, Why
from tiwala.gateways.port import MethodForgotten, StartRequest
from tiwala.gateways.reading import text
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

_CUSTOMERS: Final = "/payments/v1/customers"
_TOKEN: Final = re.compile(r"([A-Za-z0-9-]{8,64})/([A-Za-z0-9-]{8,64})")


class Vault:
    """The Vault of one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def new_customer(self, key: str) -> str | Declined | Unknown:
        """A customer without a name, for the card of one try."""
        answer = self._calls.send(_CUSTOMERS, {}, key=key)
        if isinstance(answer, Unknown):
            return answer
        if not answer.is_ok:
            return self._calls.declined(answer)
        return self._calls.secret.read(answer, lambda data: text(data, "id"))

    def kept(self, paid: Payment) -> SavedMethod | None:
        """The card that paid a checkout, kept for its customer: found, or linked now. None when it cannot be.

        It breaks nothing: the money is told whatever becomes of the card.
        """
        if not paid.customer or not wire.THEIR_ID.fullmatch(paid.customer) or paid.method != "card":
            return None
        cards = f"{_CUSTOMERS}/{paid.customer}/cards"
        try:
            answer = self._calls.secret.ask(cards)
        except GatewayBreakdown:
            return None
        rows = [] if answer.status == MISSING else self._calls.secret.read_rows(answer, wire.card)
        if isinstance(rows, Unknown):
            return None
        if not rows:
            made = self._linked(cards, paid)
            rows = [made] if made is not None else []
        good = [(card, facts) for card, is_good, facts in rows if is_good]
        return SavedMethod(f"{paid.customer}/{good[0][0]}", good[0][1]) if good else None

    def charge(self, request: StartRequest) -> http.Answer | Declined | Unknown:
        """Charge a kept card; a token that is none declines."""
        path = _path(request.token)
        if path is None:
            return Declined(codes.decline_reason("PY0027"))
        return self._calls.send(f"{path}/payments", asking.charge(request), key=request.attempt_key)

    def forget(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a kept card. One that is not there is forgotten."""
        path = _path(token)
        if path is None:
            return MethodForgotten()
        answer = self._calls.secret.send(path, method="DELETE", headers={"X-Idempotency-Key": key})
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok or codes.code_of(problem_of(answer)) in codes.GONE:
            return MethodForgotten()
        if answer.status == codes.BUSY:
            return Unknown(Why.NOT_SENT)
        return Unknown(Why.UNREADABLE) if answer.status == MISSING else Unknown(Why.SERVER_ERROR)

    def _linked(self, cards: str, paid: Payment) -> tuple[str, bool, MethodFacts] | None:
        if not paid.token:
            return None
        answer = self._calls.send(cards, asking.kept(paid.token, key=paid.key), key=f"keep-{paid.key}")
        if isinstance(answer, Unknown) or not answer.is_ok:
            return None
        made = self._calls.secret.read(answer, wire.card)
        return None if isinstance(made, Unknown) else made


def _path(token: str) -> str | None:
    found = _TOKEN.fullmatch(token)
    return f"{_CUSTOMERS}/{found[1]}/cards/{found[2]}" if found else None
