"""The hash chain, pure: what a record's content is in bytes, and how it is bound to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tiwala.kit import secrets

PURPOSE = "audit"
FIRST = b"tiwala audit trail, before the first record"

FIELDS = (
    "id", "seq", "at", "tag", "subject_ref", "actor_kind", "actor_id", "request_id", "outcome", "facts",
    "personal_owner", "personal_digest",
)  # fmt: skip
"""What the chain binds, in this order; `personal` itself is bound through its digest."""


def content(fields: Mapping[str, Any]) -> bytes:
    """A record's fields as canonical bytes: the same for the same record, however it was read."""
    values = [_plain(fields[name]) for name in FIELDS]
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def bind(before: bytes, body: bytes) -> bytes:
    """The record's mac: keyed, over the mac before it and its own content. Needs the key file."""
    return secrets.mac(PURPOSE, before + body)


def is_bound(before: bytes, body: bytes, *, mac: bytes) -> bool:
    """Whether this mac was made with our keys for this content after that record."""
    return secrets.verify_mac(PURPOSE, before + body, tag=mac)


def digest(sealed: bytes) -> str:
    """What stands in the chain for sealed personal bytes; empty for none."""
    return hashlib.sha256(sealed).hexdigest() if sealed else ""


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, int | str | dict) else str(value)


def personal_aad(record_id: UUID) -> bytes:
    """The one place a record's personal bytes are sealed for."""
    return f"audit_record:personal:{record_id}".encode()
