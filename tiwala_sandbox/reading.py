"""Reads a JSON body field by field; every bad value is a refusal that names the field."""

import json
from typing import Any, cast
from urllib.parse import urlsplit

from tiwala_sandbox.problems import Problem, bad_field

MOST_MINOR = 99_999_999_999
MOST_BYTES = 64 * 1024


def parse_json(raw: bytes) -> dict[str, Any]:
    """A JSON object from bytes; empty bytes are an empty object."""
    if len(raw) > MOST_BYTES:
        raise Problem("too_large", f"A body may have at most {MOST_BYTES} bytes.", status=413)
    try:
        value = json.loads(raw or b"{}", parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Problem("invalid_json", "The body is not valid JSON.", status=400) from None
    if not isinstance(value, dict):
        raise Problem("invalid_json", "The body must be a JSON object.", status=400)
    return cast("dict[str, Any]", value)


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


class Reader:
    """One body; ask for its fields, then `finish()` refuses those nobody asked for."""

    def __init__(self, body: dict[str, Any]) -> None:
        """Start with nothing read."""
        self._body = body
        self._read: set[str] = set()

    def _take(self, name: str) -> Any:
        self._read.add(name)
        return self._body.get(name)

    def everything(self) -> dict[str, Any]:
        """The whole body, for those who read it themselves."""
        self._read.update(self._body)
        return self._body

    def text(self, name: str, *, most: int, default: str | None = None) -> str:
        """Text of 1 to `most` letters, no control characters; required unless there is a default."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not clean(value) or not 1 <= len(value) <= most:
            raise bad_field(name, f"text of 1 to {most} letters is needed.")
        return value

    def whole(self, name: str, *, most: int = MOST_MINOR, least: int = 1, default: int | None = None) -> int:
        """A whole number within bounds; true, false and 1.0 are not whole numbers here."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if type(value) is not int or not least <= value <= most:
            raise bad_field(name, f"a whole number from {least} to {most} is needed.")
        return value

    def maybe_whole(self, name: str) -> int | None:
        """A whole number of money, or None when the field is absent."""
        return None if self._take(name) is None else self.whole(name)

    def number(self, name: str, *, most: float, least: float = 0.0, default: float | None = None) -> float:
        """A number within bounds."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if type(value) not in (int, float) or not least <= value <= most:
            raise bad_field(name, f"a number from {least:g} to {most:g} is needed.")
        return float(value)

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self._take(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise bad_field(name, "true or false is needed.")
        return value

    def choice(self, name: str, options: tuple[str, ...], *, default: str | None = None) -> str:
        """One of the options."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or value not in options:
            raise bad_field(name, f"one of {', '.join(options)} is needed.")
        return value

    def choices(self, name: str, options: tuple[str, ...]) -> list[str]:
        """A non-empty list of different options, in the order given; absent means all."""
        value = self._take(name)
        if value is None:
            return list(options)
        known = isinstance(value, list) and all(isinstance(one, str) and one in options for one in value)
        if not known or not value or len(set(value)) != len(value):
            raise bad_field(name, f"a list of one or more of {', '.join(options)} is needed.")
        return cast("list[str]", value)

    def url(self, name: str, *, default: str | None = None) -> str:
        """An absolute http or https address of at most 2000 letters, without a user name."""
        value = self.text(name, most=2000, default=default)
        if value != default and not is_web_address(value):
            raise bad_field(name, "an absolute http or https address is needed.")
        return value

    def raw(self, name: str) -> Any:
        """The value as it came, for fields with a shape of their own."""
        return self._take(name)

    def finish(self) -> None:
        """Refuse fields that nobody asked for: a typing mistake should not pass in silence."""
        for name in self._body:
            if name not in self._read:
                raise bad_field(name[:40].encode(errors="replace").decode(), "this field is not known here.")


def clean(text: str) -> bool:
    """Whether text can be stored and shown: no control characters, no half of a surrogate pair."""
    return all(letter >= " " and letter != "\x7f" and not "\ud800" <= letter <= "\udfff" for letter in text)


def is_web_address(text: str) -> bool:
    """Whether text is an absolute http(s) address that is safe to send a browser to."""
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = text.isascii() and not any(letter in " \"'<>\\;," for letter in text.split("?", maxsplit=1)[0])
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_fine
        and "@" not in parts.netloc
        and plain
    )
