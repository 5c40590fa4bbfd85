"""The vault as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Tells the kit where keysets are kept."""

    name = "tiwala.vault"
    label = "vault"

    def ready(self) -> None:
        """Register the keysets' source, and the check that the key file fits this database."""
        from tiwala.kit import secrets
        from tiwala.vault import checks  # noqa: F401 -- registers itself
        from tiwala.vault.source import Keysets

        secrets.set_keyset_source(Keysets())
