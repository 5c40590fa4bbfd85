"""One lock of the vault: who wraps a keyset holds it shared; who throws old wrapping keys away holds it alone."""

from __future__ import annotations

import hashlib

from django.db import connection

from tiwala.kit.db import assert_in_transaction

_NUMBER = int.from_bytes(hashlib.sha256(b"vault.wrapping").digest()[:8], "big", signed=True)


def wrapping() -> None:
    """Until this transaction ends, no wrapping key is thrown away."""
    _take("SELECT pg_advisory_xact_lock_shared(%s)")


def nobody_wraps() -> None:
    """Wait for everyone who is wrapping a keyset; until this transaction ends nobody starts."""
    _take("SELECT pg_advisory_xact_lock(%s)")


def _take(statement: str) -> None:
    assert_in_transaction()
    with connection.cursor() as cursor:
        cursor.execute(statement, [_NUMBER])
