"""The kit as a Django app: only for its message catalogue."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """No models; its sentences are translated."""

    name = "tiwala.kit"
    label = "kit"
