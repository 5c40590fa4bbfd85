"""What every page carries, whoever asks: headers, no inline code, no 500, no change by GET."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.http import HttpResponseBase
from django.test import Client

from tests.architecture.source import tell
from tests.security.conftest import Shop
from tests.security.doors import every_door

INLINE = re.compile(r"^on[a-z]+$|^hx-on|^style$")
LETTER = "/outbox/"
FROM_LIBRARY = {"/api/docs"}  # has a policy of its own, without trusted types


class Page(HTMLParser):
    """Collects what must not be in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._open = tag if tag == "style" or (tag == "script" and "src" not in given) else ""
        if tag == "script" and given.get("type") == "application/json":
            self._open = ""
        self.wrong += [f"<{tag} {name}>" for name in given if INLINE.match(name)]
        for name in ("href", "src", "action", "formaction"):
            target = (given.get(name) or "").strip().lower()
            if target.startswith(("javascript:", "data:text", "vbscript:")):
                self.wrong.append(f"<{tag} {name}={target[:30]}>")
            if target.startswith(("http://", "https://", "//")) and tag in ("script", "link", "img", "iframe"):
                self.wrong.append(f"<{tag}> loads from {target[:60]}")
        if tag == "a" and given.get("target") == "_blank" and "noopener" not in (given.get("rel") or ""):
            self.wrong.append("<a target=_blank> without noopener")

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.wrong.append(f"<{self._open}> with a body")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""


def _missing_headers(answer: HttpResponseBase, url: str) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong = [] if "default-src 'none'" in policy else ["no content security policy"]
    wrong += [f"policy allows {word}" for word in ("'unsafe-inline'", "'unsafe-eval'", "*") if word in policy.split()]
    wrong += [f"policy lacks {word}" for word in ("frame-ancestors 'none'", "base-uri 'none'") if word not in policy]
    if "require-trusted-types-for" not in policy and url not in FROM_LIBRARY:
        wrong.append("no trusted types")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    wrong += [
        f"{name} is {answer.headers.get(name)!r}" for name, value in wanted.items() if answer.headers.get(name) != value
    ]
    if answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer", "strict-origin"):
        wrong.append(f"Referrer-Policy is {answer.headers.get('Referrer-Policy')!r}")
    return wrong


def _look(client: Client, shop: Shop) -> list[str]:
    wrong = []
    for door in every_door(shop.things):
        answer = client.get(door.url)
        if answer.status_code >= 500 and door.url != "/readyz":
            wrong.append(f"{door.url}: {answer.status_code}")
        if not (LETTER in door.url and answer.status_code == 200):
            wrong += [f"{door.url}: {one}" for one in _missing_headers(answer, door.url)]
        is_page = "html" in answer.headers.get("Content-Type", "") and not getattr(answer, "streaming", False)
        if is_page and LETTER not in door.url:
            wrong += [f"{door.url}: {one}" for one in Page(answer.content.decode()).wrong]
    return wrong


def test_every_page_a_stranger_can_get_is_guarded(eve: Client, shop: Shop) -> None:
    wrong = _look(eve, shop)
    assert not wrong, tell(wrong, "Let the middleware set it, and keep code out of the markup.")


def test_every_page_the_owner_can_get_is_guarded(dan: Client, shop: Shop) -> None:
    wrong = _look(dan, shop)
    assert not wrong, tell(wrong, "Let the middleware set it, and keep code out of the markup.")


def test_every_page_a_customer_can_get_is_guarded(ben: Client, shop: Shop) -> None:
    wrong = _look(ben, shop)
    assert not wrong, tell(wrong, "Let the middleware set it, and keep code out of the markup.")
