"""Calls to PayPal: each carries the token, and one refused for its token goes out once more with another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from tiwala.gateways.adapters.paypal import codes
from tiwala.gateways.adapters.paypal.access import Access
from tiwala.gateways.line import MISSING, Line, last_status
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AccountFacts
from tiwala.gateways.reading import Json
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

T = TypeVar("T")
GONE: Final = Unknown(Why.NOT_FOUND)
NOT_SENT: Final = Unknown(Why.NOT_SENT)
UNCLEAR: Final = Unknown(Why.UNREADABLE)


class Calls:
    """Reads and deeds at one account."""

    def __init__(self, facts: AccountFacts) -> None:
        self.line = Line("paypal", facts.base_url, headers={})
        keys = {name: facts.keys.get(name, "") for name in ("client_id", "client_secret")}
        self._access = Access(facts.base_url, **keys)

    def read(self, path: str, reader: Callable[[Json], T], *, params: Mapping[str, str] | None = None) -> T | Unknown:
        """What is there, or that there is nothing. Breaks down as reads do."""
        answer = self._ask(path, params or {})
        return GONE if answer.status == MISSING else self.line.read(answer, reader)

    def send(self, path: str, body: object, *, key: str, method: str = "POST") -> http.Answer | Unknown:
        """A deed under a key. Breaks down only where no token was had, so that nothing was sent.

        Where the token was refused nothing was done, and the call goes out once more with a fresh one. A body of None
        is none; without a key it is a deed that can be done once only, whoever asks for it.
        """
        said = {"Prefer": "return=representation"} | ({"PayPal-Request-Id": key} if key else {})
        question: dict[str, Any] = {"method": method}
        if body is not None:
            said["Content-Type"] = "application/json"
            question["content"] = json.dumps(body).encode()
        token = self._access.headers()
        answer = self.line.send(path, headers={**said, **token}, **question)
        if isinstance(answer, Unknown) or answer.status != codes.REFUSED_TOKEN:
            return answer
        self._access.forget(token)
        return self.line.send(path, headers={**said, **self._access.headers()}, **question)

    def _ask(self, path: str, params: Mapping[str, str]) -> http.Answer:
        headers = self._access.headers()
        try:
            return self.line.ask(path, headers=headers, params=params)
        except GatewayBreakdown as broken:
            if broken.retry or last_status.get() != codes.REFUSED_TOKEN:
                raise
            self._access.forget(headers)
            return self.line.ask(path, headers=self._access.headers(), params=params)
