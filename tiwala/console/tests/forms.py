"""Fill in forms as a person without scripts does: open the page, keep what it holds, change some of it, send it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """The fields of the first form inside main, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, Any] = {}
        self._main = self._form = self._done = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "main":
            self._main = True
        elif tag == "form" and self._main and given.get("method") == "post" and not given.get("action"):
            self._form = not self._done
        elif self._form:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str | None]) -> None:
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio"):
                self.held[name] = given.get("value") or ""
            elif "checked" in given:
                self.held[name] = given.get("value") or "on"
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.held):
            self.held[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._area, self.held[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.held[self._area] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            self._form, self._done = False, True
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def fill(client: Client, page: str, **changes: Any) -> dict[str, Any]:
    """What would be sent from this page with these changes."""
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    fields = _Fields()
    fields.feed(answer.content.decode())
    assert "key" in fields.held, f"no form on {page}"
    return fields.held | changes


def send(client: Client, page: str, **changes: Any) -> HttpResponse:
    """Open, fill in, send."""
    return client.post(page, fill(client, page, **changes))  # type: ignore[return-value]


def press(client: Client, door: str, **more: str) -> HttpResponse:
    """A button with a key of its own."""
    from tiwala.console.forms.base import fresh_key

    return client.post(door, {"key": fresh_key(), **more})  # type: ignore[return-value]
