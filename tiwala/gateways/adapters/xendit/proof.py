"""Xendit's proof: its static token in a header. Whoever has the token can forge, so a notice stays a hint."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

TOKEN: Final = "x-callback-token"  # noqa: S105 -- the header's name
EVENT: Final = "webhook-id"
_LONGEST: Final = 500
_EVENT_ID: Final = re.compile(r"[\x21-\x7e]{1,120}")

Proof = Literal["ok", "no_proof", "bad_proof"]


def check(headers: Mapping[str, str], *, secrets: Sequence[str]) -> Proof:
    """Whether the token is one of ours, old or new; every comparison is made, each in constant time."""
    given = headers.get(TOKEN, "")
    if not given or len(given) > _LONGEST or not any(secrets):
        return "no_proof"
    hits = [hmac.compare_digest(_bytes(given), _bytes(secret)) for secret in secrets if secret]
    return "ok" if any(hits) else "bad_proof"


def event_id(headers: Mapping[str, str]) -> str:
    """Their id of the event, the same at every delivery; empty where it is missing or no id."""
    found = headers.get(EVENT, "")
    return found if _EVENT_ID.fullmatch(found) else ""


def _bytes(text: str) -> bytes:
    """Any text at all: a header may hold half of a surrogate pair."""
    return text.encode(errors="surrogatepass")
