"""Allauth's column that would show an address to whoever reads the tables: sealed in place.

The sealed text lives in the same columns, so allauth's own migrations go on unchanged; a migration never sees the
difference, because these fields describe themselves as what allauth declared.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import models

from tiwala.kit.fields import DeterministicSealedEmail


class _InPlace(DeterministicSealedEmail):
    """A sealed field that describes itself as the field it replaced."""

    replaced: models.Field[Any, Any]

    def deconstruct(self) -> Any:
        """For migrations: what allauth declared."""
        return self.replaced.deconstruct()

    def clone(self) -> Any:
        """For migrations: what allauth declared."""
        return self.replaced.clone()


def swap() -> None:
    """Replace the columns. Doing it twice changes nothing."""
    _seal(EmailAddress, "email", letters=EmailAddress._meta.get_field("email").max_length)


def _seal(model: type[models.Model], name: str, *, letters: int) -> None:
    before: Any = model._meta.get_field(name)
    if isinstance(before, _InPlace):
        return
    after = _InPlace(
        verbose_name=before.verbose_name,
        max_length=letters,
        db_index=bool(before.db_index) and not before.unique,
        unique=before.unique,
        editable=before.editable,
    )
    after.replaced = before
    after.creation_counter = before.creation_counter
    model._meta.local_fields.remove(before)
    model.add_to_class(name, after)
