"""What a door answered, in a form that can be kept and given again."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from tiwala.kit import secrets

_OWNER = "business"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type, body and, for a form, where to go next. `is_replay`: it was given before."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    location: str = ""
    is_replay: bool = False


def fingerprint(*parts: bytes | str | Mapping[str, Any]) -> bytes:
    """What makes two questions the same: method, path, body. Mappings count by content, whatever their order."""
    whole = hashlib.sha256()
    for part in parts:
        if isinstance(part, Mapping):
            piece = json.dumps(part, sort_keys=True, default=str).encode()
        else:
            piece = part.encode(errors="replace") if isinstance(part, str) else part
        whole.update(len(piece).to_bytes(8, "big") + piece)
    return whole.digest()


def seal(answer: Answer, *, place: str) -> bytes:
    """The answer as sealed bytes for one key's row."""
    plain = asdict(answer) | {"body": base64.b64encode(answer.body).decode()}
    return secrets.seal(json.dumps(plain).encode(), owner=_OWNER, aad=_aad(place))


def unseal(sealed: bytes, *, place: str) -> Answer:
    """The answer again, marked as a replay."""
    plain = json.loads(secrets.unseal(sealed, owner=_OWNER, aad=_aad(place)))
    answer = Answer(**(plain | {"body": base64.b64decode(plain["body"])}))
    return replace(answer, is_replay=True)


def _aad(place: str) -> bytes:
    return f"idempotency_key:answer:{place}".encode()
