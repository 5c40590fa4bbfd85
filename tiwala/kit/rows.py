"""The abstract row every noun stands on: uuid7 key, birth, typed public id, fetched by who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from django.db import models

from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import NotFound

M = TypeVar("M", bound=models.Model)


class RowQuerySet(models.QuerySet[M], Generic[M]):
    """Reads shared by every noun."""

    def visible_to(self, actor: Actor) -> Self:
        """Only what this actor may see. Deny by default: a noun that is shown says otherwise."""
        return self.none() if actor.kind not in ("system", "job") else self.all()

    def by_public_id(self, text: str) -> M:
        """The one row with this public id, or the refusal that looks the same as 'not yours'."""
        prefix: str = self.model.PREFIX  # type: ignore[attr-defined]
        found = self.filter(pk=ids.decode(prefix, text)).first()
        if found is None:
            raise NotFound(wanted=prefix)
        return found

    def by_public_ids(self, texts: Iterable[str]) -> Self:
        """The rows with these public ids; refuses when one of them is no id at all, not when it is not there."""
        prefix: str = self.model.PREFIX  # type: ignore[attr-defined]
        return self.filter(pk__in=[ids.decode(prefix, text) for text in texts])

    def locked(self, pk: UUID) -> M:
        """The row, locked until the transaction ends; refuses when it is not there."""
        found = self.select_for_update(of=("self",)).filter(pk=pk).first()
        if found is None:
            raise NotFound(wanted=self.model.__name__)
        return found


class Row(models.Model):
    """A row with a key that sorts by birth and a public id that wears its type."""

    PREFIX: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = RowQuerySet.as_manager()

    class Meta:  # noqa: D106 -- says it
        abstract = True

    @property
    def public_id(self) -> str:
        """The id as the outside sees it, such as `inv_01j…`."""
        return ids.encode(self.PREFIX, self.id)
