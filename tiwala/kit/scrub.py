"""Take out of a log line what must never be in one: card numbers, addresses, keys, tokens, pay links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "[hidden]"
_DEEPEST: Final = 6

_SECRET_NAME: Final = re.compile(
    r"(authorization|cookie|password|passwd|secret|token|api[_-]?key|apikey|signature|credential|session|otp|seed|cvv|cvc"
    r"|card|pan\b|email|e_mail|phone|address|recipient|full_name|payer_name|customer_name|(?:^|_)tin$)",
    re.IGNORECASE,
)
_SAFE_NAME: Final = re.compile(r"(_id|_ref|_count|_s|_ms)$")
_CARD: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_MAIL: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PATH: Final = re.compile(r"(/(?:pay|account/confirm-email|account/password/reset/key|invitations?)/)[^/\s?#\"']+")
_QUERY: Final = re.compile(r"([?&;](?:token|key|code|signature|sig|secret|email)=)[^&\s\"']+", re.IGNORECASE)
_BEARER: Final = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)
_KEY: Final = re.compile(r"\b((?:sk|pk|rk|whsec|xnd|tiwala)_(?:[a-z]+_)*)[A-Za-z0-9_-]{12,}")


def text(value: str) -> str:
    """The text without what must not be logged; the rest stays readable."""
    if value.isalpha():  # most values are one plain word, and none of what is looked for is
        return value
    value = _CARD.sub(lambda found: HIDDEN if passes_luhn(found[0]) else found[0], value)
    value = _MAIL.sub(HIDDEN, value)
    value = _PATH.sub(r"\1…", value)
    value = _QUERY.sub(rf"\1{HIDDEN}", value)
    value = _BEARER.sub(rf"\1 {HIDDEN}", value)
    return _KEY.sub(rf"\1{HIDDEN}", value)


def value_of(  # noqa: PLR0911 -- one line for each kind of value
    name: str, value: Any, *, depth: int = 0
) -> Any:
    """A named value as it may be logged: hidden by its name, scrubbed inside, cut where it is too deep."""
    if is_secret_name(name) and value not in (None, "", True, False):
        return HIDDEN
    if depth > _DEEPEST:
        return HIDDEN
    match value:
        case str():
            return text(value)
        case bytes() | bytearray() | memoryview():
            return f"[{len(value)} bytes]"
        case bool() | None | float():
            return value
        case int():
            return HIDDEN if passes_luhn(str(value)) and len(str(value)) in range(13, 20) else value
        case Mapping():
            return {str(key): value_of(str(key), one, depth=depth + 1) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [value_of("", one, depth=depth + 1) for one in value]
        case _:
            return text(str(value))


def is_secret_name(name: str) -> bool:
    """Whether a value under this name is never logged."""
    return bool(_SECRET_NAME.search(name)) and not _SAFE_NAME.search(name)


def passes_luhn(written: str) -> bool:
    """Whether the digits could be a card number: the checksum fits and they are not all zero."""
    digits = [int(sign) for sign in reversed(written) if sign.isdecimal()]
    total = sum(digits[::2]) + sum(sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return total > 0 and total % 10 == 0
