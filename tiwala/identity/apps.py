"""The room of who you are."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Swaps readable columns for sealed ones, and starts to listen to allauth, when everything is loaded."""

    name = "tiwala.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        """Models of all rooms are loaded here, and no query has run yet."""
        from tiwala.identity import allauth_hooks, sealed_columns

        sealed_columns.swap()
        allauth_hooks.listen()
