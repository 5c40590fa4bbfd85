"""The transfers room as a Django app."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Money sent by hand, and its proofs."""

    name = "tiwala.transfers"
    label = "transfers"
