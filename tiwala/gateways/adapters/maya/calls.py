"""The two lines to Maya: one under the public key, which opens pages; one under the secret key, which does the rest."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from tiwala.gateways.adapters.maya import codes
from tiwala.gateways.line import SERVER, Line, problem_of
from tiwala.gateways.outcomes import Declined, Unknown, Why
from tiwala.gateways.port import AccountFacts
from tiwala.gateways.writing import written
from tiwala.kit import http

_JSON: Final = {"Content-Type": "application/json"}
_LONGEST_REFERENCE: Final = 36


class Calls:
    """Speaks to one account's Maya."""

    def __init__(self, facts: AccountFacts) -> None:
        self._public = _line(facts, "public_key")
        self.secret = _line(facts, "secret_key")

    def open(self, path: str, body: Mapping[str, Any], *, key: str) -> http.Answer | Unknown:
        """Ask under the public key for a page or a code."""
        return self._public.send(path, content=written(body), headers=_named(key))

    def send(self, path: str, body: Mapping[str, Any], *, key: str, method: str = "POST") -> http.Answer | Unknown:
        """A call under the secret key.

        It names itself twice over: their payments platform replays what it knows by both headers. Whether these
        doors do is not documented, so nothing relies on it.
        """
        return self.secret.send(path, method=method, content=written(body), headers=_named(key))

    def declined(self, answer: http.Answer, *, reference: str = "") -> Declined | Unknown:
        """What a refusal of a call means; Unknown where it is not certain that nothing was done."""
        if answer.status == codes.BUSY:
            return Unknown(Why.NOT_SENT)
        problem = problem_of(answer)
        reason = codes.refused_call(answer.status, problem) if answer.status < SERVER else None
        if reason is None:
            is_trouble = answer.status >= SERVER or codes.code_of(problem) in codes.TROUBLE
            return Unknown(Why.SERVER_ERROR if is_trouble else Why.UNREADABLE)
        self.secret.tell_refused(answer, codes.code_of(problem))
        return Declined(reason, reference)


def _line(facts: AccountFacts, name: str) -> Line:
    basic = base64.b64encode(f"{facts.keys.get(name, '')}:".encode()).decode()
    return Line("maya", facts.base_url, headers={"Authorization": f"Basic {basic}"})


def _named(key: str) -> dict[str, str]:
    named = {**_JSON, "X-Idempotency-Key": key}
    return named | ({"Request-Reference-No": key} if len(key) <= _LONGEST_REFERENCE else {})
