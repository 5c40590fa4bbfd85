"""The token that every call carries: fetched with the app's keys, kept in this process until shortly before its end."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Mapping
from typing import Final

from tiwala.gateways.adapters.paypal import codes
from tiwala.gateways.line import Line
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.reading import Json, UnreadableError, text
from tiwala.kit.errors import GatewayBreakdown

_PATH: Final = "/v1/oauth2/token"
_SPARE_S: Final = 60.0
_LONGEST_S: Final = 9 * 3600


class Access:
    """The bearer token of one app at PayPal. Its times are the machine's own."""

    def __init__(self, base_url: str, *, client_id: str, client_secret: str) -> None:
        basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._line = Line("paypal", base_url, headers={"Authorization": f"Basic {basic}"})
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def headers(self) -> Mapping[str, str]:
        """What a call carries. Breaks down where there is no token: nothing was sent then."""
        with self._lock:
            if not self._token or time.monotonic() >= self._until:
                self._fetch()
            return self._carried()

    def forget(self, refused: Mapping[str, str]) -> None:
        """The token in these headers was refused: the next call fetches another, unless somebody did so already."""
        with self._lock:
            if refused == self._carried():
                self._token = ""

    def _carried(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _fetch(self) -> None:
        self._token = ""
        asked_at = time.monotonic()
        answer = self._line.send(_PATH, data={"grant_type": "client_credentials"})
        if isinstance(answer, Unknown):
            raise GatewayBreakdown("no token", retry=True)
        if not answer.is_ok:
            raise GatewayBreakdown(f"answered_{answer.status}", retry=answer.status not in (400, *codes.REFUSED_KEYS))
        told = self._line.read(answer, _told)
        if isinstance(told, Unknown):
            raise GatewayBreakdown(Why.UNREADABLE, retry=True)
        self._token, lasts_s = told
        self._until = asked_at + min(lasts_s, _LONGEST_S) - _SPARE_S


def _told(data: Json) -> tuple[str, int]:
    lasts_s = data.get("expires_in")
    if type(lasts_s) is not int or lasts_s < 0:
        raise UnreadableError("expires_in")
    return text(data, "access_token"), lasts_s
