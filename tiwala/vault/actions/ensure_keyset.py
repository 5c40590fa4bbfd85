"""Give an owner keys on first use."""

from __future__ import annotations

from django.db import transaction

from tiwala.kit import clock, secrets
from tiwala.kit.db import assert_in_transaction
from tiwala.vault.locks import wrapping
from tiwala.vault.models import KeySet


def ensure_keyset(owner_ref: str) -> None:
    """A step: after it the owner has keys. Safe when many come first at once; Shredded when they were destroyed."""
    assert_in_transaction()
    find_or_make(owner_ref)


def find_or_make(owner_ref: str) -> bytes:
    """The owner's wrapped keyset. Whoever comes second waits for the first, and reads what the first made."""
    with transaction.atomic():
        wrapping()
        wrapped, kek_id = secrets.new_wrapped_keyset(owner_ref)
        now = clock.now()
        fresh = KeySet(owner_ref=owner_ref, wrapped=wrapped, kek_id=kek_id, created_at=now, rotated_at=now)
        KeySet.objects.bulk_create([fresh], ignore_conflicts=True)
        found = KeySet.objects.get(owner_ref=owner_ref)
    if found.shredded_at is not None:
        raise secrets.Shredded(owner=owner_ref)
    return bytes(found.wrapped)
