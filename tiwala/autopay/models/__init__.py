"""The nouns of autopay."""

from tiwala.autopay.models.agreement import Agreement
from tiwala.autopay.models.collection import Collection

__all__ = ["Agreement", "Collection"]
