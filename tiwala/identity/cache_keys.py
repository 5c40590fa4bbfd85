"""What counters in the shared cache are called: keyed hashes, so that no address stands in the table."""

from __future__ import annotations

from tiwala.kit import secrets


def sealed_key(key: str, prefix: str, version: int) -> str:
    """The name of an entry. Rate limits name the visitor's network address and a hash of the e-mail."""
    return f"{prefix}:{version}:{secrets.blind_primary('cache', key).hex()}"
