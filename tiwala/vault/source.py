"""The kit's door to the vault: where it finds wrapped keysets."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.vault.actions.ensure_keyset import find_or_make
from tiwala.vault.models import KeySet


class Keysets:
    """Where the kit finds wrapped keysets (kit.secrets.KeysetSource)."""

    def load(self, owners: Iterable[str]) -> dict[str, bytes]:
        """The wrapped keysets of those owners that have one; one query."""
        rows = KeySet.objects.filter(owner_ref__in=list(owners), shredded_at__isnull=True)
        return {owner: bytes(wrapped) for owner, wrapped in rows.values_list("owner_ref", "wrapped")}

    def ensure(self, owner: str) -> bytes:
        """The owner's wrapped keyset, made now when there is none. Shredded when it was destroyed."""
        return find_or_make(owner)
