"""What an entry came from, in the eighty letters the books have for it."""

from __future__ import annotations

import hashlib

_LONGEST = 80


def source_of(*parts: str) -> str:
    """The parts joined by colons; too long a tail becomes its digest, so that the same parts give the same name."""
    whole = ":".join(parts)
    if len(whole) <= _LONGEST:
        return whole
    return f"{parts[0]}:#{hashlib.sha256(whole.encode()).hexdigest()[:40]}"


def unmatched_source(account_ref: str, reference: str) -> str:
    """The name of money at a gateway that belongs to no attempt: the account and the gateway's own id."""
    return source_of(account_ref, reference)


def reference_in(source: str) -> str:
    """The gateway's own id in such a name; empty where only its digest is left."""
    reference = source.partition(":")[2]
    return "" if reference.startswith("#") else reference
