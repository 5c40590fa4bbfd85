"""Seal rows anew with their owners' newest keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, ProgrammingError, models, transaction

from tiwala.kit import keysets, secrets
from tiwala.kit.fields import SealedField, preload, sealed_fields_of

BATCH = 500


def reseal_all(progress: Callable[[int, int], None]) -> tuple[int, dict[str, int]]:
    """Every row with sealed columns: how many were sealed anew, and how many of each table may not be changed.

    Rows that the database guards against any change keep their older keys, which their owner's keyset still holds.
    """
    sealed = [model for model in apps.get_models() if sealed_fields_of(model) and not model._meta.proxy]
    total = sum(model._base_manager.count() for model in sealed)
    done, resealed, left = 0, 0, dict[str, int]()
    for model in sealed:
        for changed, refused, seen in reseal_model(model):
            done, resealed = done + seen, resealed + changed
            if refused:
                left[model._meta.db_table] = left.get(model._meta.db_table, 0) + refused
            progress(done, max(total, done))
    return resealed, left


def reseal_model(model: type[models.Model]) -> Iterator[tuple[int, int, int]]:
    """One table in batches: yields (sealed anew, left alone, seen) for each, every batch in its own transaction."""
    last = None
    while True:
        try:
            with transaction.atomic(durable=True):
                rows = _batch(model, after=last)
                preload(rows)
                outcomes = [_reseal(row) for row in rows]
        except ProgrammingError:  # a table we may only add to cannot even be locked for a change
            count = model._base_manager.count()
            yield 0, count, count
            return
        if not rows:
            return
        last = rows[-1].pk
        yield outcomes.count(True), outcomes.count(False), len(rows)


def _batch(model: type[models.Model], *, after: Any) -> list[models.Model]:
    rows = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    return list((rows if after is None else rows.filter(pk__gt=after))[:BATCH])


def _reseal(row: models.Model) -> bool | None:
    """True: sealed anew; False: the database refused; None: nothing to do."""
    old = [(field, value) for field in sealed_fields_of(type(row)) if (value := _old_value(field, row)) is not None]
    if not old:
        return None
    try:
        with transaction.atomic():
            changes = {field.attname: field.seal_for(row, field.to_plain(value)) for field, value in old}
            type(row)._base_manager.filter(pk=row.pk).update(**changes)
    except DatabaseError:
        return False
    return True


def _old_value(field: SealedField[Any, Any], row: models.Model) -> bytes | None:
    """The plain bytes of a column that an older key sealed; None when there is nothing to change."""
    sealed = row.__dict__[field.attname]
    owner = field.owner_of(row)
    if sealed is None or keysets.id_on(sealed) == secrets.primary_id(owner):
        return None
    try:
        return secrets.unseal(sealed, owner=owner, aad=field.aad(row.pk))
    except secrets.Shredded:
        return None
