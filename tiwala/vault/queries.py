"""Reads of the vault."""

from __future__ import annotations

from tiwala.kit import keyring
from tiwala.vault.models import KeySet


def key_file_fits() -> bool:
    """Whether the key file holds every key that wraps a keyset of this database."""
    live = KeySet.objects.filter(shredded_at__isnull=True)
    return not live.exclude(kek_id__in=keyring.current().kek_ids).exists()
