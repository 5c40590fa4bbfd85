"""Destroy an owner's keys, and with them everything sealed for that owner."""

from __future__ import annotations

from django.db import transaction

from tiwala.kit import clock, secrets
from tiwala.kit.db import assert_in_transaction
from tiwala.vault.models import KeySet


def shred_keyset(owner_ref: str) -> None:
    """A step: after commit nothing of this owner can be read again, in backups made later neither. Cannot be undone.

    An owner without keys gets none later. Shredding again changes nothing.
    """
    assert_in_transaction()
    now = clock.now()
    gone = {"wrapped": b"", "shredded_at": now, "rotated_at": now}
    # An insert first, so that a keyset somebody is just making is waited for, and one never made stays unmade.
    KeySet.objects.bulk_create([KeySet(owner_ref=owner_ref, kek_id=0, created_at=now, **gone)], ignore_conflicts=True)
    KeySet.objects.filter(owner_ref=owner_ref, shredded_at__isnull=True).update(**gone)
    secrets.forget(owner_ref)
    transaction.on_commit(secrets.everyone_forget)
