"""A payer who does not give up: reloads after every error, goes on with what was begun, until it is paid."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

FIELD = re.compile(r'name="(csrfmiddlewaretoken|key|amount_minor)" value="([^"]*)"')
WALLET = re.compile(r'name="way" value="(wallet:[^"]*)"')
OWN_TRY = re.compile(r'href="([^"]*/attempts/att_[^"/]*/)"')
CHECKOUT = re.compile(r'href="(http://127[^"]*/checkout/[^"/]*)')


@dataclass
class PersistentPayer:
    """Pays one link by e-wallet through plain forms, whatever happens to the house meanwhile.

    `pause_s`: a dozen who hurry more than people do are what a small machine is busy with, and not what is tried.
    """

    url: str
    patience_s: float = 90.0
    pause_s: float = 1.5
    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor()))

    def pay(self) -> bool:
        """True when the page says that it is paid; False when patience ended first."""
        until = time.monotonic() + self.patience_s
        while time.monotonic() < until:
            try:
                if self._step():
                    return True
            except (OSError, HTTPException):  # the house is down, or said 500: what a person sees as "try again"
                pass
            time.sleep(self.pause_s)
        return False

    def _step(self) -> bool:
        page = self._open(self.url)[1]
        if "Paid. Thank you!" in page:
            return True
        way = WALLET.search(page)
        if way:
            sent = dict(reversed(FIELD.findall(page))) | {"way": way[1]}
            self._agree(*self._open(f"{self.url}attempts/", sent))
        elif begun := OWN_TRY.search(page):
            self._agree(*self._open(urljoin(self.url, begun[1])))
        return False

    def _agree(self, url: str, page: str) -> None:
        found = CHECKOUT.search(page)
        checkout = url if "/checkout/" in url else found[1] if found else ""
        if checkout:
            self._open(f"{checkout.removesuffix('/wallet')}/wallet", {"do": "approve"})

    def _open(self, url: str, sent: dict[str, str] | None = None) -> tuple[str, str]:
        ask = Request(url, urlencode(sent).encode() if sent else None, {"Referer": self.url})  # noqa: S310
        try:
            with self.opener.open(ask, timeout=20) as answer:
                return answer.url, answer.read().decode()
        except HTTPError as error:
            error.close()
            raise
