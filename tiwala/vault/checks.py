"""A key file that does not belong to this database is noticed at start, not at the first customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, transaction

from tiwala.kit.conf import conf
from tiwala.vault.queries import key_file_fits


@register(Tags.database)
def check_key_file(databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """An error when keysets of this database were wrapped by keys that the key file does not hold."""
    if "default" not in (databases or ()):
        return []
    try:
        with transaction.atomic():
            fits = key_file_fits()
    except DatabaseError:  # before the first migration there is no table, and nothing to open
        return []
    return [] if fits else [Error(SENTENCE.format(path=conf.ops.key_file), id="vault.E001")]


SENTENCE = (
    "The key file {path} does not belong to this database, whose data it cannot open: "
    "put back the key file that was used with it (set TIWALA_KEYS when it lies elsewhere)."
)
