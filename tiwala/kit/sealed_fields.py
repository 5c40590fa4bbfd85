"""Columns that hold sealed bytes: sealed on save, opened when read, by the keys of the row's owner.

A row that was read keeps the sealed bytes and opens them only when the attribute is asked for. A changed value inside
a SealedJSON is noticed on save. `.update()`, `.filter(name=…)` and `bulk_update()` refuse: only a row knows its owner.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from tiwala.kit import secrets
from tiwala.kit.errors import BadInput, InvariantBroken

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")

if TYPE_CHECKING:

    class _Binary(models.Field[_ST, _GT]):
        pass
else:

    class _Binary(models.BinaryField, Generic[_ST, _GT]):
        pass


class Sealed(bytes):
    """Sealed bytes as they are in the table: what `.values()` gives for a sealed column."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Reads as the plain value; keeps the sealed bytes until then."""

    field: SealedField[Any, Any]

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed):
            return value
        known = instance.__dict__.get(self.field.opened_name)
        if known is None or known[0] is not value:
            raw = secrets.unseal(value, owner=self.field.owner_of(instance), aad=self.field.aad(instance.pk))
            known = (value, self.field.to_plain(raw), raw)
            instance.__dict__[self.field.opened_name] = known
        return known[1]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(_Binary[_ST, _GT]):
    """The common part. `owner` names the row's attribute that gives the owner; max_length counts plain letters."""

    descriptor_class = _Opening
    description = "sealed"

    def __init__(self, *args: Any, owner: str, max_length: int | None = None, **kwargs: Any) -> None:
        self.owner = owner
        self.plain_max = max_length
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations: what this field was made with."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["owner"] = self.owner
        if self.plain_max is not None:
            kwargs["max_length"] = self.plain_max
        return name, path.replace("tiwala.kit.sealed_fields", "tiwala.kit.fields"), args, kwargs

    @property
    def opened_name(self) -> str:
        """Where a row keeps the opened value."""
        return f"_opened_{self.attname}"

    def owner_of(self, row: models.Model) -> str:
        """Whose keys seal this row's value."""
        owner = attrgetter(self.owner)(row)
        if not isinstance(owner, str) or not owner:
            raise InvariantBroken(f"{row._meta.label}.{self.owner} names no owner of keys")
        return owner

    def aad(self, pk: Any) -> bytes:
        """What the sealed bytes are bound to: moved to another row or column they do not open."""
        return f"{self.model._meta.db_table}:{self.column}:{pk}".encode()

    def to_bytes(self, value: Any) -> bytes:
        """The plain value as bytes. TypeError for a value of another type."""
        raise TypeError(type(value))

    def to_plain(self, raw: bytes) -> Any:
        """The plain value again."""
        return raw

    def seal_for(self, row: models.Model, value: Any) -> Sealed:
        """The value, sealed for its place in this row. BadInput when it is longer than allowed."""
        if row.pk is None:
            raise InvariantBroken(f"{row._meta.label} needs its id before {self.name} is sealed")
        if self.plain_max is not None and len(value) > self.plain_max:
            raise BadInput(fields={self.name: _("Use at most %(most)d letters.") % {"most": self.plain_max}})
        return Sealed(secrets.seal(self.to_bytes(value), owner=self.owner_of(row), aad=self.aad(row.pk)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's signature
        """What goes into the table: sealed now, or left as it was read."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if not isinstance(value, Sealed):
            return self.seal_for(model_instance, value)
        if add:
            raise InvariantBroken(f"{self.name} was sealed for another row: give the new row a plain value")
        known = model_instance.__dict__.get(self.opened_name)
        if known is not None and known[0] is value and self.to_bytes(known[1]) != known[2]:
            return self.seal_for(model_instance, known[1])
        return value

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        """Mark what comes from the table as sealed."""
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        """Refuses every plain value: what reaches the database is sealed already."""
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is sealed: change it on the row and save(); find it through a BlindIndex")

    def get_db_prep_value(self, value: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """The bytes for the driver."""
        sealed = self.get_prep_value(value)
        return None if sealed is None else connection.Database.Binary(bytes(sealed))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only "is it there at all" can be asked of a sealed column."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed: find it through a BlindIndex")
        return IsNull

    def get_transform(self, lookup_name: str) -> Any:
        """Nothing can be computed from sealed bytes in the database."""
        raise TypeError(f"{self.name} is sealed: `{lookup_name}` cannot be asked of it")

    def value_to_string(self, obj: models.Model) -> str:
        """Refuses: plain values do not leave in a dump."""
        raise TypeError(f"{self.name} is sealed and is not serialised ({obj._meta.label})")


class SealedText(SealedField[_ST, _GT]):
    """Text, sealed."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def to_bytes(self, value: Any) -> bytes:
        """UTF-8."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} holds text, not {type(value).__name__}")
        return value.encode(errors="replace")

    def to_plain(self, raw: bytes) -> str:
        """UTF-8."""
        return raw.decode()


class SealedJSON(SealedField[_ST, _GT]):
    """A value of JSON (no floats where money is meant), sealed."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_bytes(self, value: Any) -> bytes:
        """JSON with sorted keys, so that the same value gives the same bytes. TypeError for other values."""
        return json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":")).encode()

    def to_plain(self, raw: bytes) -> Any:
        """The value again; tuples come back as lists."""
        return json.loads(raw)


class SealedBytes(SealedField[_ST, _GT]):
    """Bytes, sealed."""

    _pyi_private_set_type: bytes | memoryview
    _pyi_private_get_type: bytes

    def to_bytes(self, value: Any) -> bytes:
        """The bytes themselves."""
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self.name} holds bytes, not {type(value).__name__}")
        return bytes(value)


def sealed_fields_of(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def open_value(model: type[models.Model], column: str, pk: Any, *, owner: str, raw: bytes | None) -> Any:
    """Open by hand what `.values()` gave for a sealed column of the row `pk`."""
    field = next(field for field in sealed_fields_of(model) if column in (field.name, field.column))
    return None if raw is None else field.to_plain(secrets.unseal(bytes(raw), owner=owner, aad=field.aad(pk)))


def preload(rows: Iterable[models.Model]) -> None:
    """Open the keysets of these rows' owners with one query; call it before showing a list of rows."""
    secrets.preload({field.owner_of(row) for row in rows for field in sealed_fields_of(type(row))})
