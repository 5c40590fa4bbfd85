"""Reads of the vault."""

from __future__ import annotations

from django.db.models import QuerySet

from tiwala.kit import keyring
from tiwala.vault.models import KeySet


def key_file_fits() -> bool:
    """Whether the key file holds every key that wraps a keyset of this database."""
    live = KeySet.objects.filter(shredded_at__isnull=True)
    return not live.exclude(kek_id__in=keyring.current().kek_ids).exists()


def shredded_owners(prefix: str) -> QuerySet[KeySet, str]:
    """The owners of this kind whose keys were destroyed, such as `cus_`: nothing of theirs can be read again."""
    shredded = KeySet.objects.filter(owner_ref__startswith=prefix, shredded_at__isnull=False)
    return shredded.values_list("owner_ref", flat=True)
