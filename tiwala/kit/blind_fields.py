"""The blind index: an array of keyed fingerprints beside a sealed column, to find rows by a word of it.

`column` names the index for the keys ("customers.name_index"); its last part is the field's name in a query.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tiwala.kit import search_tokens, secrets
from tiwala.kit.search_tokens import Kind


def tokens_for_name(text: str, *, column: str) -> list[bytes]:
    """What to store so that the name is found by its words and by their beginnings of three letters and more."""
    return [secrets.blind_primary(column, word) for word in search_tokens.of_name(text)]


def token_for_email(text: str, *, column: str) -> bytes:
    """What to store so that the whole address is found, whatever its capitals."""
    return secrets.blind_primary(column, search_tokens.of_email(text))


def tokens_for_phone(text: str, *, column: str) -> list[bytes]:
    """What to store so that an E.164 number is found whole or by its last four digits."""
    return [secrets.blind_primary(column, digits) for digits in search_tokens.of_phone(text)]


class BlindIndex(ArrayField):  # type: ignore[type-arg]
    """Fingerprints of search words (16 bytes each). Give the model `BlindIndex.gin("name_index", name=…)` as index."""

    def __init__(self, base_field: models.Field[Any, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(base_field or models.BinaryField(), **kwargs)

    def deconstruct(self) -> Any:
        """For migrations: nothing but the name matters."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("base_field", None)
        return name, "tiwala.kit.fields.BlindIndex", args, kwargs

    @staticmethod
    def gin(field: str, *, name: str) -> GinIndex:
        """The index that makes the search quick."""
        return GinIndex(fields=[field], name=name)

    @staticmethod
    def query(column: str, text: str, *, kind: Kind = "name") -> Q:
        """Rows that hold every word of the text, under any live key; none at all for an empty text."""
        field = column.rpartition(".")[2]
        found = Q()
        for word in search_tokens.asked(text, kind=kind):
            found &= Q(**{f"{field}__overlap": secrets.blind(column, word)})
        return found or Q(pk__in=[])
